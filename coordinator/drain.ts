import pMap from 'p-map';
import type { Outcome } from '../contract/outcome.ts';
import type { HeldMessage, RemediationBatch, RemediationReport, Work } from '../contract/remediation-batch.ts';
import { oneForAll } from '../queue/one-of-each.ts';
import type { Gate } from '../safety/gate.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import { resourceKey } from '../contract/resource-key.ts';
import { coalesce } from './coalesce.ts';
import { createHoldBack, type HoldBackDeps } from './hold-back.ts';
import type { Invocation } from './invoke-remediator.ts';
import { readMessage } from './read-message.ts';
import { receiveRound } from './receive-round.ts';
import { route } from './route.ts';
import { createSiftAccounts, type SiftAccountsDeps } from './sift-accounts.ts';
import { createSettleUnworked, type SettleUnworked } from './settle-unworked.ts';

export interface DrainDeps extends HoldBackDeps, SiftAccountsDeps {
  readonly gate: Gate;
  /** Whether the breaker has tripped, told where nobody knows yet. Rejects where that cannot be known. */
  tripped(): Promise<boolean>;
  /** Whether the exemptions are known: without them nothing is mended, and nothing need be taken from the queue. */
  exemptionsKnown(): Promise<boolean>;
  /** Notes that the function which worked these resources for this run is gone. */
  abandon(resources: readonly ResourceIdentity[]): Promise<void>;
  invoke(batch: RemediationBatch): Promise<Invocation>;
  /** Milliseconds left for new work, the time a remediator needs already taken off. */
  remainingMs(): number;
  readonly runId: string;
}

export interface DrainSummary {
  readonly gate: 'open' | 'closed';
  /** Only where it has. */
  readonly breaker?: 'tripped';
  /** Only where they are not known. */
  readonly exemptions?: 'unreadable';
  /** The same. */
  readonly accounts?: 'unreadable';
  readonly messages: number;
  readonly deadLetters: number;
  /** Messages of accounts that are only observed: back in the queue. Only where there are any. */
  readonly observed?: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** Resources whose batch was not worked, or of which that is not known. */
  readonly unanswered: number;
}

const batchesAtOnce = 5;

/**
 * Works the queue until the time is used up, long-polling while it is empty. Rounds do not overlap and a round has each
 * resource in one batch, so no resource is in two invocations; one whose invocation gave no answer is left alone for the
 * rest of the run. What is in its grace period is announced and waits; what is of an account that is only observed waits as well, and what
 * is of none of ours goes to the dead letters. No batch is started that might still run when this run has ended. A remediator that refuses
 * ends the run, for asking it again at once would get the same answer; unless it refuses for the sake of one account. Rejects when gate or
 * breaker cannot be read.
 */
export async function drain(deps: DrainDeps): Promise<DrainSummary> {
  const counts = { messages: 0, deadLetters: 0, outcomes: {} as Partial<Record<Outcome, number>>, unanswered: 0 };
  const run = { observed: 0, refused: false };
  const summary = () => ({ ...counts, ...(run.observed === 0 ? {} : { observed: run.observed }) });
  const leftAlone = new Set<string>();
  const isLeftAlone = ({ resource }: Work): boolean => leftAlone.has(resourceKey(resource));
  const settle = createSettleUnworked(deps);
  const accounts = createSiftAccounts(deps, settle);
  const grace = createHoldBack(deps, settle);

  const abandoned = async ({ work }: RemediationBatch): Promise<void> => {
    try {
      await deps.abandon(work.map(({ resource }) => resource));
    } catch (error) {
      // Then it is taken up later, when its function surely is over.
      deps.report('interrupted mends are not noted', { resources: work.map(({ resource }) => resource.id), error });
    }
  };

  /** Answers what was found mended. */
  const workBatch = async (batch: RemediationBatch): Promise<Work[]> => {
    const messages = batch.work.flatMap((item) => item.messages);
    if (deps.remainingMs() <= 0) {
      counts.unanswered += batch.work.length;
      await settle.giveBack(messages, 0);
      return [];
    }
    const invocation = await deps.invoke(batch);
    if (invocation.kind === 'answered') {
      for (const { outcome, accountOnly } of invocation.report.results) {
        counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1;
        if (outcome === 'refused' && accountOnly !== true) run.refused = true;
      }
      return batch.work.filter(({ resource }) => isMended(invocation.report, resource.id));
    }
    counts.unanswered += batch.work.length;
    switch (invocation.kind) {
      case 'not-started':
        await settle.giveBack(messages, 15);
        break;
      case 'crashed':
        await abandoned(batch);
        await settle.countCrash(batch.work, invocation.reason);
        break;
      case 'unknown':
        for (const item of batch.work) leftAlone.add(resourceKey(item.resource));
    }
    return [];
  };

  /** Answers how many messages there were. On its own, so that nothing of a round is kept in memory while the next one is received. */
  const workRound = async (waitSeconds: number): Promise<number> => {
    const messages = await receiveRound(deps, waitSeconds);
    const read = messages.map(readMessage);
    const unreadable = read.flatMap((message) => (message.kind === 'unreadable' ? [message.unreadable] : []));
    counts.messages += messages.length;
    counts.deadLetters += unreadable.length;
    await settle.bury(unreadable);
    const found = coalesce(read.flatMap((message) => (message.kind === 'instruction' ? [message.held] : [])));
    const ours = await accounts.sift(found);
    counts.deadLetters += ours.strangers;
    run.observed += ours.observed;
    const work = await withoutStale(await grace.due(ours.work), settle);
    const { batches, leftOver } = route(
      work.filter((item) => !isLeftAlone(item)),
      deps.runId,
    );
    const waiting = work.filter(isLeftAlone).flatMap((item) => item.messages);
    await settle.giveBack([...waiting, ...leftOver], 60);
    const began = deps.now();
    const mended: Work[] = [];
    await pMap(batches, async (batch) => void mended.push(...(await workBatch(batch))), { concurrency: batchesAtOnce });
    await grace.settled(mended, began);
    return messages.length;
  };

  while (deps.remainingMs() > 0 && !run.refused) {
    if (!(await deps.gate())) return { gate: 'closed', ...summary() };
    if (await deps.tripped()) return { gate: 'open', breaker: 'tripped', ...summary() };
    if (!(await deps.exemptionsKnown())) return { gate: 'open', exemptions: 'unreadable', ...summary() };
    if (!(await accounts.known())) return { gate: 'open', accounts: 'unreadable', ...summary() };
    const waitSeconds = Math.max(0, Math.min(20, Math.floor(deps.remainingMs() / 1000)));
    if ((await workRound(waitSeconds)) === 0 && waitSeconds === 0) break;
  }
  return { gate: 'open', ...summary() };
}

/** Whether nothing is left of what was found, as the remediator read it. A batch is of one account and region, where ids are unique. */
function isMended({ results }: RemediationReport, id: string): boolean {
  return results.some(
    ({ resourceId, outcome }) => resourceId === id && (outcome === 'mended' || outcome === 'nothing-to-do'),
  );
}

/** A rule that found a resource several times needs it looked at once: of its messages one goes on, for all, and the stale ones are deleted. */
async function withoutStale(work: readonly Work[], settle: SettleUnworked): Promise<Work[]> {
  const current: Work[] = [];
  const stale: HeldMessage[] = [];
  for (const item of work) {
    const { kept, duplicates } = oneForAll(item.messages);
    current.push({ ...item, messages: kept });
    stale.push(...duplicates);
  }
  await settle.drop(stale);
  return current;
}
