import pMap from 'p-map';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { LedgerEntry } from '../contract/ledger-entry.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Gate } from '../safety/gate.ts';
import type { OpenEntry } from '../safety/ledger.ts';
import { actionOf, ownEnd } from './action-record.ts';
import type { ApplyFor } from './apply.ts';
import type { Violating } from './assess.ts';
import { changedSince } from './changed-since.ts';
import { closeAgain } from './close-again.ts';
import { applyPlan, type Step } from './mend-step.ts';
import { changed, conclude, fail, type Mending, refuse } from './mending.ts';
import { gateOf } from './preconditions.ts';
import { admitOrHold, type SafeguardedDeps, whatMayBeMended } from './safeguarded.ts';
import { assessLive, verify, type VerifyDeps } from './verify.ts';

/** A ledger entry that has no actions yet. */
export type EntryHead = Omit<LedgerEntry, 'actions'>;

export interface MendDeps extends VerifyDeps, SafeguardedDeps {
  readonly applyFor: ApplyFor;
  readonly gate: Gate;
  newEntry(): EntryHead;
  now(): Date;
}

/**
 * A resource that changes under the plan is read and planned again, so often at most. Passes that end with a refusal for want
 * of room do not count: there are few of them, because each makes the next plan ask for less.
 */
const maxPasses = 3;
const resourcesAtOnce = 4;

/**
 * Mends the live resources: read, judge, plan, snapshot, apply, verify. The gate is asked again before the first call of each. Every mending has its result afterwards. Rejects only
 * for what concerns the batch as a whole; a failure with one resource is that resource's result.
 */
export async function mendBatch(mendings: readonly Mending[], deps: MendDeps): Promise<void> {
  let open = await whatMayBeMended(mendings, deps);
  for (let pass = 1; open.length > 0; pass++) {
    const head = deps.newEntry();
    const planned = await prepare(open, head, deps);
    const steps = pass === 1 ? await admitSteps(planned, head, deps) : planned;
    const entry = steps.length === 0 ? undefined : await snapshot(head, steps, deps);
    if (entry === undefined) break;
    const taken = await pMap(steps, (step) => take(step, deps), { concurrency: resourcesAtOnce });
    open = await verify(taken.flat(), deps, ({ refusals }) => pass - refusals.ingress - refusals.egress >= maxPasses);
    await complete(head, entry, steps, deps);
  }
}

/** Settles what needs no change, and returns the steps for what does; their actions are numbered from `first`. */
async function prepare(mendings: readonly Mending[], head: EntryHead, deps: MendDeps, first = 0): Promise<Step[]> {
  const steps: Step[] = [];
  const readAt = deps.now();
  for (const [mending, found] of await assessLive(mendings, deps)) {
    if ('resource' in found) mending.live = identityOf(found.resource);
    if (found.kind !== 'violating') {
      conclude(mending, found);
      continue;
    }
    planAgain(mending, found, deps.remediator.linesOf?.(found.resource));
    const action = actionOf(`${head.id}.${first + steps.length}`, mending, found);
    steps.push({ mending, found, action, readAt, made: [], movedOn: false, mayBeOld: false, failure: undefined });
  }
  return steps;
}

/**
 * What is told of the mending is the plan that was carried out, and what a restore goes back to is the state before it. An
 * earlier pass that changed nothing does not count: what it saw may be someone else's to put back. Of one that changed something
 * and was stopped, the lines came true that are there now.
 */
function planAgain(mending: Mending, { violations, plan }: Violating, there: readonly string[] | undefined): void {
  const earlier = changed(mending) ? mending.plan : undefined;
  if (earlier === undefined) {
    delete mending.actionId;
    mending.violations = violations;
    mending.plan = plan;
    return;
  }
  mending.plan = {
    changes: [...earlier.changes, ...plan.changes],
    before: [...new Set([...earlier.before, ...plan.before])],
    after: [...new Set([...earlier.after.filter((line) => there?.includes(line) ?? true), ...plan.after])],
    notes: [...new Set([...earlier.notes, ...plan.notes])],
  };
}

/** The steps that may be taken. What turns out to be contested is planned again without it, and what is refused is left. */
async function admitSteps(planned: readonly Step[], head: EntryHead, deps: MendDeps): Promise<readonly Step[]> {
  let [steps, count] = [planned, planned.length];
  for (;;) {
    const contested = await admitOrHold(steps, head.id, deps);
    if (contested === 'admitted') return steps;
    if (contested === 'refused') return [];
    const open = [...contested].filter(({ result }) => result === undefined);
    const again = open.length === 0 ? [] : await prepare(open, head, deps, count);
    count += again.length;
    steps = [...steps.filter(({ mending }) => !contested.has(mending)), ...again];
  }
}

/** No snapshot, no change: on failure every step fails and nothing has been touched in this pass. */
async function snapshot(head: EntryHead, steps: readonly Step[], deps: MendDeps): Promise<OpenEntry | undefined> {
  try {
    return await deps.ledger.open({ ...head, actions: steps.map(({ action }) => action) });
  } catch (cause) {
    const failure =
      cause instanceof Failure ? cause : new Failure('SNAPSHOT_FAILED', errorText(cause), { cause, transient: true });
    for (const { mending, found } of steps) fail(mending, failure, found);
    return undefined;
  }
}

/**
 * The step, unless the gate was closed before this function made any call for it. What has changed since it was read is left for the next
 * pass. Never rejects.
 */
async function take(step: Step, deps: MendDeps): Promise<Step[]> {
  const barred = step.mending.calls.length > 0 ? 'open' : await gateNow(deps);
  if (barred !== 'open') {
    refuse(step.mending, barred);
    return [];
  }
  if (await changedSince(step, deps)) step.movedOn = true;
  else {
    await applyPlan(step, deps.applyFor, deps.now);
    await closeAgain(step, deps);
  }
  return [step];
}

async function gateNow(deps: MendDeps): Promise<'open' | Failure> {
  try {
    return await gateOf(deps);
  } catch (cause) {
    return new Failure('GATE_UNREADABLE', `the gate cannot be read: ${errorText(cause)}`, { cause, transient: true });
  }
}

/** An entry that cannot be completed stays open and shows as interrupted; what was done is done, so it only is reported. */
async function complete(head: EntryHead, entry: OpenEntry, steps: readonly Step[], deps: MendDeps): Promise<void> {
  const at = deps.now();
  const actions = steps.map(({ mending: { result }, action }) => ownEnd(action, result, at));
  try {
    await entry.close({ ...head, finishedAt: at.toISOString(), actions });
  } catch (error) {
    deps.report('ledger entry stays open', { entry: head.id, error: errorText(error) });
  }
}
