import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Accounts } from '../../accounts/accounts.ts';
import { placesOf } from '../../accounts/membership.ts';
import { accountsReader } from '../../accounts/read-accounts.ts';
import { readApprovals } from '../../approvals/read-approvals.ts';
import { Failure } from '../../contract/failure.ts';
import { GraceState } from '../../contract/grace-state.ts';
import { RecordedChange, recordedChangeKey } from '../../contract/recorded-change.ts';
import { type SweepPart, sweepPartKey, type SweepPlan, sweepPlanKey } from '../../contract/sweep-report.ts';
import { createGraceStore, graceKey } from '../../coordinator/grace-store.ts';
import { changeReader } from '../../fast-path/change-store.ts';
import { createSweepStore } from '../../sweep/sweep-store.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { accountId, groupIdentity, portsRule, region } from '../support/instructions.ts';
import { added, change, changed } from '../support/recorded-changes.ts';
import { groupId, ingress } from '../support/security-groups.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { assertRead, holding, refused, s3, shareOfEach, texts } from './support/record-bucket.ts';
import { assertNoSecret } from './support/secrets.ts';

const at = '2026-11-21T03:00:00.000Z';
const ssh = ingress('tcp', 22, '0.0.0.0/0', 'temporary');
const approval = {
  version: 1,
  groupId,
  accountId,
  region,
  change: { direction: 'ingress', protocol: 'tcp', fromPort: 22, toPort: 22, source: '0.0.0.0/0' },
  approvedBy: 'eve',
  ticket: 'OPS-1',
  expires: at,
};
const recorded: readonly RecordedChange[] = [
  change({ eventId: 'bent', added: [added(1, ssh)], sourceAddress: '198.51.100.7' }),
  change({ eventId: 'bent', changed: [changed(2, ssh, { unmendable: 'nobody knows' })], unresolved: [ssh] }),
];
const neighbour = change({ eventId: 'neighbour', added: [added(3, ssh)] });

const sweepId = '20261121T030000Z-0a1b2c3d';
const place = { accountId, name: 'home', region };
const { tags: _tags, ...group } = groupIdentity(groupId);
const part: SweepPart = {
  version: 1,
  sweepId,
  part: 0,
  place,
  mode: 'auto',
  startedAt: at,
  started: at,
  ended: at,
  complete: false,
  next: { type: 'AWS::S3::Bucket', after: 'a' },
  counts: { [portsRule]: { compliant: 1, exempt: 0, violating: 1, unread: 0 } },
  findings: [{ resource: group, rule: portsRule, severity: 'high', violations: [], exempt: [], disposition: 'queued' }],
  unread: [{ reason: 'no role' }],
};
const plan: SweepPlan = { version: 1, sweepId, startedAt: at, places: [place] };
const grace = { version: 1, periods: { 'i-1': { since: at, until: at, begun: true } } };

const name = 'records of the bucket';

describe('fuzz: what the functions keep in the bucket', function () {
  it('of accounts is known whole, or not at all', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(accountsOf(memberAccount())),
      async try(text) {
        holding({ 'accounts.json': text });
        const read = await answerOf(accountsReader(s3, 'ledger'));
        assertRead();
        if (read instanceof Failure) return refused(read, 'ACCOUNTS_UNREADABLE');
        v.parse(Accounts, read.answer);
        const known = new Set(read.answer.accounts.map(({ id }) => id));
        for (const one of placesOf(read.answer)) assert.isTrue(known.has(one.accountId), 'a stranger is ours');
        return 'good';
      },
    }));

  it('of grace periods is known whole, or not at all', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(grace),
      async try(text) {
        holding({ [graceKey]: text });
        const read = await answerOf(() => createGraceStore(s3, 'ledger').read());
        assertRead();
        if (read instanceof Failure) return refused(read, 'GRACE_UNREADABLE');
        v.parse(GraceState, read.answer.state);
        return 'good';
      },
    }));

  it('of approvals covers nothing where one of them cannot be read, and no other group ever', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(approval),
      async try(text) {
        holding({ [`${groupId}/1.json`]: text, [`${groupId}/2.json`]: approval, 'sg-2/1.json': approval });
        const read = await readApprovals(s3, { bucket: 'approvals', account: '999999999999' }, groupId);
        assertRead();
        if (read.kind !== 'read') {
          assertNoSecret(JSON.stringify(read));
          return 'refused';
        }
        assert.lengthOf(read.approvals, 2, 'one is neither read nor told');
        for (const one of read.approvals) assert.equal(one.groupId, groupId);
        return 'good';
      },
    }));

  it('of recorded changes is whole and of its own group, or named as unreadable', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(...recorded),
      async try(text) {
        const where = { accountId, region, groupId };
        const key = recordedChangeKey({ ...where, eventId: 'bent' });
        holding({ [key]: text, [recordedChangeKey(neighbour)]: neighbour });
        const read = await answerOf(() => changeReader(s3, 'ledger')(where));
        assertRead();
        if (read instanceof Failure) {
          // With one that is missing nobody knows whose a rule is.
          assert.include(read.message, key);
          return refused(read, 'READ_FAILED');
        }
        assert.sameMembers(
          read.answer.map((one) => one.eventId),
          ['bent', 'neighbour'],
        );
        for (const one of read.answer) assert.include(v.parse(RecordedChange, one), where);
        return 'good';
      },
    }));

  it('of sweeps is a report, or named as unreadable', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: fc.tuple(texts(part), texts(plan), fc.boolean()),
      async try([ofPart, ofPlan, isPart]) {
        const other = { ...part, place: { ...place, region: 'us-east-1' } };
        holding({
          [sweepPartKey(part)]: isPart ? ofPart : part,
          [sweepPartKey(other)]: other,
          [sweepPlanKey(sweepId)]: isPart ? plan : ofPlan,
        });
        const store = createSweepStore(s3, 'ledger');
        const read = await answerOf(() => store.last());
        const alone = await answerOf(() => store.readPart(other));
        assertRead();
        assert.deepEqual(alone, { answer: other }, 'a neighbour cannot be read');
        if (read instanceof Failure) return refused(read, 'READ_FAILED');
        assert.lengthOf(read.answer?.parts ?? [], 2);
        return 'good';
      },
    }));
});
