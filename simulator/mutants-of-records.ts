import type { Mutant } from './mutant.ts';

/** Of what is written down, the ledger and the safeguards' state, and of the coordinator's gate. */
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
];
