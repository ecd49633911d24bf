import type { Failure } from '../contract/failure.ts';
import type { ActionRecord, CallRecord } from '../contract/ledger-entry.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Change, Plan } from '../contract/plan.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import type { Resource, ResourceIdentity } from '../contract/resource.ts';
import type { InFlight } from '../contract/safety-state.ts';
import type { Violation } from '../contract/violation.ts';
import { describeExempted } from '../exemptions/describe-exemption.ts';
import { identifyViolation } from '../rules/annotation.ts';
import type { Assessment, Violating } from './assess.ts';
import type { Refusals } from './remediator.ts';
import type { SiftingJudge } from './sifting-judge.ts';

/** One resource on its way through a batch: what is known of it so far. Filled pass by pass, settled at the end. */
export interface Mending {
  readonly work: Work;
  /** Of the rules that ask for it, and of those by which an interrupted mend of it was begun. */
  judges: readonly SiftingJudge[];
  /** As it was read: a message may say anything of its tags, by which people are told. */
  live?: ResourceIdentity;
  /** The first action in the ledger that changed something: the one a restore goes back to. */
  actionId?: string;
  violations: readonly Violation[];
  plan?: Plan;
  calls: CallRecord[];
  /** The changes that were made in order to narrow something, in order: what opened something did so in place of what goes after it. */
  made: Change[];
  /** A call failed that may have taken effect all the same. */
  inDoubt: boolean;
  /** For want of room in a group, by direction: what makes the next plan ask for less. */
  refusals: Refusals;
  /** Lines of violations that keep coming back and are left to people. */
  held: ReadonlySet<string>;
  /** The action that the safeguards count. */
  admitted?: string;
  /** Actions on the resource that were begun by functions that are gone, the oldest first. */
  interrupted: readonly InFlight[];
  /** Those of them that ended, and of which nobody may know: the functions were gone before they could tell. */
  untold: readonly ActionRecord[];
  result?: Result;
}

export interface Result {
  readonly outcome: Outcome;
  readonly failure?: Failure;
  /** Null where the resource is gone; absent where its state in the end is not known. */
  readonly after?: Resource | null;
  /** A violation is there still, and left to people. */
  readonly left?: true;
  /** Of a failure: the rules that are compliant all the same; absent where that is not known. */
  readonly compliant?: readonly string[];
}

export function beginMending(work: Work, judges: readonly SiftingJudge[]): Mending {
  return {
    work,
    judges,
    violations: [],
    calls: [],
    made: [],
    inDoubt: false,
    refusals: { ingress: 0, egress: 0 },
    held: new Set(),
    interrupted: [],
    untold: [],
  };
}

/** Whether any call took effect, or may have. */
export function changed(mending: Mending): boolean {
  return mending.inDoubt || touched(mending);
}

/** Whether any call surely took effect. */
function touched(mending: Mending): boolean {
  return mending.calls.some((call) => call.error === undefined);
}

/** The action to restore, where something was changed or may have been. */
export function changedBy(mending: Mending): { actionId?: string } {
  return changed(mending) && mending.actionId !== undefined ? { actionId: mending.actionId } : {};
}

const unchanged = {
  gone: 'nothing-to-do',
  clean: 'nothing-to-do',
  exempt: 'exempt',
  contested: 'contested',
} as const satisfies Partial<Record<Assessment['kind'], Outcome>>;

/**
 * A violation that is gone after a call of ours in doubt was ended by it: so it is told, and not passed over. What is there still,
 * exempt or left to people, was mended in another part if a call surely took effect, or if one of the violations that it was for is gone.
 * Where this one did nothing, the latest that nobody may know of is told in its place.
 */
