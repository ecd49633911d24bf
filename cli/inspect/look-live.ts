import { errorText } from '../../aws/classify-error.ts';
import type { Context } from '../../contract/context.ts';
import type { ExemptionList } from '../../contract/exemption.ts';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { describeExempted } from '../../exemptions/describe-exemption.ts';
import { type Assessment, assess } from '../../remediators/assess.ts';
import type { RegisteredRemediator } from '../../remediators/registered-remediator.ts';
import { remediators } from '../../remediators/registry.ts';
import { defaultPlanLimits } from '../../remediators/remediator.ts';
import { type SiftingJudge, siftingJudge } from '../../remediators/sifting-judge.ts';
import { withLogChains } from '../../resources/log-chains.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import { exposureWords } from './exposure-words.ts';
import type { InspectedFinding, InspectedResource } from './inspection.ts';
import type { Reach, ReadsThere } from './reach.ts';

export interface LiveDeps {
  readonly reach: Reach<Pick<ReadsThere, 'readerOf' | 'judges'>>;
  /** Undefined where they are not known: then nothing is exempt. */
  readonly exemptions?: ExemptionList;
  now(): Date;
  progress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

const resourcesAtOnce = 100;
const none: ExemptionList = { maxDays: 1, tagExemptions: false, exemptions: [] };

/**
 * Judges the resources as they are now, each in its own account and region, and plans by the same code as the remediators do. Order stays;
 * what is not there any more, or cannot be read, says so by its state. Of an account that is refused nothing is read. Rejects only with the
 * signal's reason.
 */
export async function lookLive(
  resources: readonly InspectedResource[],
  deps: LiveDeps,
): Promise<readonly InspectedResource[]> {
  const looked = new Map<string, InspectedResource>();
  const readable = resources.filter(({ standing }) => standing?.kind !== 'refused');
  for (const batch of batchesOf(readable)) {
    deps.signal?.throwIfAborted();
    for (const one of await lookAt(batch, deps)) looked.set(resourceKey(one.resource), one);
    deps.progress?.(looked.size, readable.length);
  }
  return resources.map((one) => looked.get(resourceKey(one.resource)) ?? one);
}

/** Of one type, account and region each. */
function batchesOf(resources: readonly InspectedResource[]): InspectedResource[][] {
  const lanes = new Map<string, InspectedResource[]>();
  const batches: InspectedResource[][] = [];
  for (const one of resources) {
    const { type, accountId, region } = one.resource;
    const key = `${type}/${accountId}/${region}`;
    const lane = lanes.get(key);
    if (lane !== undefined && lane.length < resourcesAtOnce) {
      lane.push(one);
      continue;
    }
    const begun = [one];
    lanes.set(key, begun);
    batches.push(begun);
  }
  return batches;
}

async function lookAt(batch: readonly InspectedResource[], deps: LiveDeps): Promise<InspectedResource[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { type, accountId, region } = first.resource;
  const remediator = remediators.find(({ resourceType }) => resourceType === type);
  if (remediator === undefined) return batch.map((one) => unreadable(one, `nothing here mends ${type}`));
  try {
    const there = await deps.reach({ accountId, region });
    const reader = there.readerOf(type);
    const judges = await there.judges();
    const { found, gone, failed } = await reader.read(batch.map(({ resource }) => resource.id));
    const context = await withLogChains(
      await reader.contextOf([...found.values()]),
      reader,
      [...found.values()].flatMap((resource) => [...judges.values()].map((judge) => ({ judge, resource }))),
    );
    return batch.map((one) => {
      const { id } = one.resource;
      if (gone.has(id)) return { ...one, state: 'gone', plan: nothing };
      const live = found.get(id);
      if (live === undefined) return unreadable(one, failed.get(id)?.message ?? 'AWS’s answer leaves it out');
      return judged(one, live, { judges, context, remediator, deps });
    });
  } catch (error) {
    return batch.map((one) => unreadable(one, error instanceof Failure ? error.message : errorText(error)));
  }
}

interface Bench {
  readonly judges: ReadonlyMap<string, Judge>;
  readonly context: Context;
  readonly remediator: RegisteredRemediator;
  readonly deps: LiveDeps;
}

function judged(
  queued: InspectedResource,
  live: Resource,
  { judges, context, remediator, deps }: Bench,
): InspectedResource {
  const sifting = new Map<string, SiftingJudge>();
  for (const { rule } of queued.findings) {
    const judge = judges.get(rule);
    if (judge === undefined) return unreadable(queued, noJudge(rule));
    sifting.set(rule, siftingJudge(rule, judge, deps.exemptions ?? none, deps.now));
  }
  const assessBy = (by: readonly SiftingJudge[]): Assessment =>
    assess(live, by, context, remediator, defaultPlanLimits);
  try {
    const found = assessBy([...sifting.values()]);
    switch (found.kind) {
      case 'violating': {
        const alone = new Map([...sifting].map(([rule, judge]) => [rule, assessBy([judge])]));
        return compared(queued, found.plan, alone);
      }
      case 'exempt':
        return { ...queued, state: 'exempt', plan: nothing, exemption: describeExempted(found.exempt) };
      case 'unclear': {
        const { code, message } = found.failure;
        const state = code === 'UNMENDABLE' ? 'people' : 'unreadable';
        return { ...queued, state, stateReason: message, plan: nothing };
      }
      case 'gone':
      case 'clean':
        return { ...queued, state: found.kind, plan: nothing };
      case 'contested':
        return unreadable(queued, 'it is in a tug-of-war');
    }
  } catch (error) {
    return unreadable(queued, errorText(error));
  }
}

function noJudge(rule: string): string {
  return ruleOf(rule) === undefined
    ? `there is no rule ${rule} here to judge it by`
    : `AWS Config does not have the parameters of ${rule}: give them with --parameters`;
}

const nothing = { changes: [], before: [], after: [], notes: [] };

function unreadable(one: InspectedResource, stateReason: string): InspectedResource {
  return { ...one, state: 'unreadable', stateReason };
}

/** It violates: as the messages say, or otherwise. What differs is said by rule, in words of exposure where they tell it. */
function compared(
  queued: InspectedResource,
  plan: InspectedResource['plan'],
  alone: ReadonlyMap<string, Assessment>,
): InspectedResource {
  const differences: string[] = [];
  const findings = queued.findings.map((finding): InspectedFinding => {
    const now = alone.get(finding.rule);
    if (now?.kind !== 'violating') {
      differences.push(`${finding.rule}: ${now === undefined ? 'not judged' : nowText(now)}`);
      return finding;
    }
    if (JSON.stringify(now.plan.changes) === JSON.stringify(finding.plan.changes)) return finding;
    const exposure = [...new Set(now.violations.map((violation) => exposureWords(violation, now.plan)))];
    differences.push(`${finding.rule}: ${changeOf(finding.exposure, exposure)}`);
    return { ...finding, exposure, violations: now.violations, plan: now.plan };
  });
  if (differences.length === 0) return { ...queued, state: 'confirmed', plan };
  return { ...queued, state: 'changed', stateReason: differences.join('; '), plan, findings };
}

const whatNow = {
  gone: 'gone',
  clean: 'nothing is wrong any more',
  exempt: 'exempt now',
  contested: 'in a tug-of-war',
} as const satisfies Record<Exclude<Assessment['kind'], 'violating' | 'unclear'>, string>;

function nowText(now: Exclude<Assessment, { kind: 'violating' }>): string {
  if (now.kind !== 'unclear') return whatNow[now.kind];
  const { code, message } = now.failure;
  return `${code === 'UNMENDABLE' ? 'left to people' : 'not certain any more'}: ${message}`;
}

function changeOf(before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `no longer ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `now ${line}`);
  const changes = [...gone, ...come];
  return changes.length === 0 ? 'the same is exposed, and other calls are needed' : changes.join(', ');
}
