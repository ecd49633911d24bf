import type { LedgerEntry } from '../../contract/ledger-entry.ts';

/** Whether one of the entries, which is not complete, has the state of the resource before. */
export function hasSnapshot(own: readonly LedgerEntry[], id: string): boolean {
  return own.some(
    (entry) =>
      entry.finishedAt === undefined &&
      entry.actions.some((action) => action.resource.id === id && action.outcome === undefined),
  );
}
