import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import {
  createGroup,
  createPrefixList,
  defaultGroup,
  defaultVpc,
  ec2Of,
  egressOf,
  ingressOf,
  otherVpc,
  tcp,
} from './support/security-groups.ts';
import { told } from './support/told.ts';
import { verdictOn } from './support/verdict.ts';

const id = 'security-group-default-closed';

describe('The default groups of VPCs, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    const rules = [id, 'security-group-restricted-ports', 'security-group-authorized-ports'];
    pipeline = await startPipeline({ open: true, recording: false, rules });
  });
  after(() => pipeline.stop());

  it('are found as AWS makes them, the one of the default VPC too, emptied, and told of', async () => {
    const { account } = pipeline;
    const groups = await Promise.all(
      [await defaultVpc(account), await otherVpc(account)].map((vpcId) => defaultGroup(account, vpcId)),
    );
    await pipeline.record(true);
    await account.settled();
    const found = await Promise.all(groups.map((group) => verdictOn(pipeline, group, id)));
    const queued = groups.map((group) => pipeline.queued(group).map(({ rule, severity }) => [rule, severity]));
    await pipeline.record(false);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(2, { mended: 2 }));
    await pipeline.record(true);
    await account.settled();
    for (const [at, group] of groups.entries()) {
      assert.equal(found[at]?.ComplianceType, 'NON_COMPLIANT');
      assert.match(
        found[at]?.Annotation ?? '',
        new RegExp(
          `^all traffic from ${group}: the default group of a VPC has to be empty; all traffic to 0.0.0.0/0: `,
        ),
      );
      assert.deepEqual(queued[at], [[id, 'medium']]);
      assert.deepEqual(changesOf(pipeline, group), ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress']);
      assert.deepEqual([await ingressOf(account, group), await egressOf(account, group)], [[], []]);
      assert.deepEqual(await verdictOn(pipeline, group, id), { ComplianceType: 'COMPLIANT' });
      assert.sameMembers(told(pipeline, group), ['Non-compliant', 'Mended', 'Compliant again']);
    }
    assert.deepEqual(pipeline.queued(), []);
  });

  it('lose every rule at once, those that other rules would only narrow among them', async () => {
    const { account } = pipeline;
    const vpcId = await otherVpc(account);
    const group = await defaultGroup(account, vpcId);
    const [peer, PrefixListId] = [
      await createGroup(account, [], vpcId),
      await createPrefixList(account, ['10.0.0.0/8']),
    ];
    const IpPermissions = [
      tcp([20, 25], ['0.0.0.0/0', 'temp'], '::/0', '10.0.0.0/8'),
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '8.8.8.8/32' }] },
      { IpProtocol: 'udp', FromPort: 53, ToPort: 53, UserIdGroupPairs: [{ GroupId: peer, Description: 'app' }] },
      { IpProtocol: '50', PrefixListIds: [{ PrefixListId }] },
    ];
    await ec2Of(account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
    await account.settled();
    await pipeline.record(false);

    await pipeline.drain();

    assert.deepEqual(changesOf(pipeline, group), ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress']);
    assert.deepEqual([await ingressOf(account, group), await egressOf(account, group)], [[], []]);
    assert.deepEqual(await egressOf(account, peer), ['-1 -1 0.0.0.0/0']);
    await pipeline.record(true);
    await account.settled();
    assert.deepEqual(pipeline.queued(), []);
  });
});
