import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { EndParts } from './in-the-end.ts';
import { accountBlock, stateOf } from './observed.ts';
import { typeOf } from './resource-type.ts';
import { accountId } from './services.ts';
import { mostApartMs } from './scenario.ts';
import type { Mutation } from './watch.ts';

/** The mends of one resource, and how they can be put back. */
export interface Candidate {
  readonly action: ActionRecord;
  readonly first: Mutation;
  readonly last: Mutation;
  /** Nobody else has changed the resource since, and one restore undoes all of it. */
  readonly isUntouched: boolean;
  /** A function that made some of it could not write which. */
  readonly isInDoubt: boolean;
}

/** One for each resource that was changed and is still there. */
export function candidatesOf(parts: EndParts): Candidate[] {
  const { services, watch } = parts;
  const entries = [...watch.ledger.values()];
  const snapshotAt = (action: ActionRecord): number =>
    Date.parse(entries.find((entry) => entry.actions.includes(action))?.startedAt ?? '');
  const actions = entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap((entry) => entry.actions);
  const changed = [...new Set(watch.mutations.map(({ resourceId }) => resourceId))];
  return changed.flatMap((id): Candidate[] => {
    const made = watch.mutations.filter(({ resourceId }) => resourceId === id);
    const [[first], last] = [made, made.at(-1)];
    const [opening, ...others] = actions.filter(({ resource }) => resource.id === id);
    const action = others.at(-1) ?? opening;
    if (first === undefined || last === undefined || opening === undefined || action === undefined) return [];
    const isWhole = action.outcome === 'mended' || action.outcome === 'partly-mended';
    if (!isWhole || stateOf(services, id) === undefined) return [];
    // Between the reading and the change counts as well: S3 has no conditional write of a policy.
    const began = Math.min(first.actor.startedAt, snapshotAt(opening) - mostApartMs(parts.scenario));
    const isOneWork = others.every(({ continues }) => continues !== undefined);
    const isUntouched = isOneWork && othersChangedAt(parts, id) < began && !isRefused(parts, id);
    // Of an entry that its function could not close nobody knows by which calls it was changed.
    const isOpen = (actor: Mutation['actor']): boolean =>
      entries.some(
        (entry) =>
          watch.ownerOf(entry) === actor &&
          entry.actions.some(({ resource }) => resource.id === id) &&
          !watch.isClosed(entry),
      );
    return [{ action, first, last, isUntouched, isInDoubt: made.some(({ actor }) => actor.dead || isOpen(actor)) }];
  });
}

/** Whether the account's block refuses what may have to be put back in a bucket, as it did before the mend. */
export function isRefused({ services }: EndParts, id: string): boolean {
  const { blockPublicAcls, blockPublicPolicy } = accountBlock(services);
  return typeOf(id) === 'AWS::S3::Bucket' && (blockPublicAcls === true || blockPublicPolicy === true);
}

/** When anybody else last changed a resource, or of a bucket the account's block, which says what of it has effect and can be put back. */
function othersChangedAt({ watch }: EndParts, id: string): number {
  const byPeople = watch.touchedByPeople.get(id) ?? 0;
  if (typeOf(id) !== 'AWS::S3::Bucket') return byPeople;
  const ofAccount = watch.mutations.filter(({ resourceId }) => resourceId === accountId).map(({ at }) => at);
  return Math.max(byPeople, watch.touchedByPeople.get(accountId) ?? 0, ...ofAccount);
}
