import { assert } from 'chai';
import type { Bucket, Resource, SecurityGroup } from '../../contract/resource.ts';
import { changedSince } from '../../remediators/changed-since.ts';
import { bucketMend } from '../support/bucket-mend.ts';
import { allow, bucket, policy } from '../support/buckets.ts';
import { accountId, bucketIdentity, region } from '../support/instructions.ts';
import { judgeOf } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const access = 's3-bucket-public-access';
const judges = new Map([[access, judgeOf(access)]]);
const name = bucketIdentity().id;
const partner = { Sid: 'Partner', Effect: 'Allow', Principal: { AWS: '444455556666' } };
const toPartner = { ...partner, Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` };
const open = policy(allow());
const openAndPartner = policy(allow(), toPartner);
const broken = (text: string): Bucket =>
  bucket({ id: name, accountId, region, arn: `arn:aws:s3:::${name}`, policy: text });

/** A mend during which the owner adds a statement, once the state before is in the ledger; each look at the clock takes `tickMs`. */
function mending(tickMs: number, change: (write: number) => boolean = (write) => write === 0) {
  let at = Date.parse('2026-11-20T12:00:00Z');
  const now = (): Date => new Date((at += tickMs));
  let changes = 0;
  const made = bucketMend(broken(open), judges, { now }, (write) => {
    if (change(write)) made.live.set(name, { ...broken(openAndPartner), tags: { change: String((changes += 1)) } });
  });
  return made;
}

const sidsOf = (live: unknown): unknown =>
  live !== null && typeof live === 'object' && 'policy' in live && typeof live.policy === 'string'
    ? JSON.parse(live.policy).Statement.map(({ Sid }: { Sid?: string }) => Sid)
    : live;

describe('a bucket that its owner changes before its turn in the batch', () => {
  it('is read and planned again: what the owner put is kept, and in the ledger', async () => {
    const made = mending(500);

    assert.deepEqual(await made.mend(access), [[name, 'mended']]);

    assert.deepEqual(sidsOf(made.live.get(name)), ['Partner']);
    assert.lengthOf(
      made.journal.filter((line) => line === 'PutBucketPolicy'),
      1,
    );
    const first = made.ledger.writes[1]?.actions[0];
    const second = made.ledger.writes.at(-1)?.actions[0];
    assert.deepInclude(first, { untouched: true, calls: [] });
    assert.notProperty(first, 'outcome');
    assert.equal(second?.continues, first?.id);
    assert.deepEqual(second?.before.type === 'AWS::S3::Bucket' && second.before.policy, openAndPartner);
    assert.equal(second?.outcome, 'mended');
    assert.equal(made.notice().actionId, second?.id);
    assert.deepEqual(made.safety.state.inFlight, []);
  });

  it('is not read a second time where it was read just now', async () => {
    const made = mending(1);

    await made.mend(access);

    assert.lengthOf(made.reads, 2, 'to plan and to verify');
  });

  it('fails, to be tried again, where it never stays as it is', async () => {
    const made = mending(500, () => true);

    assert.deepEqual(await made.mend(access), [[name, 'failed']]);

    assert.deepEqual(
      made.journal.filter((line) => line.startsWith('Put')),
      [],
    );
    assert.deepEqual(made.settled('retried'), [access]);
  });
});

describe('changedSince', () => {
  const at = new Date('2026-11-20T12:00:10Z');
  const step = (resource: Bucket | SecurityGroup, secondsAgo: number, mayBeOld = false) => ({
    found: { resource },
    readAt: new Date(at.getTime() - 1000 * secondsAgo),
    mayBeOld,
  });
  const asking = (read: () => Promise<ReadonlyMap<string, Resource>>) => ({
    reader: { read: async () => ({ found: await read(), gone: new Set<string>(), failed: new Map() }) },
    now: () => at,
  });
  const live =
    (...found: readonly Resource[]) =>
    async () =>
      new Map(found.map((one) => [one.id, one]));
  const rules = [ingress('tcp', 22, '0.0.0.0/0'), ingress('tcp', 443, '0.0.0.0/0')];
  const group = securityGroup(rules);

  for (const [what, resource, secondsAgo, read, expected] of [
    ['what is as it was', broken(open), 1, live(broken(open)), false],
    ['what is another', broken(open), 1, live(broken(openAndPartner)), true],
    ['what is gone', broken(open), 1, live(), true],
    ['what cannot be read', broken(open), 1, () => Promise.reject(new Error('throttled')), true],
    ['what was read just now', broken(open), 0.9, () => assert.fail('not asked'), false],
    ['a group whose rules are in another order', group, 1, live(securityGroup(rules.toReversed())), false],
    ['a group of which a rule is gone', group, 1, live(securityGroup(rules.slice(1))), true],
    ['a group that was read just now', group, 0.9, () => assert.fail('not asked'), false],
  ] as const) {
    it(`takes ${what} for ${expected ? 'changed' : 'the same'}`, async () => {
      assert.equal(await changedSince(step(resource, secondsAgo), asking(read)), expected);
    });
  }

  it('looks again, however fresh, at what somebody else may have mended', async () => {
    assert.isTrue(await changedSince(step(broken(open), 0, true), asking(live(broken(openAndPartner)))));
    assert.isFalse(await changedSince(step(broken(open), 0, true), asking(live(broken(open)))));
  });
});
