import { errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { AnyReader } from '../resources/reader.ts';
import { type Assessment, assess, type Violating } from './assess.ts';
import type { Step } from './mend-step.ts';
import { conclude, fail, type Mending } from './mending.ts';
import type { RegisteredRemediator } from './registered-remediator.ts';

export interface VerifyDeps {
  readonly remediator: RegisteredRemediator;
  readonly reader: AnyReader;
  /** Waits before a state is read again that may not have settled yet (EC2 is eventually consistent). */
  pause(ms: number): Promise<void>;
}

const settlePausesMs = [0, 200, 600, 1500];

/** Reads the resources live, in as few calls as possible, and assesses each. Never rejects. */
export async function assessLive(mendings: readonly Mending[], deps: VerifyDeps): Promise<Map<Mending, Assessment>> {
  try {
    const { found, failed, gone } = await deps.reader.read(mendings.map(({ work }) => work.resource.id));
    const context = await deps.reader.contextOf([...found.values()]);
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
    return assess(resource, mending.judges, context, deps.remediator, { refusals: mending.refusals }, mending.held);
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

/** Whether the calls took effect, or may have, and what was read back may be an old state, or is not known for a passing reason. */
function maySettle({ movedOn, failure, mending }: Step, found: Assessment): boolean {
  if (movedOn || (failure !== undefined && !mending.inDoubt)) return false;
  return found.kind === 'violating' || (found.kind === 'unclear' && found.failure.transient);
}

/** Leaves a step that has moved on and still violates without a result: it is for the next pass. */
function settleStep({ mending, failure }: Step, found: Assessment): void {
  const open = found.kind === 'violating' || found.kind === 'unclear';
  if (failure !== undefined && open) fail(mending, failure, found.kind === 'violating' ? found.resource : undefined);
  else if (found.kind !== 'violating') conclude(mending, found);
}

function stillViolating({ mending }: Step, { resource }: Violating, what: string): void {
  fail(mending, new Failure('STILL_VIOLATING', `${resource.id} ${what}`, { transient: true }), resource);
}
