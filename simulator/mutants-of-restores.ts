import type { Mutant } from './mutant.ts';

/** Of what a restore does, records and tells. */
export const mutantsOfRestores: readonly Mutant[] = [
  {
    name: 'a restore leaves out its last call',
    breaks: ['a restore gives back the state before'],
    file: 'restore/make-restore-calls.ts',
    find: 'for (const change of restore.plan.changes) {',
    replace: 'for (const change of restore.plan.changes.slice(0, -1)) {',
    within: 60,
  },
  {
    name: 'a restore knows no conflicts',
    breaks: ['a restore keeps what people changed since'],
    file: 'restore/carry-out-restore.ts',
    find: 'if (restore.conflicts.length > 0 && !terms.force) {',
    replace: 'if (restore.conflicts.length > Infinity) {',
    within: 400,
    seed: 107,
  },
  {
    name: 'a restore makes its calls in the order of the mend',
    breaks: ['a restore takes nothing legal away on its way'],
    file: 'restore/make-restore-calls.ts',
    find: 'for (const change of restore.plan.changes) {',
    replace: 'for (const change of restore.plan.changes.toReversed()) {',
    within: 100,
    seed: 12,
  },
  {
    name: 'a restore records what it did when it has done it',
    breaks: ['a restore changes nothing without a snapshot before'],
    file: 'restore/carry-out-restore.ts',
    find: 'const open = await deps.ledger.open(entry);',
    replace:
      "const open = { close: async (ended: LedgerEntry) => (await deps.ledger.open(ended), 'closed' as never) };",
    within: 20,
  },
  {
    name: 'a restore takes what an interrupted one put back for a change of others',
    breaks: ['a restore gives back the state before'],
    file: 'restore/bucket-restore.ts',
    find: 'concerned.filter((part) => part.same(live, before) !== true)',
    replace: 'concerned.filter(() => true)',
    within: 400,
    seed: 51,
  },
  {
    name: 'a restore leaves its record open, and does not say so',
    breaks: ['every restore is in the ledger'],
    file: 'restore/carry-out-restore.ts',
    find: 'await open.close({',
    replace: 'void ({',
    within: 20,
  },
  {
    name: 'a restore tells nobody',
    breaks: ['every restore is told'],
    file: 'restore/carry-out-restore.ts',
    find: 'await deps.tell(restoredNotice(',
    replace: 'void (restoredNotice(',
    within: 20,
  },
  {
    name: 'a restore fails as S3 words it',
    breaks: ['a restore that fails says why by a code'],
    file: 'safety/ledger.ts',
    find: "throw new Failure('SNAPSHOT_FAILED', `ledger entry",
    replace:
      "if (entry.runId.startsWith('restore-')) throw cause;\n      throw new Failure('SNAPSHOT_FAILED', `ledger entry",
    within: 400,
    seed: 7,
  },
  {
    name: 'a restore rejects what it has done',
    breaks: ['a restore that is rejected has changed nothing'],
    file: 'restore/carry-out-restore.ts',
    find: 'const made = await makeRestoreCalls(prepared, deps);',
    replace:
      "const made = await makeRestoreCalls(prepared, deps);\n  if (made.calls.length > 1) throw new Failure('CHANGE_FAILED', 'said too late');",
    within: 20,
  },
];
