import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { Instruction } from '../contract/instruction.ts';
import { type Resource, type ResourceIdentity, ResourceType } from '../contract/resource.ts';
import type { SweepCursor, SweepPart } from '../contract/sweep-report.ts';
import type { EnabledRule } from '../fast-path/settings.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { withLogChains } from '../resources/log-chains.ts';
import type { AnyReader, Where } from '../resources/reader.ts';
import { onTerms } from '../rules/terms.ts';
import { type HeldBack, type JudgeDeps, type Judgement, judgeResource } from './judge-resource.ts';
import { createPlaceReport, type PlaceReport } from './place-report.ts';

export interface PlaceToSweep {
  readonly where: Where;
  /** Where to go on; absent of a place that nobody has looked at yet. */
  readonly from?: SweepCursor | undefined;
  /**
   * Where to ask for the account's block, one region after the other until one answers: it is the same in all of them. Empty in a
   * place that is not to judge it.
   */
  readonly blockRegions: readonly string[];
  /** Why nothing is queued; absent where what is found is. */
  readonly heldBack?: HeldBack | undefined;
}

export interface SweepPlaceDeps extends JudgeDeps {
  readonly enabled: readonly EnabledRule[];
  /** What the clients of the place are made with. Rejects where nobody gets in: a Failure says why. */
  clients(): Promise<ClientOptions | undefined>;
  idsOf(type: ResourceType, where: Where, options?: ClientOptions): Promise<readonly string[]>;
  readerOf(type: ResourceType, where: Where, options?: ClientOptions): AnyReader;
  /** Whether AWS Config has a verdict that the resource violates the Config rule. */
  violatedBefore(configRule: string, resource: ResourceIdentity, options?: ClientOptions): Promise<boolean>;
  /** Rejects where any of them may not be in the queue: the place has to be looked at again. */
  queue(instructions: readonly Instruction[]): Promise<void>;
  /** Asked between one lot of resources and the next; at least one lot is looked at. */
  hasTime(): boolean;
  report(message: string, fields: Record<string, unknown>): void;
  /** So many more resources have been looked at. */
  looked?(resources: number): void;
}

export interface SweptPlaceReport extends Pick<SweepPart, 'counts' | 'findings' | 'unread'> {
  /** Where to go on, if the time was up before the end. */
  readonly next?: SweepCursor;
}

/**
 * Resources that are read together. A call describes 200 groups; of buckets there are nine calls each, and what is begun has to be
 * finished in the time that is left.
 */
const lots: Readonly<Record<ResourceType, number>> = {
  'AWS::EC2::SecurityGroup': 200,
  'AWS::S3::Bucket': 40,
  'AWS::S3::AccountPublicAccessBlock': 1,
};

/**
 * Looks at everything in one account and region, in the order of types and ids, and queues what is wrong and may be mended. What
 * cannot be read is in the report with its reason, and holds nothing else up. Rejects only where something could not be queued.
 */
export async function sweepPlace(place: PlaceToSweep, deps: SweepPlaceDeps): Promise<SweptPlaceReport> {
  const { from, blockRegions } = place;
  const report = createPlaceReport(deps.enabled);
  const { counts, findings, unread } = report;
  let options: ClientOptions | undefined;
  try {
    options = await deps.clients();
  } catch (error) {
    report.unreadOther({ reason: why(error) });
    return { counts, findings, unread };
  }
  const exemptions = await deps.exemptions();
  if (exemptions.kind === 'unreadable') {
    const reason = `${exemptions.failure.message}; what may be exempt is among what violates, and is not mended until they can be`;
    report.unreadOther({ reason });
  }
  const judged = new Set(deps.enabled.map(({ rule }) => rule.resourceType));
  const types = ResourceType.options
    .slice(from === undefined ? 0 : ResourceType.options.indexOf(from.type))
    .filter((type) => judged.has(type) && (type !== 'AWS::S3::AccountPublicAccessBlock' || blockRegions.length > 0));
  for (const type of types) {
    const after = type === from?.type ? from.after : '';
    const stopped = await sweepType({ type, after, isLast: type === types.at(-1) }, place, options, report, deps);
    if (stopped !== undefined) return { counts, findings, unread, next: { type, after: stopped } };
  }
  return { counts, findings, unread };
}

