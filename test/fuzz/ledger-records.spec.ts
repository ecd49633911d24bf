import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { history } from '../../cli/history.ts';
import { Failure } from '../../contract/failure.ts';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { Change } from '../../contract/plan.ts';
import type { Violation } from '../../contract/violation.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { carryOutRestore } from '../../restore/carry-out-restore.ts';
import { prepareRestore } from '../../restore/prepare-restore.ts';
import { identityOf } from '../../rules/instruct.ts';
import { createLedger, ledgerKey } from '../../safety/ledger.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import { answering } from '../support/aws.ts';
import { bucket } from '../support/buckets.ts';
import { printed } from '../support/cli.ts';
import { unapproved } from '../support/recorded-changes.ts';
import { action, actionId, entry, entryId, open, restoring } from '../support/restore.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';
import { bent, bentText } from './support/bent.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

/** As version 1 wrote it: what it did not read is not in it. */
const { encryption: _, versioning: __, logging: ___, website: ____, ...ofOld } = bucket({ policy: open });
const entries: readonly unknown[] = [
  entry(),
  entry([
    action({
      found: [{ kind: 'public-statement', index: 0, sid: 'Everyone', reason: 'Principal is *' }],
      trace: { instructions: ['i-1'], messages: ['m-1'], events: ['e-1'] },
      calls: [
        { service: 's3', operation: 'DeleteBucketPolicy', startedAt: '2026-11-20T08:00:01.000Z', durationMs: 12 },
      ],
      verdictAfter: 'COMPLIANT',
      durationMs: 40,
    }),
    action({
      id: `${entryId}.1`,
      continues: actionId,
      outcome: 'partly-mended',
      failure: 'CHANGE_DENIED: AWS refused',
    }),
  ]),
  { ...entry(), version: 1, actions: [{ ...action(), before: ofOld }] },
];

const ssh = ingress('tcp', [20, 25], '0.0.0.0/0', 'temporary');
const office = ingress('tcp', 443, '198.51.100.0/24');
const group = securityGroup([ssh, office], { accountId: '111122223333' });
const found = [...judge([ssh, office]), unapproved(1, ssh), unapproved(2, office, { before: ssh })];

/** The record of a group's mend that found this. */
function groupEntry(violations: readonly Violation[]): LedgerEntry {
  const plan = securityGroupRemediator.plan(group, violations, {});
  const calls = plan.changes.map(({ service, operation }) => ({ service, operation }));
  const mend = { resource: identityOf(group), before: group, plan, calls, found: [...violations], after: group };
  return entry([action(mend)], { remediator: 'security-group' });
}
const groupEntries = [groupEntry(found.slice(0, 1)), groupEntry(found.slice(1, 2)), groupEntry(found.slice(2))];

/** A ledger of two entries: one as it was written, and one as given. */
const otherId = '20261120T090000Z-0000000a';
const neighbour = JSON.stringify(entry([action({ id: `${otherId}.0` })], { id: otherId }));
const objects = new Map([[ledgerKey(otherId), neighbour]]);
const { client: s3 } = answering(new S3Client({ region: 'eu-west-1' }), {
  GetObject: (input: unknown) => {
    const text = objects.get(String(Object(input)['Key'])) ?? '';
    return { ETag: '"1"', Body: { transformToString: () => Promise.resolve(text) } };
  },
  ListObjectsV2: (input: unknown) => ({
    Contents: [...objects.keys()].flatMap((Key) => (Key.startsWith(String(Object(input)['Prefix'])) ? [{ Key }] : [])),
  }),
});
const ledger = createLedger(s3, 'ledger');
const span = { since: new Date('2026-11-20T00:00:00Z'), until: new Date('2026-11-21T00:00:00Z') };

describe('fuzz: records of the ledger', function () {
  it('are read whole or named as unreadable, and hide no other record', () =>
    fuzz({
      name: 'ledger records',
      share: 0.6,
      inputs: withSecrets(bentText(entries)),
      async try(text) {
        objects.set(ledgerKey(entryId), String(text));

        const [read, listed] = await Promise.all([
          answerOf(() => ledger.read(entryId)),
          readHistory(s3, 'ledger', span),
        ]);

        const terminal = printed();
        await history({}, terminal, () => Promise.resolve(listed), span.until);
        const shown = terminal.stdout.join('\n');
        assertNoSecret(shown, JSON.stringify(listed));
        assert.notMatch(shown.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\u202E]/u, 'it would move the cursor');
        assert.include(
          listed.entries.map(({ id }) => id),
          otherId,
          'a neighbour is hidden',
        );
        assert.equal(listed.entries.length + listed.unreadable.length, 2);
        if (read instanceof Failure) {
          assert.equal(read.code, 'READ_FAILED');
          assertNoSecret(loggedAs(read));
          return 'refused';
        }
        v.parse(LedgerEntry, read.answer);
        return 'good';
      },
    }));

  it('lead a restore to their own resource alone, or to none', () =>
    fuzz({
      name: 'ledger records',
      share: 0.4,
      inputs: fc.oneof(
        fc.record({ given: bent(entries), live: fc.constantFrom(bucket(), bucket({ policy: open })) }),
        fc.record({ given: bent(groupEntries), live: fc.constantFrom(group, { ...group, rules: [office] }) }),
      ),
      async try({ given, live }) {
        const parsed = v.safeParse(LedgerEntry, given);
        if (!parsed.success) return 'refused';
        const { deps, journal } = restoring([parsed.output]);
        const calls: Change[] = [];
        const noted: typeof deps = {
          ...deps,
          readerOf: () => ({
            read: async (ids) => ({
              found: new Map(ids.includes(live.id) ? [[live.id, live]] : []),
              failed: new Map(),
              gone: new Set(ids.filter((id) => id !== live.id)),
            }),
          }),
          applyIn: () => async (change) => {
            assert.include(journal, 'open', 'changed before it was recorded');
            calls.push(change);
            return 'done';
          },
        };

        const prepared = await answerOf(() => prepareRestore(actionId, noted));

        if (prepared instanceof Failure) {
          assertNoSecret(loggedAs(prepared));
          assert.deepEqual(journal, []);
          return 'refused';
        }
        const { mend } = prepared.answer;
        assert.equal(mend.first.resource.id, live.id, 'it is another resource than the record names');
        const done = await answerOf(() =>
          carryOutRestore(prepared.answer, { exemptMs: 3_600_000, force: true }, noted),
        );
        const own = live.type === 'AWS::S3::Bucket' ? { Bucket: live.id, ExpectedBucketOwner: live.accountId } : {};
        const ofGroup = live.type === 'AWS::EC2::SecurityGroup' ? { GroupId: live.id } : {};
        for (const { input } of calls) assert.include(input, { ...own, ...ofGroup });
        return done instanceof Failure ? 'refused' : 'good';
      },
    }));
});
