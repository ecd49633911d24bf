import type { Difference } from './differences.ts';
import type { Step } from './step.ts';
import type { WorldName } from './worlds.ts';

/** A difference that was looked into. It excuses what it describes, and no more. */
export interface KnownDifference {
  readonly id: string;
  /** Those of which it is seen in the answer. */
  readonly operations: readonly string[];
  /** In the answer; see `Difference.path`. */
  readonly path: RegExp;
  /** Where it is not every difference at that place. */
  readonly when?: (difference: Difference) => boolean;
  /** What each of the two does, in a sentence or two. */
  readonly what: string;
  /** `both` are as documented; `undecided`: no document says, and nobody here has asked AWS. */
  readonly right: 'local' | 'moto' | 'both' | 'undecided';
  /** The AWS document that decides it, or what is known where none does. */
  readonly source: string;
  /** The two accounts are in different states from there on: the sequence ends. */
  readonly parts?: true;
  /** A sequence that shows it, in every run: once it does not, the entry has to go. */
  readonly shown: { readonly world: WorldName; readonly steps: readonly Step[] };
}

export function excuses(known: KnownDifference, difference: Difference): boolean {
  return (
    known.operations.includes(difference.operation) &&
    known.path.test(difference.path) &&
    (known.when?.(difference) ?? true)
  );
}