/** Answers the last id that was looked at, if the time was up before the end. */
async function sweepType(
  { type, after, isLast }: { readonly type: ResourceType; readonly after: string; readonly isLast: boolean },
  { where, blockRegions, heldBack }: PlaceToSweep,
  options: ClientOptions | undefined,
  report: PlaceReport,
  deps: SweepPlaceDeps,
): Promise<string | undefined> {
  const regions = type === 'AWS::S3::AccountPublicAccessBlock' ? blockRegions : [where.region];
  let ids: readonly string[];
  try {
    // AWS promises no order, and whoever has to stop goes on after the last one.
    ids = (await deps.idsOf(type, where, options)).filter((id) => id > after).toSorted(byUnits);
  } catch (error) {
    report.unreadOther({ type, reason: `they cannot be listed: ${why(error)}` });
    return undefined;
  }
  const enabled = deps.enabled.filter(({ rule }) => rule.resourceType === type);
  const readers = regions.map((region) => deps.readerOf(type, { ...where, region }, options));
  for (let start = 0; start < ids.length; start += lots[type]) {
    const lot = ids.slice(start, start + lots[type]);
    const capturedAt = deps.now();
    const { reader, found, failed } = await readLot(readers, lot);
    for (const [id, reason] of failed) report.unreadResource(type, id, reason);
    const judgements = await judgeLot(found, reader, enabled, { capturedAt, heldBack }, report, deps);
    await queueLot(judgements, options, report, deps);
    deps.looked?.(lot.length);
    const isEnd = isLast && start + lots[type] >= ids.length;
    if (!isEnd && !deps.hasTime()) return lot.at(-1);
  }
  return undefined;
}

interface Lot {
  readonly reader: AnyReader | undefined;
  readonly found: readonly Resource[];
  /** Why, by id. What is gone meanwhile is in neither. */
  readonly failed: ReadonlyMap<string, string>;
}

/** By the first reader that has any of it. */
async function readLot(readers: readonly AnyReader[], ids: readonly string[]): Promise<Lot> {
  let refused: Lot | undefined;
  for (const reader of readers) {
    try {
      const { found, failed } = await reader.read(ids);
      const read: Lot = {
        reader,
        found: ids.flatMap((id) => found.get(id) ?? []),
        failed: new Map([...failed].map(([id, failure]) => [id, failure.message])),
      };
      if (read.failed.size < ids.length) return read;
      refused ??= read;
    } catch (error) {
      refused ??= { reader, found: [], failed: new Map(ids.map((id) => [id, why(error)])) };
    }
  }
  return refused ?? { reader: undefined, found: [], failed: new Map() };
}

/** What one of the rules of a type says of one resource. */
type JudgedResource = readonly [resource: Resource, judgements: readonly Judgement[]];

async function judgeLot(
  found: readonly Resource[],
  reader: AnyReader | undefined,
  enabled: readonly EnabledRule[],
  seen: Parameters<typeof judgeResource>[3],
  report: PlaceReport,
  deps: SweepPlaceDeps,
): Promise<JudgedResource[]> {
  if (found.length === 0 || reader === undefined) return [];
  try {
    const needs = [...new Set(enabled.flatMap(({ rule }) => rule.needs ?? []))];
    const pairs = found.flatMap((resource) => enabled.map(({ judge }) => ({ judge, resource })));
    const context = await withLogChains(await reader.contextOf(found, needs), reader, pairs);
    return await Promise.all(
      found.map(async (resource) => [resource, await judgeResource(resource, context, enabled, seen, deps)] as const),
    );
  } catch (error) {
    for (const { type, id } of found) report.unreadResource(type, id, why(error));
    return [];
  }
}

/** Under the deployment's terms, by rule; then it is noted as queued, and not before. */
async function queueLot(
  judged: readonly JudgedResource[],
  options: ClientOptions | undefined,
  report: PlaceReport,
  deps: SweepPlaceDeps,
): Promise<void> {
  const instructions = new Map<string, Instruction>();
  const found = judged.flatMap(([, judgements]) =>
    judgements.flatMap((one) => ('queued' in one && one.queued !== undefined ? [one.queued] : [])),
  );
  for (const enabled of new Set(found.map((one) => one.enabled))) {
    const ofRule = found.filter((one) => one.enabled === enabled).map(({ instruction }) => instruction);
    const termed = await onTerms(ofRule, enabled.terms, {
      now: deps.now,
      violatedBefore: (resource) =>
        enabled.configRule === undefined
          ? Promise.resolve(true)
          : deps.violatedBefore(enabled.configRule, resource, options),
      report: deps.report,
    });
    for (const instruction of termed) instructions.set(instruction.id, instruction);
  }
  if (instructions.size > 0) await deps.queue([...instructions.values()]);
  for (const [{ type, id }, judgements] of judged) {
    report.judged(
      type,
      id,
      judgements.map((one) => {
        const notBefore = 'queued' in one ? instructions.get(one.queued?.instruction.id ?? '')?.notBefore : undefined;
        return notBefore === undefined || !('finding' in one)
          ? one
          : { ...one, finding: { ...one.finding, notBefore } };
      }),
    );
  }
}

/** As the cursor compares, whatever the locale. */
function byUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function why(error: unknown): string {
  return error instanceof Failure ? error.message : errorText(error);
}
