import { AuthorizeSecurityGroupEgressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ec2Of, egressOf, ingressOf, tcp } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';
import { verdictOn } from './support/verdict.ts';

const id = 'security-group-open-egress';
const world = '0.0.0.0/0';

describe('Open egress, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    const parameters = { [id]: { tcpPorts: '443', udpPorts: '123' } };
    pipeline = await startPipeline({ open: true, rules: [id], parameters });
    await pipeline.record(false);
    await pipeline.drain();
  });
  after(() => pipeline.stop());
  beforeEach(async () => {
    await pipeline.record(true);
    await pipeline.account.settled();
    assert.deepEqual(pipeline.queued(), []);
  });

  it('finds what EC2 gives a new group, leaves it the authorised ports, and tells what else is closed', async () => {
    const { account } = pipeline;
    // Seen once, with its rule: on a slow machine the group would be seen without it before.
    await pipeline.record(false);
    const group = await createGroup(account, [tcp(22, world)]);
    await pipeline.record(true);
    await account.settled();
    const whenMade = await verdictOn(pipeline, group, id);
    const [instruction, ...others] = pipeline.queued(group);
    await pipeline.record(false);

    const answer = await pipeline.drain();

    assert.equal(whenMade?.ComplianceType, 'NON_COMPLIANT');
    assert.match(
      whenMade?.Annotation ?? '',
      /^all traffic to 0\.0\.0\.0\/0 lets tcp 0-442,444-65535 out to the whole IPv4 internet; .* udp 0-122,124-65535 /,
    );
    assert.lengthOf(others, 0);
    assert.equal(instruction?.severity, 'medium');
    assert.match(instruction?.plan.notes.join() ?? '', /Private addresses are in 0\.0\.0\.0\/0 as well/);
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, group), ['AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupEgress']);
    assert.deepEqual(await egressOf(account, group), ['icmp -1 0.0.0.0/0', 'tcp 443 0.0.0.0/0', 'udp 123 0.0.0.0/0']);
    assert.deepEqual(await ingressOf(account, group), ['tcp 22 0.0.0.0/0']);
    await pipeline.record(true);
    await account.settled();
    assert.deepEqual(await verdictOn(pipeline, group, id), { ComplianceType: 'COMPLIANT' });
    assert.sameMembers(told(pipeline, group), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('takes only what reaches the internet from a group that was opened again', async () => {
    const { account } = pipeline;
    const group = await createGroup(account, []);
    await account.settled();
    await pipeline.record(false);
    await pipeline.drain();
    const IpPermissions = [tcp([443, 445], '0.0.0.0/1', '128.0.0.0/1', ['10.0.0.0/8', 'data']), tcp(25, '8.8.8.8/32')];
    await ec2Of(account).send(new AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions }));
    await pipeline.record(true);
    await account.settled();
    await pipeline.record(false);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await egressOf(account, group), [
      'icmp -1 0.0.0.0/0',
      'tcp 25 8.8.8.8/32',
      'tcp 443 0.0.0.0/0',
      'tcp 443 0.0.0.0/1',
      'tcp 443 128.0.0.0/1',
      'tcp 443-445 10.0.0.0/8 "data"',
      'udp 123 0.0.0.0/0',
    ]);
    assert.deepEqual(toldOfMends(pipeline, group), ['Mended', 'Mended']);
  });
});
