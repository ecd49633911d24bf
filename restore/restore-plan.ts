import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Change, Plan } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import type { MadeChange } from './made-change.ts';

/** A mend as far as its restore needs it, and the resource as it is now. */
export interface Mended<R extends Resource = Resource> {
  /** As the first call of the mend found it. */
  readonly before: R;
  /** As the mend left it; undefined where that is not known. */
  readonly after: R | undefined;
  readonly live: R;
  readonly made: readonly MadeChange[];
  /** Restores of it before this one. */
  readonly unfinished?: readonly UnfinishedRestore[];
}

/** A restore that did not end as `restored`. */
export type UnfinishedRestore = Pick<ActionRecord, 'before' | 'plan'>;

export interface RestorePlan<R extends Resource = Resource> {
  /** Its `before` are lines of the live resource, its `after` lines of the restored one. No changes: it is as before already. */
  readonly plan: Plan;
  /** Changes that somebody made after the mend and that the plan would undo, and what stands in its way: a sentence each. */
  readonly conflicts: readonly string[];
  /** Those of the plan's changes that close what an earlier one opened for a moment: to be made also where a call failed. */
  readonly closing: ReadonlySet<Change>;
  /** The resource once the plan is carried out. */
  readonly leadsTo: R;
  /** Whether the parts that the mend changed are as before it. */
  isRestored(resource: R): boolean;
}
