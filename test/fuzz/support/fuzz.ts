import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { keepResult, keptFile, keptResult } from '../../../build/keep-result.ts';
import { Failure } from '../../../contract/failure.ts';
import { type BoundaryName, fullRuns, type Tried } from './boundaries.ts';
import { watch } from './watchdog.ts';

/** Inputs per boundary: FUZZ_RUNS, else all in `npm run fuzz` and a sample among the other tests. */
const sampleRuns = 300;
const isWhole = process.env['npm_lifecycle_event'] === 'fuzz';
const runs = runsOr(sampleRuns);

/** How often a property is tried: FUZZ_RUNS, else as often as a boundary in `npm run fuzz`, and `sample` among the other tests. */
export function runsOr(sample: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? (isWhole ? fullRuns : sample));
}

/** So long one input may take, in milliseconds, on a machine that does other things as well. What never ends, the watchdog ends. */
const slowestMs = 5_000;

/** What became of one input. `good`: it was understood. `refused`: a Failure with a code, or its like. */
export type Ended = 'good' | 'refused';

export interface Boundary<T> {
  /** As the table of the docs names it. */
  readonly name: BoundaryName;
  readonly inputs: fc.Arbitrary<T>;
  /** How many inputs one value of `inputs` is; 1 unless given. */
  readonly perRun?: number;
  /** What part of the inputs it tries, where several tests are of one boundary, and what they try is added up; all of them unless given. */
  readonly share?: number;
  /** Tries one value, and throws for what must not be: an AssertionError, or whatever the program threw that is no Failure. */
  try(input: T): Ended | Promise<Ended>;
}

/**
 * Tries a boundary, and notes of a full run how many inputs in how many seconds in `.reliability/fuzz.json`. What fails, fast-check shrinks and
 * prints with seed and path: PROPERTY_SEED and PROPERTY_PATH try it again. Fails as well where nearly all inputs were refused, or none:
 * then it tries nothing.
 */
export async function fuzz<T>({ name, inputs, perRun = 1, share = 1, try: attempt }: Boundary<T>): Promise<void> {
  const ends: Record<Ended, number> = { good: 0, refused: 0 };
  const numRuns = Math.ceil((runs * share) / perRun);
  const began = performance.now();
  const { begin, end } = watch(name, fc.readConfigureGlobal().seed);
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const from = performance.now();
      begin();
      try {
        ends[await attempt(input)] += 1;
      } finally {
        end();
      }
      const ms = performance.now() - from;
      if (ms > slowestMs) assert.fail(`one input took ${Math.round(ms)} ms`);
    }),
    { numRuns },
  );
  assert.isUndefined(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted'), 'Object.prototype was changed');
  if (process.env['PROPERTY_PATH'] !== undefined) return;
  const seconds = Math.round((performance.now() - began) / 10) / 100;
  if (numRuns >= 500) {
    assert.isAbove(ends.good, numRuns / 50, 'hardly any input was understood: nothing behind the door was tried');
    assert.isAbove(ends.refused, numRuns / 50, 'hardly any input was refused: nothing was bent');
  }
  const sum = added({ boundary: name, inputs: numRuns * perRun, seconds });
  if (runs >= fullRuns) note(sum);
}

/** What the call answers, or the Failure that it throws. Whatever else it throws goes on. */
export async function answerOf<T>(call: () => T | Promise<T>): Promise<{ readonly answer: T } | Failure> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

const sums = new Map<BoundaryName, Tried>();

/** What this process has tried so far, each boundary once. */
export function triedHere(): readonly Tried[] {
  return [...sums.values()];
}

function added({ boundary, inputs, seconds }: Tried): Tried {
  const before = sums.get(boundary) ?? { inputs: 0, seconds: 0 };
  const rounded = Math.round((before.seconds + seconds) * 100) / 100;
  const sum = { boundary, inputs: before.inputs + inputs, seconds: rounded };
  sums.set(boundary, sum);
  return sum;
}

/** A file per boundary, and all of them together: two runs at once do not lose each other's. */
function note(sum: Tried): void {
  const own = `fuzz/${sum.boundary.replaceAll(/\W+/g, '-')}`;
  keepResult(own, sum);
  const files = readdirSync(dirname(keptFile(own))).filter((file) => file.endsWith('.json'));
  keepResult(
    'fuzz',
    files.toSorted().map((file) => keptResult(`fuzz/${basename(file, '.json')}`)),
  );
}
