import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { LedgerEntry } from '../contract/ledger-entry.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { Violation } from '../contract/violation.ts';
import type { InFlight, Trip } from '../contract/safety-state.ts';
import { actorsOf } from '../queue/calls-of.ts';
import { identifyViolation } from '../rules/annotation.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Ledger } from '../safety/ledger.ts';
import type { Ended, Safeguards } from '../safety/safeguards.ts';
import { isInterrupted } from '../safety/safety-window.ts';
import { endedAction } from './action-record.ts';
import { isRecordOf } from './adopt.ts';
import { adopt, type AdoptDeps } from './adopt.ts';
import { giveUpAgain } from './given-up.ts';
import type { Step } from './mend-step.ts';
import { fail, type Mending, refuse } from './mending.ts';

export interface SafeguardedDeps extends AdoptDeps {
  readonly safeguards: Safeguards;
  readonly ledger: Ledger;
  /** Tells people of what the safeguards stopped just now. */
  announce(): Promise<unknown>;
  now(): Date;
}

/**
 * The mendings that may go on, with what earlier runs left behind for them. Where the breaker has tripped, or its state cannot be
 * read, all are refused.
 */
export async function whatMayBeMended(mendings: readonly Mending[], deps: SafeguardedDeps): Promise<Mending[]> {
  if (mendings.length === 0) return [];
  try {
    const trip = await deps.safeguards.tripped();
    if (trip !== null) return refuseAll(mendings, tripped(trip));
    const free: Mending[] = [];
    for (const mending of mendings) {
      mending.held = await deps.safeguards.heldOf(mending.work.resource);
      const begun = await deps.safeguards.begunOf(mending.work.resource);
      const another = begun.find((action) => !isInterrupted(action, deps.now()));
      if (another !== undefined) {
        refuse(mending, stillInFlight(another));
        continue;
      }
      await adopt(mending, begun, deps);
      free.push(mending);
    }
    return free;
  } catch (cause) {
    return refuseAll(mendings, unreadable(cause));
  }
}

/**
 * All steps admitted or none; or the mendings that are not to go on as planned: those that turned out to be contested now know what they have
 * to leave alone, those that somebody else is mending are refused, and those that were given up before fail.
 */
export async function admitOrHold(
  steps: readonly Step[],
  entryId: string,
  deps: SafeguardedDeps,
): Promise<'admitted' | 'refused' | ReadonlySet<Mending>> {
  const mendings = steps.map(({ mending }) => mending);
  const spent = giveUpAgain(steps);
  if (spent.size > 0) return spent;
  try {
    const admission = await deps.safeguards.admit(steps.map((step) => intended(step, entryId)));
    switch (admission.kind) {
      case 'admitted':
        for (const step of steps) {
          step.mending.admitted = step.action.id;
          step.mayBeOld = deps.safeguards.wereOthersAtWork();
        }
        return 'admitted';
      case 'tripped':
        refuseAll(mendings, tripped(admission.trip));
        if (admission.newly) await announce(deps);
        return 'refused';
      case 'busy': {
        const others = new Map(admission.inFlight.map((action) => [action.resource, action]));
        const refused = new Set<Mending>();
        for (const { mending } of steps) {
          const other = others.get(mendedKey(mending.work.resource));
          if (other === undefined) continue;
          refuse(mending, stillInFlight(other));
          refused.add(mending);
        }
        return refused;
      }
      case 'contested': {
        const contested = new Set<Mending>();
        for (const { resource, violation } of admission.tugs) {
          const key = mendedKey(resource);
          for (const { mending, found } of steps) {
            if (mendedKey(identityOf(found.resource)) !== key) continue;
            mending.held = new Set([...mending.held, violation]);
            contested.add(mending);
          }
        }
        await announce(deps);
        return contested;
      }
    }
  } catch (cause) {
    if (isOfMember(cause)) for (const { mending, found } of steps) fail(mending, cause, found);
    else refuseAll(mendings, unreadable(cause));
    return 'refused';
  }
}

/**
 * Whether it is another account that does not let its resources be counted, see member-reader.ts: a refusal would end the run for all accounts,
 * again and again, and nobody would be told.
 */
function isOfMember(cause: unknown): cause is Failure {
  return cause instanceof Failure && cause.ids['roleArn'] !== undefined;
}

/**
 * What was admitted or adopted has an end, once people know of it: what they could not be told, what may have taken effect though
 * it failed, and what was adopted and then refused, waits for the next attempt to look and to tell. What cannot be written is reported: it
 * then shows as interrupted.
 */
