import * as fc from 'fast-check';
import type { LocalAccount } from '../../local/local-account.ts';
import { compareSequence, type Compared } from './compare-sequence.ts';
import { described } from './differences.ts';
import type { KnownDifference } from './known-difference.ts';
import { knownDifferences } from './known-differences.ts';
import { newSides } from './sides.ts';
import { type Step, written } from './step.ts';
import { usedOperations } from './used-operations.ts';
import { type World, worlds } from './worlds.ts';

export interface Differential {
  /** Drawn from the seed. */
  readonly randomSequences: number;
  /** Written down: those that show a known difference, and those that every world sends beside the random ones. */
  readonly fixedSequences: number;
  /** How many of each showed what they were not to, or did not show what they were to. */
  readonly failed: Readonly<Record<'randomSequences' | 'fixedSequences', number>>;
  /** Those that both answered at least once. */
  readonly operations: ReadonlySet<string>;
  readonly findings: readonly string[];
}

export interface DifferentialOptions {
  readonly account: LocalAccount;
  /** Its endpoint. */
  readonly moto: string;
  /** The same sequences for the same one. */
  readonly seed: number;
  /** Times the sequences that each world has. */
  readonly times?: number;
  readonly known?: readonly KnownDifference[];
}

/**
 * Sends random sequences to both accounts, and finds: differences that are not in the list, with the shortest sequence that shows them; those of
 * the list that are no more; operations that the product uses and that nothing compared.
 */
export async function differential(options: DifferentialOptions): Promise<Differential> {
  const { account, moto, seed, times = 1, known = knownDifferences } = options;
  const next = newSides(account, moto);
  const operations = new Set<string>();
  const findings: string[] = [];
  let [randomSequences, fixedSequences] = [0, 0];
  const failed = { randomSequences: 0, fixedSequences: 0 };
  const compare = async (world: World, steps: readonly Step[]): Promise<Compared> => {
    const compared = await compareSequence(world, steps, await next(), known);
    for (const operation of compared.operations) operations.add(operation);
    return compared;
  };

  for (const difference of known) {
    const { world, steps } = difference.shown;
    const compared = await compare(worlds[world], steps);
    fixedSequences += 1;
    const found = compared.unknown.map((one) => `unknown, beside ${difference.id}: ${described(one)}`);
    if (!compared.known.has(difference)) found.unshift(`${difference.id}: no longer so, take it off the list`);
    if (found.length > 0) failed.fixedSequences += 1;
    findings.push(...found);
  }
  for (const [name, world] of Object.entries<World>(worlds)) {
    for (const steps of world.always ?? []) {
      fixedSequences += 1;
      const { unknown } = await compare(world, steps);
      if (unknown.length > 0) failed.fixedSequences += 1;
      findings.push(...unknown.map((one) => `unknown, ${name}: ${described(one)}`));
    }
    const property = fc.asyncProperty(
      fc.array(world.steps, { minLength: 1, maxLength: world.longest }),
      async (steps) => {
        randomSequences += 1;
        // Also where it comes to no end.
        failed.randomSequences += 1;
        const { unknown } = await compare(world, steps);
        if (unknown.length > 0) return false;
        failed.randomSequences -= 1;
        return true;
      },
    );
    const outcome = await fc.check(property, { seed, numRuns: world.sequences * times, endOnFailure: false });
    if (outcome.failed) findings.push(await explained(name, world, outcome.counterexample?.[0] ?? [], seed, compare));
  }
  for (const operation of usedOperations()) {
    if (!operations.has(operation)) findings.push(`${operation} is used by the product and was not compared`);
  }
  return { randomSequences, fixedSequences, failed, operations, findings };
}

/** What the shrunk sequence shows, and how to have it again. */
async function explained(
  name: string,
  world: World,
  steps: readonly Step[],
  seed: number,
  compare: (world: World, steps: readonly Step[]) => Promise<Compared>,
): Promise<string> {
  const { unknown } = await compare(world, steps);
  const shown = unknown.length === 0 ? ['not shown by the same sequence again'] : unknown.map(described);
  const sequence = steps.map((step, index) => `  ${index + 1}. ${written(step)}`);
  return [`${name}, seed ${seed}: ${shown.join('; ')}`, ...sequence].join('\n');
}
