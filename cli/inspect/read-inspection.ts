import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Accounts } from '../../accounts/accounts.ts';
import { isDenied } from '../../aws/classify-error.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import type { ExemptionReader } from '../../exemptions/read-exemptions.ts';
import { peek } from '../../queue/peek.ts';
import { type QueueFacts, queueFacts } from '../../queue/queue-facts.ts';
import { createCollector } from './collect.ts';
import { harmOf } from './harm-of.ts';
import { type SafetyReader, withHeldBack } from './held-back.ts';
import { inspectionOf } from './inspection-of.ts';
import type { InspectedResource, Inspection, InspectionFilter } from './inspection.ts';
import { type LiveDeps, lookLive } from './look-live.ts';
import { withStanding } from './standing.ts';
import { readSurroundings, type SurroundingsDeps } from './surroundings.ts';

export interface InspectionDeps {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** Absent where nobody said where the exemptions are. */
  readonly exemptions?: ExemptionReader;
  /** The deployment's accounts; absent where they are not known. */
  readonly members?: Accounts;
  /** What the breaker and tugs-of-war hold back; absent where nobody said where that is. */
  readonly safety?: SafetyReader;
  /** Reads what a mend could hurt; absent: only what the plan itself says of it is told. */
  readonly surroundings?: SurroundingsDeps;
  /** Judges the live resources; absent: they are shown as they are queued. */
  readonly live?: Omit<LiveDeps, 'exemptions'>;
  now(): Date;
}

export interface InspectionOptions {
  readonly filter?: InspectionFilter;
  /** Ends it: what was read of the queue is given back, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  progress?(done: number, total: number | undefined, label: string): void;
}

/**
 * What the queue holds and what would be done, with nothing changed: the messages are visible again when this is over, and none
 * was deleted or had an attempt counted. Every read costs each message one of SQS's receives (the stack allows 1000), so nobody should
 * do it every few seconds. Rejects with the SDK's error where the queue cannot be read; all else that cannot be read is said.
 */
export async function readInspection(deps: InspectionDeps, options: InspectionOptions = {}): Promise<Inspection> {
  const { sqs, queueUrl } = deps;
  const { filter = {}, signal, progress } = options;
  const facts = await factsOf(sqs, queueUrl);
  signal?.throwIfAborted();
  const collector = createCollector(filter);
  const peeked = await peek(sqs, queueUrl, {
    take: (message) => collector.add(message),
    ...(facts === undefined ? {} : { expected: facts.visible }),
    ...(signal === undefined ? {} : { signal }),
    progress: (read) => progress?.(read, facts?.visible, 'messages'),
  });
  const exemptions = await deps.exemptions?.();
  const inspection = inspectionOf(collector, {
    queueUrl,
    at: deps.now(),
    peeked,
    filter,
    ...(facts === undefined ? {} : { facts }),
    ...(exemptions === undefined ? {} : { exemptions }),
  });
  const list = exemptions?.kind === 'read' ? { exemptions: exemptions.list } : {};
  const { members } = deps;
  const queued = members === undefined ? inspection.resources : withStanding(inspection.resources, members);
  const resources =
    deps.live === undefined
      ? queued
      : await lookLive(queued, {
          ...deps.live,
          ...list,
          ...(signal === undefined ? {} : { signal }),
          progress: (done, total) => progress?.(done, total, 'resources judged'),
        });
  const whole = { ...inspection, resources: await withHarm(resources, deps.surroundings, options) };
  return deps.safety === undefined ? whole : withHeldBack(whole, deps.safety, deps.now());
}

/** Without the permission the read goes on, and does not know how many there are. */
async function factsOf(sqs: Pick<SQSClient, 'send'>, queueUrl: string): Promise<QueueFacts | undefined> {
  try {
    return await queueFacts(sqs, queueUrl);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

async function withHarm(
  resources: readonly InspectedResource[],
  deps: SurroundingsDeps | undefined,
  { signal, progress }: InspectionOptions,
): Promise<readonly InspectedResource[]> {
  const found =
    deps === undefined
      ? undefined
      : await readSurroundings(resources, {
          ...deps,
          ...(signal === undefined ? {} : { signal }),
          progress: (done, total) => progress?.(done, total, 'resources looked around'),
        });
  return resources.map((one) => {
    const violations = one.findings.flatMap((finding) => finding.violations);
    return { ...one, harm: harmOf(one.plan, violations, found?.get(resourceKey(one.resource)) ?? {}) };
  });
}