export async function endMends(
  mendings: readonly Mending[],
  untold: ReadonlySet<Mending>,
  deps: SafeguardedDeps,
): Promise<void> {
  const begun = mendings.filter(
    ({ admitted, interrupted, result }) =>
      result !== undefined && (admitted !== undefined || (result.outcome !== 'refused' && interrupted.length > 0)),
  );
  if (begun.length === 0) return;
  const waits = (mending: Mending): boolean =>
    untold.has(mending) ||
    (mending.inDoubt && mending.result?.failure?.transient === true) ||
    (mending.result?.outcome === 'refused' && mending.interrupted.length > 0);
  const over = begun.filter((mending) => !waits(mending));
  for (const mending of over) {
    for (const action of mending.interrupted) {
      await orReport(deps, 'interrupted action stays open', { actionId: action.actionId }, () =>
        deps.ledger.amend(action.entryId, (entry) => withEnd(entry, action, mending, deps.now())),
      );
    }
  }
  const left = begun.filter(waits).map(({ work }) => work.resource);
  const ids = { resources: begun.map(({ work }) => work.resource.id) };
  await orReport(deps, 'mends still count as begun', ids, () => deps.safeguards.end(over.flatMap(endsOf), left));
}

/** Its own, and those of earlier ones that mended and had no end yet: each brings a violation nearer to being left to people. */
function endsOf({ work, result, actionId, violations, untold }: Mending): Ended[] {
  const { resource, messages } = work;
  const earlier = untold
    .filter(({ id, outcome }) => outcome === 'mended' && id !== actionId)
    .map(({ id, found = [], actor }) => endOf(resource, id, found, actor));
  if (result?.outcome === 'refused') return [...earlier, { resource, refused: true }];
  if (result?.outcome !== 'mended' || actionId === undefined) return [...earlier, { resource }];
  const actor = actorsOf(messages.map(({ instruction }) => instruction));
  return [...earlier, endOf(resource, actionId, violations, actor)];
}

function endOf(
  resource: Ended['resource'],
  actionId: string,
  violations: readonly Violation[],
  actor: string | undefined,
): Ended {
  const lines = violations.map(identifyViolation);
  return { resource, mended: { actionId, violations: lines, ...(actor === undefined ? {} : { actor }) } };
}

/** Pure. */
function withEnd(entry: LedgerEntry, begun: InFlight, { result }: Mending, at: Date): LedgerEntry {
  const actions = entry.actions.map((action) =>
    isRecordOf(begun, action) && action.outcome === undefined && result !== undefined
      ? endedAction(action, result, at)
      : action,
  );
  const over = actions.every(({ outcome }) => outcome !== undefined);
  return { ...entry, actions, ...(over && entry.finishedAt === undefined ? { finishedAt: at.toISOString() } : {}) };
}

function intended({ found, action }: Step, entryId: string) {
  const { actor } = action;
  return {
    entryId,
    actionId: action.id,
    resource: identityOf(found.resource),
    violations: found.violations.map(identifyViolation),
    ...(actor === undefined ? {} : { actor }),
  };
}

function refuseAll(mendings: readonly Mending[], failure: Failure): [] {
  for (const mending of mendings) refuse(mending, failure);
  return [];
}

function tripped({ cause, at }: Trip): Failure {
  const message = `the circuit breaker tripped at ${at} (${cause}): nothing is changed until \`configmend breaker reset\``;
  return new Failure('BREAKER_TRIPPED', message, { transient: true });
}

/** Two at one resource would each undo what the other does. */
function stillInFlight({ actionId, at }: InFlight): Failure {
  const message = `action ${actionId}, begun at ${at}, may not be over yet: the resource is left alone until it is`;
  return new Failure('STILL_IN_FLIGHT', message, { transient: true });
}

function unreadable(cause: unknown): Failure {
  if (cause instanceof Failure && cause.transient) return cause;
  return new Failure('SAFETY_UNREADABLE', `the safeguards cannot be asked: ${errorText(cause)}`, {
    cause,
    transient: true,
  });
}

/** It is in the state, so whoever comes next tells it where this fails. */
async function announce(deps: SafeguardedDeps): Promise<void> {
  await orReport(deps, 'safeguards were not announced', {}, () => deps.announce());
}

async function orReport(
  deps: SafeguardedDeps,
  what: string,
  fields: Record<string, unknown>,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    deps.report(what, { ...fields, error });
  }
}
