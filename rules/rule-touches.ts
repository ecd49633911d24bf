import { groupBy } from '../contract/group-by.ts';
import type { RecordedChange } from '../contract/recorded-change.ts';
import type { GroupRule } from '../contract/resource.ts';
import { isSameTraffic } from '../resources/traffic-key.ts';

/** One thing that one change did to one rule. */
export interface Touch {
  /** Of the rule. */
  readonly id: string;
  readonly change: RecordedChange;
  /** As the change left it. */
  readonly rule: GroupRule;
  readonly before?: GroupRule | undefined;
  readonly among?: readonly string[] | undefined;
  readonly unmendable?: string | undefined;
  readonly isAdded: boolean;
  /** Added by an event that named no id. */
  readonly isMatched: boolean;
}

/** By the id of a rule, in the order of the changes. */
export type Touches = ReadonlyMap<string, readonly Touch[]>;

/** Pure. Made once of all changes: whoever may edit a group makes as many as they like, and a group has a thousand rules. */
export function touchesById(changes: readonly RecordedChange[]): Touches {
  const touches = changes.flatMap((change): Touch[] => [
    ...change.added.map(({ id, rule, matched }) => ({ id, change, rule, isAdded: true, isMatched: matched === true })),
    ...change.changed.map((one) => ({ ...one, change, isAdded: false, isMatched: false })),
  ]);
  return groupBy(touches, ({ id }) => id);
}

/**
 * Pure. What was done to the rule that is live, in the order of the calls: a rule is added once, and first; of one second, the one that
 * left it as it is now comes last.
 */
export function inOrderOfCalls(touches: readonly Touch[], live: GroupRule): Touch[] {
  const isNamed = touches.some(({ isAdded, isMatched }) => isAdded && !isMatched);
  return touches
    .filter(({ isMatched }) => !isMatched || !isNamed)
    .sort(
      (a, b) =>
        Number(b.isAdded) - Number(a.isAdded) ||
        Date.parse(a.change.at) - Date.parse(b.change.at) ||
        Number(isSameTraffic(a.rule, live)) - Number(isSameTraffic(b.rule, live)) ||
        (a.change.eventId < b.change.eventId ? -1 : 1),
    );
}
