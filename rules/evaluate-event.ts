import type { Evaluation } from '@aws-sdk/client-config-service';
import { Failure } from '../contract/failure.ts';
import type { Instruction } from '../contract/instruction.ts';
import type { ResourceIdentity, ResourceOf, ResourceType } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import type { Remediator } from '../remediators/remediator.ts';
import { sparing } from '../remediators/sparing.ts';
import { type ConfigurationItem, isJudgeable } from '../resources/configuration-item.ts';
import { withLogChains } from '../resources/log-chains.ts';
import type { ResourceReader } from '../resources/reader.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import { instruct } from './instruct.ts';
import { parseParameters } from './parameters.ts';
import type { ItemSummary, RuleEvent } from './rule-event.ts';
import type { Rule } from './rule.ts';
import { type SiftDeps, siftExempt } from './sift-exempt.ts';

/** What one invocation of a rule reports and queues, before either is done. */
export interface Findings {
  readonly evaluations: readonly Evaluation[];
  readonly instructions: readonly Instruction[];
  /**
   * What could not be judged, or not for now: resources of a sweep for which nothing is reported, and what was reported as undecided
   * though another try may decide it. The invocation must fail in the end, so that Lambda tries again.
   */
  readonly unjudged: readonly Failure[];
}

export interface EvaluateDeps<T extends ResourceType> extends SiftDeps {
  readonly kind: Pick<ResourceKind<T>, 'fromItem'>;
  readonly reader: ResourceReader<T>;
  readonly remediator: Remediator<T> | undefined;
  /** GetResourceConfigHistory for an item that was too large for the event. */
  fetchItem(summary: ItemSummary): Promise<ConfigurationItem>;
  /** Ids that this Config rule reported before and that are still listed as evaluated. */
  reportedBefore(configRuleName: string): Promise<readonly string[]>;
}

/**
 * Judges what an event is about. Throws PARAMETER_INVALID, ITEM_UNREADABLE or what a read throws: nothing is reported then,
 * least of all COMPLIANT.
 */
export async function evaluateEvent<T extends ResourceType, P>(
  rule: Rule<T, P>,
  event: RuleEvent,
  deps: EvaluateDeps<T>,
): Promise<Findings> {
  const parameters = parseParameters(rule, event.ruleParameters);
  const { trigger } = event;
  if (trigger.kind === 'scheduled') return sweep(rule, parameters, event.configRuleName, new Date(trigger.at), deps);
  const about = trigger.kind === 'change' ? summaryOf(trigger.item) : trigger.summary;
  const at = new Date(about.captureTime);
  const inScope = !event.eventLeftScope && isJudgeable(about) && about.resourceType === rule.resourceType;
  const outOfScope = { evaluations: [notApplicable(about, at)], instructions: [], unjudged: [] };
  if (!inScope) return outOfScope;
  const item = trigger.kind === 'change' ? trigger.item : await deps.fetchItem(trigger.summary);
  if (!isJudgeable(item)) return outOfScope;
  const resource = await deps.reader.complete(deps.kind.fromItem(item), rule.needs ?? []);
  const { evaluation, instruction, notYet } = await judge(rule, parameters, resource, at, 'config', deps);
  return { evaluations: [evaluation], instructions: listed(instruction), unjudged: listed(notYet) };
}

async function sweep<T extends ResourceType, P>(
  rule: Rule<T, P>,
  parameters: P,
  configRuleName: string,
  at: Date,
  deps: EvaluateDeps<T>,
): Promise<Findings> {
  const evaluations: Evaluation[] = [];
  const instructions: Instruction[] = [];
  const unjudged: Failure[] = [];
  const seen = new Set<string>();
  const unread = (failure: Failure): void => {
    unjudged.push(failure);
    // What was listed but could not be read has not vanished.
    seen.add(failure.ids['resourceId'] ?? '');
  };
  for await (const resource of deps.reader.list(unread)) {
    seen.add(resource.id);
    try {
      const judgement = await judge(rule, parameters, resource, at, 'sweep', deps);
      evaluations.push(judgement.evaluation);
      instructions.push(...listed(judgement.instruction));
      unjudged.push(...listed(judgement.notYet));
    } catch (cause) {
      const ids = { resourceId: resource.id };
      unjudged.push(new Failure('ITEM_UNREADABLE', `${rule.id} could not judge ${resource.id}`, { cause, ids }));
    }
  }
  for (const resourceId of await deps.reportedBefore(configRuleName)) {
    if (!seen.has(resourceId)) evaluations.push(notApplicable({ resourceType: rule.resourceType, resourceId }, at));
  }
  return { evaluations, instructions, unjudged };
}

interface Judgement {
  readonly evaluation: Evaluation;
  readonly instruction: Instruction | undefined;
  readonly notYet: Failure | undefined;
}

async function judge<T extends ResourceType, P>(
  rule: Rule<T, P>,
  parameters: P,
  resource: ResourceOf<T>,
  at: Date,
  source: Instruction['evidence']['source'],
  deps: EvaluateDeps<T>,
): Promise<Judgement> {
  const bound = { logTargets: (of: ResourceOf<T>) => rule.logTargets?.(of, parameters) ?? [] };
  const live = await deps.reader.contextOf([resource], rule.needs ?? []);
  const context = await withLogChains(live, deps.reader, [{ judge: bound, resource }]);
  const violations = rule.evaluate(resource, parameters, context);
  const { verdict, open, exempt } = await siftExempt(resource, rule.id, violations, deps);
  const evidence = { source, capturedAt: at.toISOString() };
  return {
    evaluation: {
      ComplianceResourceType: resource.type,
      ComplianceResourceId: resource.id,
      ...verdict,
      OrderingTimestamp: at,
    },
    instruction: instruct(rule, sparing(deps.remediator, exempt), resource, open, evidence),
    notYet: notYetDecided(rule.id, resource, open, deps.reader.passing()),
  };
}

/** Of what is left alone while AWS could not be asked just now. Nobody else would ask again before the next change or sweep. */
function notYetDecided(
  ruleId: string,
  { id }: ResourceIdentity,
  open: readonly Violation[],
  passing: readonly string[],
): Failure | undefined {
  const [reason] = passing;
  if (reason === undefined || open.every(isMendable)) return undefined;
  const message = `${ruleId} cannot decide on ${id} for now: ${reason}`;
  return new Failure('READ_FAILED', message, { ids: { resourceId: id }, transient: true });
}

function notApplicable(about: { resourceType: string; resourceId: string }, at: Date): Evaluation {
  return {
    ComplianceResourceType: about.resourceType,
    ComplianceResourceId: about.resourceId,
    ComplianceType: 'NOT_APPLICABLE',
    OrderingTimestamp: at,
  };
}

function summaryOf(item: ConfigurationItem): ItemSummary {
  const { resourceType, resourceId, accountId, captureTime, status } = item;
  return { resourceType, resourceId, accountId, captureTime, status };
}

function listed<V>(value: V | undefined): V[] {
  return value === undefined ? [] : [value];
}
