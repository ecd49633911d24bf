import { answered, type Difference, differencesOf, type Ended, endedAs, type Outcome } from './differences.ts';
import { excuses, type KnownDifference } from './known-difference.ts';
import { normalised } from './normalise.ts';
import type { Side, Step } from './step.ts';
import type { World } from './worlds.ts';

export interface Compared {
  readonly differences: readonly Difference[];
  readonly unknown: readonly Difference[];
  readonly known: ReadonlySet<KnownDifference>;
  /** Those that both answered: of two refusals nothing is compared but the codes. */
  readonly operations: ReadonlySet<string>;
}

/**
 * Sends the same steps to both accounts, those that prepare the world first, and after each of the others what reads the state that
 * it left. Ends at the first difference that nobody knows, and where a known one leaves the two in different states.
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
  const earlier: Ended[] = [];
  const seen: unknown[] = [];
  let goesOn = true;

  const ask = (step: Step): Promise<[Outcome, Outcome]> =>
    Promise.all([outcome(world, step, sides[0]), outcome(world, step, sides[1])]);
  const judge = ({ operation, input }: Step, [local, moto]: readonly [Outcome, Outcome], after?: Ended): void => {
    if ('answer' in local && 'answer' in moto) operations.add(operation);
    const circumstances = { earlier: [...earlier], seen: [...seen], ...(after === undefined ? {} : { after }) };
    for (const point of differencesOf(local, moto)) {
      const difference = { operation, input, ...circumstances, ...point };
      differences.push(difference);
      const reasons = list.filter((one) => excuses(one, difference));
      for (const reason of reasons) known.add(reason);
      if (reasons.length === 0) unknown.push(difference);
      if (reasons.length === 0 || reasons.some(({ parts }) => parts === true)) goesOn = false;
    }
    if ('answer' in moto) seen.push(moto.answer);
  };
  const send = async (step: Step): Promise<Ended> => {
    const { operation, input } = step;
    const [local, moto] = await ask(step);
    judge(step, [local, moto]);
    const ended = { operation, input, local: endedAs(local), moto: endedAs(moto) };
    earlier.push(ended);
    return ended;
  };

  for (const step of world.prepare) {
    const { local, moto } = await send(step);
    const errors = [local, moto].filter((one) => one !== answered);
    if (errors.length > 0) throw new Error(`${step.operation} cannot prepare a sequence: ${errors.join(', ')}`);
  }
  for (const step of steps) {
    if (!goesOn) break;
    const ended = await send(step);
    if (!goesOn) break;
    const reads = world.reads(step);
    const answers = await Promise.all(reads.map(ask));
    for (const [index, read] of reads.entries()) {
      const outcomes = answers[index];
      if (outcomes !== undefined) judge(read, outcomes, ended);
    }
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
