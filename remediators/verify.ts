import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import { withLogChains } from '../resources/log-chains.ts';
import type { AnyReader } from '../resources/reader.ts';
import { type Assessment, assess, type Violating } from './assess.ts';
import type { Step } from './mend-step.ts';
import { conclude, fail, type Mending } from './mending.ts';
import type { RegisteredRemediator } from './registered-remediator.ts';
import type { SiftingJudge } from './sifting-judge.ts';

export interface VerifyDeps {
  readonly remediator: RegisteredRemediator;
  readonly reader: AnyReader;
  /** Of all rules that have exemptions, whether they asked or not: what is exempt from any is left as it is. */
  readonly exempting?: readonly SiftingJudge[];
  /** Of all rules that are mended by, whether they asked or not: a revert must open nothing that one of them would close. */
  readonly others?: readonly SiftingJudge[];
  /** Waits before a state is read again that may not have settled yet (EC2 is eventually consistent). */
  pause(ms: number): Promise<void>;
}

export const settlePausesMs: readonly number[] = [0, 200, 600, 1500];

/** Reads the resources live, in as few calls as possible, and assesses each. Never rejects. */
export async function assessLive(mendings: readonly Mending[], deps: VerifyDeps): Promise<Map<Mending, Assessment>> {
  try {
    const { found, failed, gone } = await deps.reader.read(mendings.map(({ work }) => work.resource.id));
    const live = await deps.reader.contextOf([...found.values()]);
    const asked = mendings.flatMap(({ work, judges }) => {
      const resource = found.get(work.resource.id);
      return resource === undefined ? [] : judges.map((judge) => ({ judge, resource }));
    });
    const context = await withLogChains(live, deps.reader, asked);
    return new Map(
      mendings.map((mending) => {
        const { id } = mending.work.resource;
        const resource = found.get(id);
        if (resource !== undefined) return [mending, assessOne(mending, resource, context, deps)];
        return [mending, gone.has(id) ? { kind: 'gone' } : unread(id, failed.get(id))];
      }),
    );
  } catch (cause) {
    return new Map(mendings.map((mending) => [mending, unread(mending.work.resource.id, cause)]));
  }
}

function unread(id: string, cause: unknown): Assessment {
  if (cause instanceof Failure) return { kind: 'unclear', failure: cause };
  const reason = cause === undefined ? 'the answer leaves it out' : errorText(cause);
  return {
    kind: 'unclear',
    failure: new Failure('READ_FAILED', `${id} was not read: ${reason}`, { cause, transient: true }),
  };
}

function assessOne(mending: Mending, resource: Violating['resource'], context: Context, deps: VerifyDeps): Assessment {
  try {
    const exempt = (deps.exempting ?? [])
      .flatMap(({ sift }) => sift(resource, context).exempt)
      .map(({ violation }) => violation);
    const limits = { refusals: mending.refusals, exempt };
    return assess(resource, mending.judges, context, deps.remediator, limits, mending.held, deps.others);
  } catch (cause) {
    const failure = new Failure('CHANGE_FAILED', `${resource.id} could not be judged: ${errorText(cause)}`, { cause });
    return { kind: 'unclear', failure };
  }
}

/**
 * Reads again and judges by what is there, not by what the calls said. Returns what another pass must go on with; a mending
 * whose `isLast` it was fails instead.
 */
export async function verify(
  steps: readonly Step[],
  deps: VerifyDeps,
  isLast: (mending: Mending) => boolean,
): Promise<Mending[]> {
  let waiting: Unsettled[] = steps.map((step) => ({ step, found: step.found }));
  for (const pauseMs of deps.remediator.settlePausesMs ?? settlePausesMs) {
    if (waiting.length === 0) break;
    if (pauseMs > 0) await deps.pause(pauseMs);
    const assessed = await assessLive(
      waiting.map(({ step }) => step.mending),
      deps,
    );
    waiting = waiting.flatMap(({ step }) => {
      const found = assessed.get(step.mending) ?? step.found;
      if (maySettle(step, found)) return [{ step, found }];
      settleStep(step, found);
      return [];
    });
  }
  for (const { step, found } of waiting) {
    if (found.kind !== 'violating' || step.failure !== undefined) settleStep(step, found);
    // What was made has made something else mendable, or somebody has opened something else: that is for the next pass.
    else if (!asksAgain(step, found)) continue;
    else stillViolating(step, found, 'still violates after its calls succeeded: someone may be changing it back');
  }
  const movedOn = steps.filter(({ mending }) => mending.result === undefined);
  for (const step of movedOn.filter(({ mending }) => isLast(mending))) {
    stillViolating(step, step.found, 'kept changing while it was being mended');
  }
  return movedOn.flatMap(({ mending }) => (mending.result === undefined ? mending : []));
}

/** A step and what the resource was last found to be. */
interface Unsettled {
  readonly step: Step;
  readonly found: Assessment;
}

/**
 * Whether the calls took effect, or may have, and what was read back may be an old state, or is not known for a passing reason. After
 * a call that failed, a state is old if it asks again for one that was made.
 */
function maySettle({ movedOn, failure, mending, made }: Step, found: Assessment): boolean {
  if (movedOn) return false;
  if (failure === undefined || mending.inDoubt) {
    return found.kind === 'violating' || (found.kind === 'unclear' && found.failure.transient);
  }
  if (made.length === 0) return false;
  if (found.kind === 'unclear') return found.failure.transient;
  return found.kind === 'violating' && asksAgain({ made }, found);
}

/** Whether a call is planned that was made already. */
function asksAgain({ made }: Pick<Step, 'made'>, { plan }: Violating): boolean {
  return plan.changes.some((change) => made.some((one) => isDeepStrictEqual(one, change)));
}

/** Leaves a step that has moved on and still violates without a result: it is for the next pass. */
function settleStep({ mending, failure }: Step, found: Assessment): void {
  const open = found.kind === 'violating' || found.kind === 'unclear';
  if (failure !== undefined && open) fail(mending, failure, found);
  else if (found.kind !== 'violating') conclude(mending, found);
}

function stillViolating({ mending }: Step, found: Violating, what: string): void {
  fail(mending, new Failure('STILL_VIOLATING', `${found.resource.id} ${what}`, { transient: true }), found);
}
