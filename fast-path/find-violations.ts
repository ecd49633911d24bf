import { classifyError, errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { Instruction } from '../contract/instruction.ts';
import type { OutcomeNotice } from '../contract/notice.ts';
import type { ResourceIdentity, ResourceType } from '../contract/resource.ts';
import type { Sighting } from '../contract/sighting.ts';
import { withLogChains } from '../resources/log-chains.ts';
import { partitionOf } from '../resources/partition.ts';
import type { Where } from '../resources/reader.ts';
import { onTerms } from '../rules/terms.ts';
import type { ApiCall } from './api-call.ts';
import type { Asked } from './asked-of.ts';
import type { Concerned } from './concerned-resource.ts';
import { actorOf, judgeLive, type JudgeLiveDeps } from './judge-live.ts';
import type { LiveReader } from './live-reader.ts';
import type { EnabledRule } from './settings.ts';
import { sightingOf } from './sighting-of.ts';

export interface FindDeps extends JudgeLiveDeps {
  readerIn(type: ResourceType, where: Where): LiveReader;
  /** Records what the call did to a group, for the rule that judges by that. Rejects where it could not. */
  recordChange(call: ApiCall, groupId: string): Promise<unknown>;
  /** The ids of the groups of a name. Rejects with READ_FAILED. */
  groupsNamed(region: string, name: string): Promise<readonly string[]>;
  /** Whether AWS Config has a verdict that the resource violates the Config rule. */
  violatedBefore(configRule: string, resource: ResourceIdentity): Promise<boolean>;
  report(message: string, fields: Record<string, unknown>): void;
}

export interface FoundViolations {
  readonly instructions: readonly Instruction[];
  /** What could not be judged: the others are to be queued, and the event is to be tried again. */
  readonly unjudged: readonly Failure[];
  /** What is left to people and that nobody else tells them. */
  readonly notices: readonly OutcomeNotice[];
  /** Of each resource that violates a rule, whether or not anything is queued about it. */
  readonly sightings: readonly Sighting[];
}

/**
 * Reads what a call was about and judges it by the enabled rules of its type. What is gone violates nothing. Rejects with READ_FAILED
 * where it cannot be read.
 */
export async function findViolations(
  { call, concerned, place }: Asked,
  enabled: readonly EnabledRule[],
  deps: FindDeps,
): Promise<FoundViolations> {
  const concerning = enabled.filter(({ rule }) => rule.resourceType === concerned.type);
  if (concerning.length === 0) return { instructions: [], unjudged: [], notices: [], sightings: [] };
  const reader = deps.readerIn(concerned.type, { ...place, partition: partitionOf(place.region) });
  const ids = await idsOf(concerned, place.region, deps);
  const needs = new Set(concerning.flatMap(({ rule }) => rule.needs ?? []));
  const unjudged: Failure[] = needs.has('recorded-changes') ? await unrecorded(call, ids, deps) : [];
  const capturedAt = deps.now();
  const { found, failed } = await reader.read(ids);
  const live = await reader.contextOf([...found.values()], [...needs]);
  const pairs = [...found.values()].flatMap((resource) => concerning.map(({ judge }) => ({ judge, resource })));
  const context = await withLogChains(live, reader, pairs);
  // Of several groups of one name it is not known which one was called by it.
  const actor = ids.length > 1 ? undefined : actorOf(call);
  const instructions: Instruction[] = [];
  const notices: OutcomeNotice[] = [];
  const sightings: Sighting[] = [];
  unjudged.push(...failed.values());
  for (const resource of found.values()) {
    const judged = await judgeLive(resource, context, concerning, { call, capturedAt, actor }, deps);
    unjudged.push(...judged.unjudged);
    notices.push(...judged.notices);
    if (judged.violated.length > 0) sightings.push(sightingOf(resource, judged.violated, call, actor));
    for (const { enabled: one, instruction } of judged.found) {
      instructions.push(...(await onTerms([instruction], one.terms, termsDeps(one, deps))));
    }
  }
  return { instructions, unjudged, notices, sightings };
}

/**
 * The other rules judge where a change could not be recorded, and the event comes again. Of several groups of one name none is recorded: a
 * rule that was there before could be taken for the one that the call added.
 */
async function unrecorded(call: ApiCall, [id, ...others]: readonly string[], deps: FindDeps): Promise<Failure[]> {
  if (id === undefined) return [];
  const ids = { eventId: call.eventId };
  if (others.length > 0) {
    deps.report('a change is not recorded, since several groups have the name', ids);
    return [];
  }
  try {
    await deps.recordChange(call, id);
    return [];
  } catch (cause) {
    if (cause instanceof Failure) return [cause];
    const message = `the change of ${id} cannot be recorded: ${errorText(cause)}`;
    return [
      new Failure('CHANGE_NOT_RECORDED', message, { cause, ids, transient: classifyError(cause) === 'transient' }),
    ];
  }
}

async function idsOf(concerned: Concerned, region: string, deps: FindDeps): Promise<readonly string[]> {
  return 'id' in concerned ? [concerned.id] : deps.groupsNamed(region, concerned.groupName);
}

/**
 * Whether a violation is new, and so begins its grace period, is asked of AWS Config's verdict here as well. A call about a group that
 * is open already does not make its violation a new one: whoever touches it again and again would put the mend off for ever. And a violation that
 * is new must not be mended by the end of an earlier one. Until Config's next verdict several calls may all look like the
 * beginning; beginnings so near to each other are one to the coordinator. A rule that Config does not ask has no verdict: its
 * violations count as known.
 */
function termsDeps({ configRule }: EnabledRule, deps: FindDeps) {
  return {
    now: () => deps.now(),
    violatedBefore: (resource: ResourceIdentity) =>
      configRule === undefined ? Promise.resolve(true) : deps.violatedBefore(configRule, resource),
    report: (message: string, fields: Record<string, unknown>) => deps.report(message, fields),
  };
}