export function conclude(mending: Mending, found: Exclude<Assessment, Violating>): void {
  if (found.kind === 'unclear') return fail(mending, found.failure, found);
  const isGone = found.kind === 'clean' || found.kind === 'gone';
  const unknown = changed(mending) ? undefined : latestUntold(mending, found.kind);
  if (unknown !== undefined) recall(mending, [unknown]);
  const mended =
    unknown !== undefined || isGone ? changed(mending) : touched(mending) || endedOne(mending, found.present);
  if (found.kind === 'exempt' && !mended) {
    mending.violations = found.exempt.map(({ violation }) => violation);
    mending.plan = { changes: [], before: [], after: [], notes: describeExempted(found.exempt) };
  }
  mending.result = {
    outcome: mended ? 'mended' : unchanged[found.kind],
    after: found.kind === 'gone' ? null : found.resource,
    ...(found.kind === 'contested' ? { left: true as const } : {}),
  };
}

/** Of what is exempt people are told anyhow, with all that they may not know; of what is left to them, nothing. */
function latestUntold({ untold }: Mending, kind: Assessment['kind']): ActionRecord | undefined {
  if (kind === 'exempt') return undefined;
  return untold.findLast(({ outcome }) => kind !== 'contested' || outcome === 'mended' || outcome === 'partly-mended');
}

function endedOne({ inDoubt, violations }: Mending, present: ReadonlySet<string>): boolean {
  return inDoubt && violations.some((violation) => !present.has(identifyViolation(violation)));
}

const interruptedNote =
  'A function that began this was interrupted before it could say what it did. What it had planned is shown as planned.';

/**
 * Takes actions of functions that are gone for its own, in doubt: they are what is told, and what a restore goes back to, which is
 * where the first of them began.
 */
export function recall(mending: Mending, actions: readonly ActionRecord[]): void {
  const [first] = actions;
  if (first === undefined) return;
  const asked = mending.work.messages.flatMap(({ instruction }) => instruction.violations);
  const lines = (of: 'before' | 'after' | 'notes') => [...new Set(actions.flatMap(({ plan }) => plan[of]))];
  mending.actionId = first.id;
  mending.inDoubt = true;
  mending.plan = {
    changes: actions.flatMap(({ plan }) => plan.changes),
    before: lines('before'),
    after: lines('after'),
    notes: [...lines('notes'), interruptedNote],
  };
  mending.violations = actions.flatMap(({ found }) => found ?? asked);
}

/** Left as it is: nothing is wrong with the mend, but nothing may be changed now. */
export function refuse(mending: Mending, failure: Failure): void {
  mending.result = { outcome: 'refused', failure };
}

/** Whether it was refused for the sake of its account alone. */
export function isObserved({ result }: Mending): boolean {
  return result?.failure?.code === 'ACCOUNT_OBSERVED';
}

/** `found` is what the resource was last found to be, where it was read. */
export function fail(mending: Mending, failure: Failure, found?: Assessment): void {
  const outcome = touched(mending) ? 'partly-mended' : 'failed';
  const compliant = found?.kind === 'violating' || found?.kind === 'unclear' ? found.compliant : undefined;
  mending.result = {
    outcome,
    failure,
    ...(found?.kind === 'violating' ? { after: found.resource } : {}),
    ...(compliant === undefined ? {} : { compliant }),
  };
}

/** The messages of a mending that failed, by what becomes of them. */
export interface PartedMessages {
  /** Of rules that are compliant all the same: there is nothing left to do for them. */
  readonly done: readonly HeldMessage[];
  /** Those that carry the failure on. Never empty, so that no failure is lost. */
  readonly open: readonly HeldMessage[];
}

/** A rule that is compliant in the end is done with, whatever became of the others that asked for the same resource. */
export function partedMessages({ work: { messages }, result }: Mending): PartedMessages {
  const isDone = ({ instruction }: HeldMessage): boolean => result?.compliant?.includes(instruction.rule) === true;
  const open = messages.filter((message) => !isDone(message));
  return open.length === 0 ? { done: [], open: messages } : { done: messages.filter(isDone), open };
}

/** The rules of messages, each once. */
export function rulesOf(messages: readonly HeldMessage[]): string[] {
  return [...new Set(messages.map(({ instruction }) => instruction.rule))];
}
