import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { LedgerEntry } from '../contract/ledger-entry.ts';
import type { Deployment } from '../local/deploy-pipeline.ts';
import type { LocalAccount } from '../local/local-account.ts';
import { problemsOf } from './load.ts';
import { backlogRules, fillBacklog, violatingNow } from './load-backlog.ts';
import { startStage } from './load-stage.ts';

export interface OverlapFigures {
  readonly resources: number;
  readonly messages: number;
  readonly coordinators: number;
  readonly seconds: number;
  /** Pairs of ledger entries of different runs that were under way at the same time. */
  readonly atOnce: number;
  /** How often a resource was left alone because another invocation was mending it, or no invocation could say that none was. */
  readonly refused: number;
  readonly problems: readonly string[];
}

const mostRuns = 200;
const pollMs = 4000;

/** Several coordinators on one queue, each started again as soon as it ends, until the queue is empty. */
export async function benchOverlap(resources: number, messagesEach: number, coordinators = 2): Promise<OverlapFigures> {
  const stage = await startStage({ rules: backlogRules, pollMs });
  try {
    const { account, deployment } = stage;
    const backlog = await fillBacklog(account, deployment.queueUrl, { resources, messagesEach, name: 'overlap' });
    await letOverlap(account, deployment, coordinators);
    await openGate(account, deployment);
    const started = performance.now();
    let [runs, refused] = [0, 0];
    const keepRunning = async (): Promise<void> => {
      while ((await stage.waiting()) > 0) {
        runs += 1;
        if (runs > mostRuns) throw new Error(`the queue is not empty after ${mostRuns} runs`);
        refused += refusedIn(await stage.coordinate());
      }
    };
    await Promise.all(Array.from({ length: coordinators }, keepRunning));
    const seconds = (performance.now() - started) / 1000;
    const ids = [...backlog.groups, ...backlog.buckets];
    const problems = [
      ...(await problemsOf(stage, ids)),
      ...(await violatingNow(account, backlog)).map((id) => `${id} violates still`),
    ];
    const entries = await stage.ledger();
    problems.push(...mendedByTwo(entries));
    const atOnce = pairsAtOnce(entries);
    if (atOnce === 0) problems.push('no two coordinators ever mended at the same time: nothing was shown');
    return { resources: ids.length, messages: backlog.messages, coordinators, seconds, atOnce, refused, problems };
  } finally {
    await stage.stop();
  }
}

/** What the stack never allows: so many coordinators at once. */
export async function letOverlap(account: LocalAccount, deployment: Deployment, coordinators: number): Promise<void> {
  const FunctionName = deployment.functionName('coordinator');
  await new LambdaClient(account.clientConfig()).send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: coordinators }),
  );
}

/** Without the schedule, which would start coordinators of its own. */
async function openGate(account: LocalAccount, { gateParameter: Name }: Deployment): Promise<void> {
  const opened = new PutParameterCommand({ Name, Value: 'true', Type: 'String', Overwrite: true });
  await new SSMClient(account.clientConfig()).send(opened);
}

const Summary = v.looseObject({ outcomes: v.looseObject({ refused: v.optional(v.number(), 0) }) });

/** Pure. Of a coordinator's answer. */
export function refusedIn(answer: unknown): number {
  return v.parse(Summary, answer).outcomes.refused;
}

/** Pure. A line for each resource that two ledger entries were about at the same time. */
export function mendedByTwo(entries: readonly LedgerEntry[]): string[] {
  const byResource = new Map<string, LedgerEntry[]>();
  for (const entry of entries)
    for (const { resource } of entry.actions.filter(tookEffect))
      byResource.set(resource.id, [...(byResource.get(resource.id) ?? []), entry]);
  return [...byResource].flatMap(([id, its]) =>
    pairs(its).flatMap(([one, other]) =>
      areAtOnce(one, other) ? `${id} was mended by ${one.id} and ${other.id} at once` : [],
    ),
  );
}

/** Pure. Not of one that came too late: what it wanted to change was changed already, as it saw before its calls, or AWS found nothing. */
export function tookEffect({ calls, outcome, untouched }: LedgerEntry['actions'][number]): boolean {
  if (untouched === true) return false;
  return outcome === undefined || calls.length === 0 || calls.some(({ error }) => error === undefined);
}

/** Pure. Of entries of different coordinator runs. */
export function pairsAtOnce(entries: readonly LedgerEntry[]): number {
  return pairs(entries).filter(([one, other]) => one.runId !== other.runId && areAtOnce(one, other)).length;
}

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((one, at) => all.slice(at + 1).map((other): [T, T] => [one, other]));
}

/** One that has no end is under way for good. */
function areAtOnce(one: LedgerEntry, other: LedgerEntry): boolean {
  return begun(one) < ended(other) && begun(other) < ended(one);
}

function begun({ startedAt }: LedgerEntry): number {
  return Date.parse(startedAt);
}

function ended({ finishedAt }: LedgerEntry): number {
  return finishedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(finishedAt);
}
