import type { RecordedChange } from '../contract/recorded-change.ts';
import type { GroupRule } from '../contract/resource.ts';
import { isSameTraffic } from '../resources/traffic-key.ts';

/** One thing that one change did to one rule. */
export interface Touch {
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
  const touches = new Map<string, Touch[]>();
  const note = (id: string, touch: Touch): void => {
    const known = touches.get(id);
    if (known === undefined) touches.set(id, [touch]);
    else known.push(touch);
  };
  for (const change of changes) {
    for (const { id, rule, matched } of change.added) {
      note(id, { change, rule, isAdded: true, isMatched: matched === true });
    }
    for (const { id, rule, before, among, unmendable } of change.changed) {
      note(id, { change, rule, before, among, unmendable, isAdded: false, isMatched: false });
    }
  }
  return touches;
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
