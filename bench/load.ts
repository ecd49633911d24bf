import type { LedgerEntry } from '../contract/ledger-entry.ts';
import type { LocalAccount } from '../local/local-account.ts';
import { backlogRules, fillBacklog, violatingNow } from './load-backlog.ts';
import { type Stage, startStage, until } from './load-stage.ts';
import { watchMemory } from './soak-memory.ts';

export interface LoadOptions {
  readonly resources: number;
  readonly messagesEach: number;
  progress?(text: string): void;
}

export interface LoadFigures {
  readonly resources: number;
  readonly messages: number;
  /** From the first coordinator's start until the queue is empty. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly resourcesPerSecond: number;
  /** Calls of coordinator and remediators, reads and long polls included. */
  readonly callsPerResource: number;
  readonly callsPerMessage: number;
  /** Of them those that change a resource. */
  readonly changesPerResource: number;
  /** Resources that violate still, or that the ledger does not have exactly one completed mend of; and messages given up. */
  readonly lost: number;
  /** Largest resident set of the whole process: local account, its data, every Lambda environment. */
  readonly peakMegabytes: number;
  /** The same at warm-up, a fifth of the messages being done, and at the end. */
  readonly warmMegabytes: number;
  readonly endMegabytes: number;
  /** Of living objects in the functions' heaps together, from warm-up to the end. */
  readonly heapWarmMegabytes: number;
  readonly heapGrowthMegabytes: number;
  /** What was not as it should be, a line each. */
  readonly problems: readonly string[];
}

/** Living objects of all functions may grow by so much from warm-up on, and the process by such a share of its size then. */
export const heapGrowthBound = 10;
export const residentGrowthBound = 0.25;

const megabyte = 2 ** 20;
const stalledMs = 180_000;

/** Fills the queue while the gate is closed, opens it, and lets schedule, coordinator and remediators do the rest. */
export async function benchLoad(options: LoadOptions): Promise<LoadFigures> {
  const stage = await startStage({ rules: backlogRules });
  const memory = watchMemory();
  try {
    const { account, deployment } = stage;
    const backlog = await fillBacklog(account, deployment.queueUrl, options);
    options.progress?.(`${backlog.messages} messages queued`);
    const calls = countCalls(account);
    await deployment.setAutoResponse(true);
    const started = performance.now();
    // Its answer may come after all is over; a run that fails shows as a queue that stands still.
    void stage.coordinate().catch(() => {});
    let [left, peak, moved] = [backlog.messages, 0, performance.now()];
    let warm: { readonly resident: number; readonly heap: number } | undefined;
    while (left > 0) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const now = await stage.waiting();
      if (now < left) moved = performance.now();
      else if (performance.now() - moved > stalledMs) throw new Error(`the queue stands at ${now} messages`);
      left = now;
      peak = Math.max(peak, process.memoryUsage().rss);
      calls.take();
      await stage.expireVersions();
      if (warm === undefined && left <= backlog.messages * 0.8) {
        warm = { heap: await functionsHeap(memory), resident: process.memoryUsage().rss };
      }
      options.progress?.(`${left} messages left`);
    }
    const seconds = (performance.now() - started) / 1000;
    calls.take();
    const end = { heap: await functionsHeap(memory), resident: process.memoryUsage().rss };
    warm ??= end;
    const resources = backlog.groups.length + backlog.buckets.length;
    const problems = [
      ...(await problemsOf(stage, [...backlog.groups, ...backlog.buckets])),
      ...(await violatingNow(account, backlog)).map((id) => `${id} violates still`),
    ];
    const lost = problems.length;
    if (calls.changes !== resources) problems.push(`${calls.changes} changes of ${resources} resources`);
    const grown = (end.heap - warm.heap) / megabyte;
    if (grown > heapGrowthBound) problems.push(`the functions' heaps grew by ${grown.toFixed(1)} MB`);
    if (end.resident > warm.resident * (1 + residentGrowthBound))
      problems.push(`the process grew from ${mb(warm.resident)} to ${mb(end.resident)} MB after warm-up`);
    return {
      resources,
      messages: backlog.messages,
      seconds,
      perSecond: backlog.messages / seconds,
      resourcesPerSecond: resources / seconds,
      callsPerResource: calls.all / resources,
      callsPerMessage: calls.all / backlog.messages,
      changesPerResource: calls.changes / resources,
      lost,
      peakMegabytes: mb(peak),
      warmMegabytes: mb(warm.resident),
      endMegabytes: mb(end.resident),
      heapWarmMegabytes: warm.heap / megabyte,
      heapGrowthMegabytes: grown,
      problems,
    };
  } finally {
    memory.stop();
    await stage.stop();
  }
}

/** What ledger and queues say against each of these resources having been mended once, and nothing given up. */
export async function problemsOf(stage: Stage, ids: readonly string[]): Promise<string[]> {
  // A remediator deletes its messages before it says that it has ended.
  await until('open ledger entries', async () => (await stage.ledger()).every(isComplete), 60_000, 2000).catch(
    () => {},
  );
  const problems = ledgerProblems(await stage.ledger(), ids);
  const givenUp = await stage.givenUp();
  if (givenUp > 0) problems.push(`${givenUp} messages were given up`);
  return problems;
}

/** Pure. A line for each resource that has not exactly one mend, and for each entry or action that has not ended. */
export function ledgerProblems(entries: readonly LedgerEntry[], ids: readonly string[]): string[] {
  const mends = new Map(ids.map((id) => [id, 0]));
  const problems: string[] = [];
  for (const entry of entries) {
    if (!isComplete(entry)) problems.push(`entry ${entry.id} is not complete`);
    for (const { id, resource, outcome, untouched } of entry.actions) {
      // Another one was there before it, and AWS found nothing left to do.
      if (untouched === true && outcome === 'nothing-to-do') continue;
      if (outcome === 'mended') mends.set(resource.id, (mends.get(resource.id) ?? 0) + 1);
      else problems.push(`action ${id} on ${resource.id} ended as ${outcome ?? 'nothing'}`);
    }
  }
  for (const [id, count] of mends) if (count !== 1) problems.push(`${id} was mended ${count} times`);
  return problems;
}

function isComplete({ finishedAt, actions }: LedgerEntry): boolean {
  return finishedAt !== undefined && actions.every(({ outcome }) => outcome !== undefined);
}

/** Counts the pipeline's calls and lets go of them, so that the account does not grow by its own log. */
export function countCalls({ calls }: Pick<LocalAccount, 'calls'>) {
  calls.clear();
  const counts = { all: 0, changes: 0, take };
  return counts;

  function take(): void {
    for (const { service, operation, status, principalArn } of calls.calls) {
      if (!/:assumed-role\/configmend-/.test(principalArn)) continue;
      counts.all += 1;
      const changes = service === 'ec2' ? /^(Authorize|Revoke|Modify)/ : /^(PutBucket|DeleteBucket|PutPublic)/;
      if (status < 300 && (service === 'ec2' || service === 's3') && changes.test(operation)) counts.changes += 1;
    }
    calls.clear();
  }
}

async function functionsHeap(memory: ReturnType<typeof watchMemory>): Promise<number> {
  return [...(await memory.functions()).values()].flat().reduce((sum, { used }) => sum + used, 0);
}

function mb(bytes: number): number {
  return Math.round(bytes / megabyte);
}
