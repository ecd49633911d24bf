import { assert } from 'chai';
import type { Instruction } from '../../contract/instruction.ts';
import { bucketIdentity, groupIdentity, instruction } from '../support/instructions.ts';
import { drained } from './support/drained.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';

describe('Poison and forgery in the queue, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });

  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    return id;
  };

  const poison: { what: string; body: string; code: string; reason: string }[] = [
    {
      what: 'no JSON',
      body: 'mend everything, please',
      code: 'MESSAGE_INVALID',
      reason: 'fix instruction: the body is not JSON',
    },
    {
      what: 'JSON of something else',
      body: '[]',
      code: 'MESSAGE_INVALID',
      reason: 'fix instruction: ',
    },
    {
      what: 'another version',
      body: JSON.stringify({ ...instruction(), version: 2 }),
      code: 'MESSAGE_INVALID',
      reason: 'fix instruction: version',
    },
    {
      what: 'an unknown remediator',
      body: JSON.stringify({ ...instruction(), remediator: 'ec2-instance' }),
      code: 'MESSAGE_INVALID',
      reason: 'fix instruction: remediator',
    },
    {
      what: 'a remediator that mends something else',
      body: JSON.stringify({ ...instruction(), remediator: 's3-account' }),
      code: 'MESSAGE_UNROUTABLE',
      reason:
        'fix instruction: remediator s3-account mends AWS::S3::AccountPublicAccessBlock, not AWS::EC2::SecurityGroup',
    },
    {
      what: 'a resource that its remediator does not mend',
      body: JSON.stringify(instruction({ resource: bucketIdentity('not-a-group') })),
      code: 'MESSAGE_UNROUTABLE',
      reason: 'fix instruction: remediator security-group mends AWS::EC2::SecurityGroup, not AWS::S3::Bucket',
    },
  ];

  it('goes to the dead letters with its reason, and the good instruction beside it is carried out in the same run', async () => {
    const id = await brokenGroup();
    const sent = new Map<string, (typeof poison)[number]>();
    for (const bad of poison) sent.set(await pipeline.send(bad.body), bad);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(poison.length + 1, { mended: 1 }, { deadLetters: poison.length }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(pipeline.queued(), []);
    const deadLetters = pipeline.deadLetters().filter(({ sourceMessageId }) => sent.has(sourceMessageId));
    assert.sameMembers(
      deadLetters.map(({ sourceMessageId }) => sourceMessageId),
      [...sent.keys()],
    );
    for (const { sourceMessageId, body, code, reason } of deadLetters) {
      const bad = sent.get(sourceMessageId);
      assert.equal(body, bad?.body, 'byte for byte');
      assert.equal(code, bad?.code, bad?.what);
      assert.isTrue(reason.startsWith(bad?.reason ?? '?'), `${bad?.what}: ${reason}`);
      assert.deepEqual(told(pipeline, sourceMessageId), ['Dead letter'], bad?.what);
    }
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('cannot have a compliant group changed, whatever plan it carries', async () => {
    const id = await createGroup(pipeline.account, [tcp(443, '0.0.0.0/0'), tcp(22, '10.0.0.0/8')]);
    await pipeline.account.settled();
    const IpPermissions = [tcp(443, '0.0.0.0/0')];
    const input = { GroupId: id, IpPermissions };
    const changes: Instruction['plan']['changes'] = [
      { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input },
    ];
    const plan = { changes, before: ['tcp 443 from 0.0.0.0/0'], after: [], notes: [] };
    await pipeline.send(instruction({ resource: groupIdentity(id), plan }));

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 10.0.0.0/8', 'tcp 443 0.0.0.0/0']);
    assert.deepEqual(told(pipeline, id), []);
  });

  it('cannot have more of a broken group changed than is broken', async () => {
    const id = await createGroup(pipeline.account, [tcp(443, '0.0.0.0/0'), tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    const [found] = pipeline.queued(id);
    if (found === undefined) assert.fail('nothing was queued');
    const input = { GroupId: id, IpPermissions: [tcp(443, '0.0.0.0/0')] };
    const changes: Instruction['plan']['changes'] = [
      { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input },
    ];
    await pipeline.send({ ...found, violations: [], plan: { ...found.plan, changes } });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(2, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 443 0.0.0.0/0']);
  });

  const misfits: { what: string; forge: (id: string) => Instruction; reason: string }[] = [
    {
      what: 'a rule that is not enabled',
      forge: (id) => instruction({ resource: groupIdentity(id), rule: 'security-group-open-egress' }),
      reason: 'rule security-group-open-egress is not enabled for mending',
    },
    {
      what: 'a rule that exists nowhere',
      forge: (id) => instruction({ resource: groupIdentity(id), rule: '__proto__' }),
      reason: 'rule __proto__ is not enabled for mending',
    },
  ];
  for (const { what, forge, reason } of misfits) {
    it(`is refused for ${what}: nothing is changed, and people are told`, async () => {
      const id = await createGroup(pipeline.account, [tcp(443, '0.0.0.0/0')]);
      await pipeline.account.settled();
      const messageId = await pipeline.send(forge(id));

      const answer = await pipeline.drain();

      assert.deepEqual(answer, drained(1, { failed: 1 }));
      assert.deepEqual(changesOf(pipeline, id), []);
      const buried = pipeline.deadLetters().filter(({ sourceMessageId }) => sourceMessageId === messageId);
      assert.deepEqual(
        buried.map(({ code }) => code),
        ['MESSAGE_UNROUTABLE'],
      );
      assert.include(buried[0]?.reason, reason);
      assert.deepEqual(told(pipeline, id), ['Mend failed']);
      assert.deepEqual(pipeline.queued(), []);
    });
  }

  const strangers = [
    {
      what: 'another account',
      place: { accountId: '210987654321' },
      reason: 'account 210987654321 is not one of member_accounts',
    },
    {
      what: 'a region that the stack is not for',
      place: { region: 'us-east-1' },
      reason: 'region us-east-1 is not among those of account',
    },
  ];
  for (const { what, place, reason } of strangers) {
    it(`is not even handed on for ${what}: nothing is read or changed there, and people are told`, async () => {
      const id = await createGroup(pipeline.account, [tcp(22, '10.0.0.0/8')]);
      await pipeline.account.settled();
      const messageId = await pipeline.send(instruction({ resource: groupIdentity(id, place) }));

      const answer = await pipeline.drain();

      assert.deepEqual(answer, { ...drained(1, {}), deadLetters: 1 });
      assert.deepEqual(changesOf(pipeline, id), []);
      const buried = pipeline.deadLetters().find(({ sourceMessageId }) => sourceMessageId === messageId);
      assert.equal(buried?.code, 'ACCOUNT_UNKNOWN');
      assert.include(buried?.reason, reason);
      assert.isNotEmpty(told(pipeline, id));
      assert.deepEqual(pipeline.queued(), []);
    });
  }

  it('does not keep a good instruction for the same group from being carried out', async () => {
    const id = await brokenGroup();
    await pipeline.send(instruction({ resource: groupIdentity(id), rule: 'security-group-open-egress' }));

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(2, { mended: 1, failed: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.sameMembers(toldOfMends(pipeline, id), ['Mended', 'Mend failed']);
    assert.deepEqual(pipeline.queued(), []);
  });
});
