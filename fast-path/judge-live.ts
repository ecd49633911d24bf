import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Instruction, RemediatorId } from '../contract/instruction.ts';
import type { OutcomeNotice } from '../contract/notice.ts';
import type { RecordedChange } from '../contract/recorded-change.ts';
import type { Resource } from '../contract/resource.ts';
import type { Undecided, Violation } from '../contract/violation.ts';
import type { RegisteredRemediator } from '../remediators/registered-remediator.ts';
import { sparing } from '../remediators/sparing.ts';
import { instruct } from '../rules/instruct.ts';
import { type SiftDeps, siftExempt } from '../rules/sift-exempt.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import type { ApiCall } from './api-call.ts';
import { leftToPeople } from './left-to-people.ts';
import type { EnabledRule } from './settings.ts';

export interface JudgeLiveDeps extends SiftDeps {
  remediatorOf(id: RemediatorId): RegisteredRemediator | undefined;
}

/** What the rules say of one resource as it is. */
export interface Judged {
  readonly found: readonly { readonly enabled: EnabledRule; readonly instruction: Instruction }[];
  /** Ids of the rules that it violates, in the order of the rules; what is exempt does not count. */
  readonly violated: readonly string[];
  /** Rules that could not judge it. */
  readonly unjudged: readonly Failure[];
  /** What is left to people and that nobody else tells them. */
  readonly notices: readonly OutcomeNotice[];
}

/**
 * Judges a live resource by each rule, and gives the instructions for what is wrong and not exempt, whoever made it so: that the call
 * named here was about it says who may have. A rule that fails keeps none of the others from judging.
 */
export async function judgeLive(
  resource: Resource,
  context: Context,
  enabled: readonly EnabledRule[],
  {
    call,
    capturedAt,
    actor,
  }: { readonly call: ApiCall; readonly capturedAt: Date; readonly actor: string | undefined },
  deps: JudgeLiveDeps,
): Promise<Judged> {
  const { eventId, eventName, sourceAddress } = call;
  const evidence: Instruction['evidence'] = {
    source: 'cloudtrail',
    eventId,
    eventName,
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    capturedAt: capturedAt.toISOString(),
  };
  const found: { enabled: EnabledRule; instruction: Instruction }[] = [];
  const violated: string[] = [];
  const unjudged: Failure[] = [];
  const notices: OutcomeNotice[] = [];
  for (const one of enabled) {
    const { rule, judge } = one;
    try {
      const { open, exempt } = await siftExempt(resource, rule.id, judge(resource, context), deps);
      const ofNow = open.filter((violation) => !isOfEarlierCall(violation, eventId));
      if (ofNow.length > 0) violated.push(rule.id);
      const remediator = 'by' in rule.mend ? deps.remediatorOf(rule.mend.by) : undefined;
      const instruction = instruct(rule, sparing(remediator, exempt), resource, open, evidence, actor);
      const isObserved = one.observed === true || one.inObservedAccount === true;
      if (instruction !== undefined && !isObserved) found.push({ enabled: one, instruction });
      if (isJudgedByConfig(rule)) continue;
      // Nobody else judges by it: what is left to people is told here, and what is not decided is asked again.
      const told = leftToPeople(one, { resource, open, call, changes: changesOf(resource, context), at: capturedAt });
      if (told !== undefined) notices.push(told);
      const undecided = ofNow.find((violation) => violation.kind === 'undecided');
      if (undecided !== undefined) unjudged.push(notDecided(rule.id, resource.id, eventId, undecided));
    } catch (cause) {
      const ids = { resourceId: resource.id, eventId };
      unjudged.push(new Failure('ITEM_UNREADABLE', `${rule.id} could not judge ${resource.id}`, { cause, ids }));
    }
  }
  return { found, violated, unjudged, notices };
}

function changesOf({ id }: Resource, { recordedChanges }: Context): readonly RecordedChange[] {
  const recorded = recordedChanges?.get(id);
  return recorded?.kind === 'read' ? recorded.changes : [];
}

/** What a call did whose record cannot be read was asked again, and told, upon that call: the ones after it cannot decide it. */
function isOfEarlierCall(violation: Violation, eventId: string): boolean {
  return violation.kind === 'undecided' && violation.eventId !== undefined && violation.eventId !== eventId;
}

function notDecided(ruleId: string, resourceId: string, eventId: string, { subject, reason }: Undecided): Failure {
  const message = `${ruleId} cannot judge ${resourceId}: ${subject}: ${reason}`;
  return new Failure('READ_FAILED', message, { ids: { resourceId, eventId }, transient: true });
}

/**
 * Pure. Who made a call, as people know him: by the session's ARN, or by the name of the AWS service. Of a caller of another account the
 * log of the resource's has that account alone.
 */
export function actorOf({ actor: { arn, invokedBy, accountId } }: Pick<ApiCall, 'actor'>): string | undefined {
  return arn ?? invokedBy ?? accountId;
}
