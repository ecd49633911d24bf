import { type Difference, differencesOf, type Outcome } from './differences.ts';
import { excuses, type KnownDifference } from './known-difference.ts';
import { normalised } from './normalise.ts';
import type { Side, Step } from './step.ts';
import type { World } from './worlds.ts';

export interface Compared {
  readonly differences: readonly Difference[];
  readonly unknown: readonly Difference[];
  readonly known: ReadonlySet<KnownDifference>;
  readonly operations: ReadonlySet<string>;
}

/**
 * Sends the same steps to both accounts, once the world is prepared in both, and after each what reads the state that it left. Ends at the first difference that nobody knows, and
 * where a known one leaves the two in different states.
 */
export async function compareSequence(
  world: World,
  steps: readonly Step[],
  sides: readonly [Side, Side],
  list: readonly KnownDifference[],
): Promise<Compared> {
  const differences: Difference[] = [];
  const unknown: Difference[] = [];
  const known = new Set<KnownDifference>();
  const operations = new Set<string>();
  let goesOn = true;

  const ask = async (step: Step) => {
    operations.add(step.operation);
    return Promise.all([outcome(world, step, sides[0]), outcome(world, step, sides[1])]);
  };
  const judge = ({ operation, input }: Step, [local, moto]: readonly [Outcome, Outcome], after?: string): void => {
    for (const point of differencesOf(local, moto)) {
      const difference = { operation, input, ...(after === undefined ? {} : { after }), ...point };
      differences.push(difference);
      const reasons = list.filter((one) => excuses(one, difference));
      for (const reason of reasons) known.add(reason);
      if (reasons.length === 0) unknown.push(difference);
      if (reasons.length === 0 || reasons.some(({ parts }) => parts === true)) goesOn = false;
    }
  };

  for (const step of world.prepare) {
    const made = await Promise.all(sides.map((side) => outcome(world, step, side)));
    const [error] = made.flatMap((one) => ('error' in one ? [one.error] : []));
    if (error !== undefined) throw new Error(`${step.operation} cannot prepare a sequence: ${error}`);
  }
  for (const step of steps) {
    judge(step, await ask(step));
    if (!goesOn) break;
    const reads = world.reads(step);
    const answers = await Promise.all(reads.map(ask));
    for (const [index, read] of reads.entries()) {
      const [local, moto] = answers[index] ?? [];
      if (local !== undefined && moto !== undefined) judge(read, [local, moto], step.operation);
    }
    if (!goesOn) break;
  }
  return { differences, unknown, known, operations };
}

async function outcome(world: World, step: Step, side: Side): Promise<Outcome> {
  try {
    const answer = await step.send(side);
    world.learn?.(step, answer, side.names);
    return { answer: normalised(answer, side.names) };
  } catch (error) {
    return { error: error instanceof Error ? error.name : String(error) };
  }
}
