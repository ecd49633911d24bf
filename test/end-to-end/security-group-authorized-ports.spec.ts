import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, createPrefixList, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { told } from './support/told.ts';
import { verdictOn } from './support/verdict.ts';

const id = 'security-group-authorized-ports';
const world = '0.0.0.0/0';
const allTraffic = { IpProtocol: '-1', IpRanges: [{ CidrIp: world }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };

describe('Ports that are not authorised, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({ open: true, rules: [id, 'security-group-restricted-ports'] });
  });
  after(() => pipeline.stop());
  /** Recorded between its two calls, a group would be queued again. */
  const drainUnrecorded = async (): Promise<unknown> => {
    await pipeline.account.settled();
    await pipeline.record(false);
    const answer = await pipeline.drain();
    await pipeline.record(true);
    await pipeline.account.settled();
    assert.deepEqual(pipeline.queued(), []);
    return answer;
  };

  it('finds a group that is opened, cuts it to the authorised ports, and tells of it', async () => {
    const { account } = pipeline;
    const group = await createGroup(account, [tcp(443, world)]);
    await account.settled();
    const whenMade = await verdictOn(pipeline, group, id);
    const IpPermissions = [tcp([80, 443], [world, 'web']), tcp(8080, '10.0.0.0/8')];
    await ec2Of(account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
    await account.settled();
    const whenBroken = await verdictOn(pipeline, group, id);
    const [instruction] = pipeline.queued(group).filter(({ rule }) => rule === id);

    await drainUnrecorded();

    assert.deepEqual(whenMade, { ComplianceType: 'COMPLIANT' });
    assert.deepEqual(whenBroken, {
      ComplianceType: 'NON_COMPLIANT',
      Annotation: 'tcp 80-443 from 0.0.0.0/0 opens tcp 81-442 to the whole IPv4 internet',
    });
    assert.equal(instruction?.severity, 'high');
    assert.deepEqual(await ingressOf(account, group), [
      'tcp 443 0.0.0.0/0',
      'tcp 80 0.0.0.0/0 "web"',
      'tcp 8080 10.0.0.0/8',
    ]);
    assert.deepEqual(await verdictOn(pipeline, group, id), { ComplianceType: 'COMPLIANT' });
    // Either rule found it and found it compliant again; it was mended once for both.
    assert.deepEqual(changesOf(pipeline, group), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.sameMembers(told(pipeline, group), [
      'Non-compliant',
      'Non-compliant',
      'Mended',
      'Compliant again',
      'Compliant again',
    ]);
  });

  it('makes of all traffic the authorised ports and ICMP, in both families, also where ports are forbidden besides', async () => {
    const { account } = pipeline;
    const office = { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }] };
    const group = await createGroup(account, [allTraffic, office]);

    const answer = await drainUnrecorded();

    assert.deepEqual(answer, drained(2, { mended: 1 }));
    assert.deepEqual(await ingressOf(account, group), [
      '-1 -1 10.0.0.0/8 "office"',
      'icmp -1 0.0.0.0/0',
      'icmpv6 -1 ::/0',
      'tcp 443 0.0.0.0/0',
      'tcp 443 ::/0',
      'tcp 80 0.0.0.0/0',
      'tcp 80 ::/0',
    ]);
    assert.deepEqual(await verdictOn(pipeline, group, id), { ComplianceType: 'COMPLIANT' });
  });

  it('narrows all traffic by a prefix list to what AWS takes for its family', async () => {
    const { account } = pipeline;
    const PrefixListId = await createPrefixList(account, ['0.0.0.0/1', '128.0.0.0/1']);
    const group = await createGroup(account, [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }]);

    await drainUnrecorded();

    assert.deepEqual(await ingressOf(account, group), [
      `icmp -1 ${PrefixListId}`,
      `tcp 443 ${PrefixListId}`,
      `tcp 80 ${PrefixListId}`,
    ]);
  });
});
