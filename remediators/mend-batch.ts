import pMap from 'p-map';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord, LedgerEntry } from '../contract/ledger-entry.ts';
import { describeViolation } from '../rules/annotation.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Ledger, OpenEntry } from '../safety/ledger.ts';
import type { Apply } from './apply.ts';
import type { Violating } from './assess.ts';
import { applyPlan, type Step } from './mend-step.ts';
import { changed, conclude, fail, type Mending } from './mending.ts';
import { assessLive, verify, type VerifyDeps } from './verify.ts';

/** A ledger entry that has no actions yet. */
export type EntryHead = Omit<LedgerEntry, 'actions'>;

export interface MendDeps extends VerifyDeps {
  readonly ledger: Ledger;
  readonly apply: Apply;
  newEntry(): EntryHead;
  now(): Date;
  report(message: string, fields: Record<string, unknown>): void;
}

/**
 * A resource that changes under the plan is read and planned again, so often at most. Passes that end with a refusal for want
 * of room do not count: there are few of them, because each makes the next plan ask for less.
 */
const maxPasses = 3;
const resourcesAtOnce = 4;

/**
 * Mends the live resources: read, judge, plan, snapshot, apply, verify. Every mending has its result afterwards. Rejects only
 * for what concerns the batch as a whole; a failure with one resource is that resource's result.
 */
export async function mendBatch(mendings: readonly Mending[], deps: MendDeps): Promise<void> {
  let open = [...mendings];
  for (let pass = 1; open.length > 0; pass++) {
    const head = deps.newEntry();
    const steps = await prepare(open, head, deps);
    if (steps.length === 0) return;
    const entry = await snapshot(head, steps, deps);
    if (entry === undefined) return;
    await pMap(steps, (step) => applyPlan(step, deps.apply), { concurrency: resourcesAtOnce });
    open = await verify(steps, deps, ({ refusals }) => pass - refusals.ingress - refusals.egress >= maxPasses);
    await complete(head, entry, steps, deps);
  }
}

/** Settles what needs no change, and returns the steps for what does. */
async function prepare(mendings: readonly Mending[], head: EntryHead, deps: MendDeps): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [mending, found] of await assessLive(mendings, deps)) {
    if (found.kind !== 'violating') {
      conclude(mending, found);
      continue;
    }
    planAgain(mending, found, deps.remediator.linesOf?.(found.resource));
    const action = actionOf(`${head.id}.${steps.length}`, mending, found);
    steps.push({ mending, found, action, movedOn: false, failure: undefined });
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

function actionOf(id: string, mending: Mending, found: Violating): ActionRecord {
  const { messages } = mending.work;
  const actor = messages.find(({ instruction }) => instruction.actor !== undefined)?.instruction.actor;
  return {
    id,
    ...(mending.actionId === undefined ? {} : { continues: mending.actionId }),
    resource: identityOf(found.resource),
    rules: [...new Set(messages.map(({ instruction }) => instruction.rule))],
    severity: messages[0]?.instruction.severity ?? 'high',
    violations: found.violations.map(describeViolation),
    ...(actor === undefined ? {} : { actor }),
    before: found.resource,
    plan: found.plan,
    calls: [],
  };
}

/** No snapshot, no change: on failure every step fails and nothing has been touched in this pass. */
async function snapshot(head: EntryHead, steps: readonly Step[], deps: MendDeps): Promise<OpenEntry | undefined> {
  try {
    return await deps.ledger.open({ ...head, actions: steps.map(({ action }) => action) });
  } catch (cause) {
    const failure =
      cause instanceof Failure ? cause : new Failure('SNAPSHOT_FAILED', errorText(cause), { cause, transient: true });
    for (const { mending, found } of steps) fail(mending, failure, found.resource);
    return undefined;
  }
}

/** An entry that cannot be completed stays open and shows as interrupted; what was done is done, so it only is reported. */
async function complete(head: EntryHead, entry: OpenEntry, steps: readonly Step[], deps: MendDeps): Promise<void> {
  const actions = steps.map(({ mending: { result }, action }): ActionRecord =>
    result === undefined
      ? action
      : {
          ...action,
          outcome: result.outcome,
          ...(result.after === undefined ? {} : { after: result.after }),
          ...(result.failure === undefined ? {} : { failure: `${result.failure.code}: ${result.failure.message}` }),
        },
  );
  try {
    await entry.close({ ...head, finishedAt: deps.now().toISOString(), actions });
  } catch (error) {
    deps.report('ledger entry stays open', { entry: head.id, error: errorText(error) });
  }
}
