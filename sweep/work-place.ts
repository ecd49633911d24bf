import type { Accounts } from '../accounts/accounts.ts';
import { accountWords, membershipOf } from '../accounts/membership.ts';
import { changeSources } from '../approvals/change-sources.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import { mostContinuations, type SweepPart } from '../contract/sweep-report.ts';
import { enabledRules } from '../fast-path/settings.ts';
import { createWake } from '../fast-path/wake-coordinator.ts';
import { exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import { remediatorOf } from '../remediators/registry.ts';
import { partitionOf } from '../resources/partition.ts';
import { violatedBefore } from '../rules/config-history.ts';
import type { SweepContext, SweepDeps } from './handler.ts';
import { invokeItself, type Itself } from './invoke-itself.ts';
import type { HeldBack } from './judge-resource.ts';
import { blockRegionsOf, placesToSweep } from './places.ts';
import { ofRecordedGroups } from './recorded-groups.ts';
import type { PlaceEvent } from './sweep-event.ts';
import { sweepPlace } from './sweep-place.ts';
import type { SweepStore } from './sweep-store.ts';

/** Kept back for the lot that is being looked at, the report and the start of the next part. */
const reserveMs = 60_000;
/** Many resources are judged by one reading of the exemptions; a mend reads them anew. */
const exemptionsMs = 60_000;

export interface WorkDeps extends SweepDeps {
  readonly context: SweepContext;
  readonly bucket: string;
  readonly store: SweepStore;
  readonly itself: Itself;
}

/**
 * Looks at one place, or goes on with it: what is found is queued first, then the part of the report is written, then the next part is
 * started. So one that is tried again after a crash may queue again what is queued already, which the coordinator makes one mend of, and
 * nothing is reported as queued that was not; one that is over, or that another invocation has taken, is not looked at again.
 */
export async function workPlace(event: PlaceEvent, accounts: Accounts, deps: WorkDeps): Promise<void> {
  const { store, itself, context, environment, s3, bucket, now } = deps;
  const { sweepId, startedAt, accountId, region, continuation } = event;
  const membership = membershipOf(accounts, { accountId, region });
  const ids = { sweepId, accountId, region, part: continuation?.part ?? 0 };
  if (membership.kind === 'stranger') return log('warn', 'place not swept', { ...ids, reason: membership.reason });
  const { account } = membership;
  const name = { sweepId, part: ids.part, place: { accountId, region } };
  const goOn = async ({ part, next }: Pick<SweepPart, 'part' | 'next'>): Promise<void> => {
    if (next === undefined) return;
    await invokeItself(itself, { sweepId, startedAt, accountId, region, continuation: { part: part + 1, from: next } });
  };

  const claim = await store.claim(name, context.awsRequestId);
  if (claim === 'other') return log('info', 'place is swept already', ids);
  const before = claim === 'mine-again' ? await store.readPart(name) : undefined;
  if (before !== undefined) return goOn(before);

  const started = now();
  const parameters = setting(environment, 'RULE_PARAMETERS');
  const queueUrl = setting(environment, 'QUEUE_URL');
  const enabled = enabledRules(environment, deps.rules);
  const sources = changeSources(s3, bucket, parameters);
  const changes = sources === undefined ? undefined : ofRecordedGroups(sources, s3, bucket);
  let queued = 0;
  const found = await sweepPlace(
    {
      where: { accountId, region, partition: partitionOf(region) },
      from: continuation?.from,
      blockRegions: blockRegionsOf(placesToSweep(accounts, environment['WATCH_OWN_ACCOUNT'] !== 'false'), event),
      heldBack: account.mode === 'observe' ? observedAccount(accountWords(accounts, accountId)) : undefined,
    },
    {
      enabled,
      exemptions: rememberedFor(exemptionsMs, exemptionReader(s3, bucket)),
      now,
      remediatorOf,
      clients: async () => (membership.kind === 'home' ? undefined : deps.sessions(accounts, accountId)),
      idsOf: deps.idsOf,
      readerOf: (type, where, options) => deps.kinds[type].createReader(where, options, changes),
      violatedBefore: (rule, resource, options) => violatedBefore(deps.configIn(region, options), rule, resource),
      async queue(instructions) {
        await sendInstructions(deps.sqs, queueUrl, instructions);
        queued += instructions.length;
      },
      hasTime: () => context.getRemainingTimeInMillis() >= reserveMs,
      report: (message, fields) => log('error', message, { ...ids, ...fields }),
    },
  );
  const { next, counts, findings, unread } = found;
  const isLast = ids.part === mostContinuations;
  const givenUp = next !== undefined && isLast ? [{ type: next.type, reason: beyond(next.after) }] : [];
  const part: SweepPart = {
    version: 1,
    sweepId,
    part: ids.part,
    place: { accountId, name: account.name, region },
    mode: account.mode,
    startedAt,
    started: started.toISOString(),
    ended: now().toISOString(),
    complete: next === undefined,
    ...(next === undefined || isLast ? {} : { next }),
    counts,
    findings,
    unread: [...unread, ...givenUp],
  };
  await store.writePart(part);
  await goOn(part);
  const said = { ...ids, findings: findings.length, queued, unread: part.unread.length, complete: part.complete };
  // One line, whatever went wrong: a metric filter counts them by `message`.
  if (part.unread.length === 0) log('info', 'place swept', said);
  else log('error', 'place swept, not all of it could be read', { ...said, first: part.unread[0]?.reason });
  const coordinator = environment['COORDINATOR'] ?? '';
  if (queued === 0 || coordinator === '') return;
  const report = (message: string, fields: Record<string, unknown>): void => log('error', message, fields);
  await createWake({ lambda: deps.lambda, now: () => now().getTime(), report })(coordinator);
}

function observedAccount(words: string): HeldBack {
  return { disposition: 'observed', reason: `account ${words} is in mode observe` };
}

function beyond(after: string): string {
  return `not looked at after ${after}, nor what comes after that: ${mostContinuations} continuations did not suffice`;
}
