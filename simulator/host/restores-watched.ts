import { type Access, lostAccess } from './access.ts';
import type { EndParts } from './in-the-end.ts';
import type { Ended } from './puts-back.ts';
import { isAbout } from './resource-type.ts';
import { type RestoreEnd, uncoded } from './restorer.ts';
import type { Broken, Invariant } from './invariants.ts';
import type { RestoreCall } from './watch.ts';

/** The restores of one resource, the calls by which they changed it, and who could reach what of it before and after all of them. */
interface Restores {
  readonly before: Access;
  readonly after: Access;
  readonly calls: readonly RestoreCall[];
  readonly ends: readonly RestoreEnd[];
}

/** What was not as it should be until the last of them had ended. */
export function wrongOnTheWay({ before, after, calls, ends }: Restores): Broken[] {
  const broken: Broken[] = [];
  const breaks = (invariant: Invariant, detail: string): void => void broken.push({ invariant, detail });
  for (const { access, operation, hasSnapshot } of calls) {
    if (!hasSnapshot) breaks('a restore changes nothing without a snapshot before', operation);
    const lost = lostAccess(before, access).filter((one) => after.held.has(one));
    if (lost.length > 0)
      breaks('a restore takes nothing legal away on its way', `${operation} ends ${lost.join(', ')}`);
  }
  for (const end of ends) {
    if (end.kind === 'rejected' && end.code === uncoded)
      breaks('a restore that fails says why by a code', endText(end));
    if (end.kind === 'rejected' && calls.some(({ actor }) => actor === end.actor))
      breaks('a restore that is rejected has changed nothing', endText(end));
  }
  return broken;
}

/** Where nothing is said of it, the record of each is complete, and people were told. */
export function everyRestoreIsRecordedAndTold({ watch, told }: EndParts, ends: readonly Ended[]): Broken[] {
  const actions = [...watch.ledger.values()].flatMap((entry) =>
    entry.finishedAt === undefined ? [] : entry.actions.map(({ id }) => id),
  );
  return ends.flatMap(({ id, end }): Broken[] => {
    if (end.kind !== 'carried out' || end.warnings.length > 0) return [];
    const isRecorded = actions.includes(end.actionId);
    const isTold = told.some((text) => text.includes(end.actionId) && isAbout(text, id));
    const broken = (isSo: boolean, invariant: Invariant): Broken[] =>
      isSo ? [] : [{ invariant, detail: `${end.actionId} of ${id}` }];
    return [...broken(isRecorded, 'every restore is in the ledger'), ...broken(isTold, 'every restore is told')];
  });
}

export function endText(end: RestoreEnd): string {
  switch (end.kind) {
    case 'carried out':
      return end.outcome;
    case 'rejected':
      return `${end.code} ${end.message}`;
    case 'died':
      return 'died';
  }
}
