import * as sinon from 'sinon';
import type { Exemption } from '../../contract/exemption.ts';
import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import type { RestoredNotice } from '../../contract/notice.ts';
import type { Change } from '../../contract/plan.ts';
import type { Bucket, Resource } from '../../contract/resource.ts';
import type { RestoreDeps } from '../../restore/carry-out-restore.ts';
import { identityOf } from '../../rules/instruct.ts';
import { applyToBucket, readBucket } from './bucket-simulator.ts';
import { allow, bucket, policy } from './buckets.ts';

export const entryId = '20261120T080000Z-00000001';
export const actionId = `${entryId}.0`;
const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
export const open = policy(allow({ Sid: 'Everyone' }));

/** A bucket whose public policy was deleted: the action of it, with other fields as given. */
export function action(overrides: Partial<ActionRecord> = {}): ActionRecord {
  const before = bucket({ policy: open });
  return {
    id: actionId,
    resource: identityOf(before),
    rules: ['s3-bucket-public-access'],
    severity: 'critical',
    violations: ['policy Statement[0] "Everyone" is public'],
    before,
    plan: {
      changes: [{ service: 's3', operation: 'DeleteBucketPolicy', input: of }],
      before: [],
      after: [],
      notes: [],
    },
    calls: [{ service: 's3', operation: 'DeleteBucketPolicy' }],
    outcome: 'mended',
    after: bucket(),
    ...overrides,
  };
}

export function entry(
  actions: readonly ActionRecord[] = [action()],
  overrides: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    version: 2,
    id: entryId,
    runId: 'run-1',
    remediator: 's3-bucket',
    accountId: '111122223333',
    region: 'eu-west-1',
    startedAt: '2026-11-20T08:00:00.000Z',
    finishedAt: '2026-11-20T08:00:02.000Z',
    actions: [...actions],
    ...overrides,
  };
}

export interface Restoring {
  readonly deps: RestoreDeps;
  /** Everything that was done, in order. */
  readonly journal: string[];
  readonly writes: LedgerEntry[];
  readonly exemptions: Exemption[];
  readonly told: RestoredNotice[];
  /** As S3 keeps it now. */
  kept: Bucket;
  /** Called before each step of the journal; what it throws, the step is rejected with. */
  hook(step: string): void;
}

/** A restore over a bucket in memory, one ledger entry of it, and fakes of the rest. */
export function restoring(entries: readonly LedgerEntry[] = [entry()], live: Bucket = bucket()): Restoring {
  const made: Restoring = {
    journal: [],
    writes: [],
    exemptions: [],
    told: [],
    kept: live,
    hook: () => undefined,
    deps: {
      caller: { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/sam' },
      now: sinon.fake(() => new Date('2026-11-20T12:00:00.000Z')),
      newId: () => '20261120T120000Z-0000000f',
      pause: () => Promise.resolve(),
      ledger: {
        async read(id) {
          return entries.find((one) => one.id === id) ?? Promise.reject(new Error(`no ${id}`));
        },
        async open(opened) {
          step('open');
          made.writes.push(structuredClone(opened));
          return {
            async close(closed) {
              step('close');
              made.writes.push(structuredClone(closed));
            },
          };
        },
      },
      history: () => Promise.resolve({ entries: entries.toReversed(), unreadable: [] }),
      readerOf: () => ({
        async read(ids) {
          const found = new Map<string, Resource>(
            ids.includes(made.kept.id) ? [[made.kept.id, readBucket(made.kept)]] : [],
          );
          return { found, failed: new Map(), gone: new Set(ids.filter((id) => !found.has(id))) };
        },
      }),
      applyIn: () => async (change: Change) => {
        step(change.operation);
        made.kept = applyToBucket(made.kept, change);
        return 'done';
      },
      async addExemptions(exemptions) {
        step('exempt');
        made.exemptions.push(...exemptions);
      },
      async tell(notice) {
        step('tell');
        made.told.push(notice);
      },
    },
  };
  const step = (what: string): void => {
    made.hook(what);
    made.journal.push(what);
  };
  return made;
}
