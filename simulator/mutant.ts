import type { Mutation } from './bundles.ts';
import type { Invariant } from './host/invariants.ts';

/** A fault put into the product on purpose, which the simulator has to find. */
export interface Mutant extends Mutation {
  readonly name: string;
  /** One of these has to be what finds it: that something else breaks beside it says nothing of them. */
  readonly breaks: readonly Invariant[];
  /** Found by the first so many seeds at the latest. */
  readonly within: number;
  /** As if it had been written so: the simulation's own use of the product's rules has it as well, and only what asks none of them can find it. */
  readonly everywhere?: true;
  /** The one that found it last, which is tried first; 1 unless given. */
  readonly seed?: number;
}
