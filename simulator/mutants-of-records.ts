import type { Mutant } from './mutant.ts';

/** Of what is written down: the ledger, the safeguards' state, and what a restore reads of them; and of the coordinator's gate. */
export const mutantsOfRecords: readonly Mutant[] = [
  {
    name: 'records no calls',
    breaks: ['every change is in the ledger'],
    file: 'remediators/mend-batch.ts',
    find: '=> ownEnd(action, result, at));',
    replace: '=> ({ ...ownEnd(action, result, at), calls: [] }));',
    within: 20,
  },
  {
    name: 'records the last call only',
    breaks: ['every change is in the ledger'],
    file: 'remediators/mend-batch.ts',
    find: '=> ownEnd(action, result, at));',
    replace: '=> ({ ...ownEnd(action, result, at), calls: action.calls.slice(-1) }));',
    within: 60,
  },
  {
    name: 'the coordinator goes on with the gate closed',
    breaks: ['nothing is begun with the gate closed'],
    file: 'coordinator/drain.ts',
    find: "if (!(await deps.gate())) return { gate: 'closed', ...summary() };",
    replace: 'await deps.gate();',
    within: 200,
    seed: 10,
  },
  {
    name: 'releases nothing that has ended',
    breaks: ['what has ended is no more in flight'],
    file: 'safety/safeguards.ts',
    find: '.filter((action) => !isOver(action))',
    replace: '.filter(() => true)',
    within: 200,
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
];
