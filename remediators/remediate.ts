import { Failure } from '../contract/failure.ts';
import type { HeldMessage, RemediationBatch, RemediationReport, Work } from '../contract/remediation-batch.ts';
import type { ExemptionReader, ExemptionReading } from '../exemptions/read-exemptions.ts';
import type { Judge } from '../rules/registered-rule.ts';
import type { Gate } from '../safety/gate.ts';
import { type EntryHead, mendBatch, type MendDeps } from './mend-batch.ts';
import { endMends } from './safeguarded.ts';
import { beginMending, changedBy, fail, type Mending, partedMessages, refuse, rulesOf } from './mending.ts';
import { settle, type SettleDeps } from './settle.ts';
import { type SiftingJudge, siftingJudge } from './sifting-judge.ts';

export interface RemediateDeps extends Omit<MendDeps, 'newEntry' | 'judgesOf' | 'exempting' | 'others'>, SettleDeps {
  /** The account this function runs in and has permissions for. */
  readonly ownAccountId: string;
  /** Where snapshots go: never mended itself, because what is wrong about that would end every later mend. */
  readonly ledgerBucket: string;
  readonly gate: Gate;
  readonly judges: ReadonlyMap<string, Judge>;
  /** Asked anew for each batch, before anything is read. */
  readonly exemptions: ExemptionReader;
  newId(): string;
}

/**
 * Works one batch: gate, then mend, then settle. What is not to be mended yet is refused. With the gate closed, or where gate
 * or exemptions cannot be read, every resource is refused and its messages go back to the queue as they were.
 */
export async function remediate(batch: RemediationBatch, deps: RemediateDeps): Promise<RemediationReport> {
  if (batch.remediator !== deps.remediator.id) {
    throw new Failure('MESSAGE_UNROUTABLE', `this is ${deps.remediator.id}, the batch is for ${batch.remediator}`);
  }
  const gate = await gateOf(deps);
  const reading = gate === 'open' ? await deps.exemptions() : undefined;
  const bar = gate === 'open' ? barOf(reading) : gate;
  const mendings = batch.work
    .flatMap((work) => apartFromDisabled(work, deps.judges))
    .flatMap((work) => parted(work, (message) => !isEarly(message, deps.now())))
    .map((work) => beginMending(work, siftingJudges(rulesOf(work.messages), reading, deps)));
  const workable: Mending[] = [];
  for (const mending of mendings) {
    const misfit = misfitOf(mending, batch, deps);
    if (bar !== undefined) refuse(mending, bar);
    else if (misfit !== undefined) fail(mending, misfit);
    else if (mending.work.messages.some((message) => isEarly(message, deps.now()))) refuse(mending, graceNotOver());
    else workable.push(mending);
  }
  const mendDeps = {
    ...deps,
    judgesOf: (ids: readonly string[]) => siftingJudges(ids, reading, deps),
    others: siftingJudges([...deps.judges.keys()], reading, deps),
    exempting: siftingJudges(rulesWithExemptions(reading, deps.judges), reading, deps),
    newEntry: (): EntryHead => ({
      version: 2,
      id: deps.newId(),
      runId: batch.runId,
      remediator: batch.remediator,
      accountId: batch.accountId,
      region: batch.region,
      startedAt: deps.now().toISOString(),
    }),
  } satisfies MendDeps;
  await mendBatch(workable, mendDeps);
  const untold = await settle(mendings, deps);
  await endMends(mendings, untold, mendDeps);
  return { results: mendings.map(resultOf) };
}

/** Messages for rules that are not enabled are work of their own, so that they fail alone and not what is asked for beside them. */
function apartFromDisabled(work: Work, judges: ReadonlyMap<string, Judge>): Work[] {
  return parted(work, ({ instruction }) => judges.has(instruction.rule));
}

function parted(work: Work, belongs: (message: HeldMessage) => boolean): Work[] {
  const others = work.messages.filter((message) => !belongs(message));
  return [work.messages.filter(belongs), others]
    .filter(({ length }) => length > 0)
    .map((messages) => ({ ...work, messages }));
}

/** The coordinator hands on nothing before its time; whoever else does, by its own clock a minute ahead at most, is refused. */
function isEarly({ instruction: { notBefore } }: HeldMessage, now: Date): boolean {
  return notBefore !== undefined && !(Date.parse(notBefore) - now.getTime() <= 60_000);
}

function siftingJudges(
  rules: readonly string[],
  reading: ExemptionReading | undefined,
  { judges, now }: Pick<RemediateDeps, 'judges' | 'now'>,
): SiftingJudge[] {
  if (reading?.kind !== 'read') return [];
  return rules.flatMap((rule) => {
    const judge = judges.get(rule);
    return judge === undefined ? [] : siftingJudge(rule, judge, reading.list, now);
  });
}

function rulesWithExemptions(
  reading: ExemptionReading | undefined,
  judges: ReadonlyMap<string, Judge>,
): readonly string[] {
  if (reading?.kind !== 'read') return [];
  const { exemptions, tagExemptions } = reading.list;
  return [...judges.keys()].filter((id) => tagExemptions || exemptions.some(({ rule }) => rule === id));
}

/** A gate that cannot be read is closed, and no fault of the messages. */
async function gateOf({ gate }: Pick<RemediateDeps, 'gate'>): Promise<'open' | Failure> {
  try {
    return (await gate()) ? 'open' : gateClosed();
  } catch (cause) {
    if (cause instanceof Failure && cause.transient) return cause;
    throw cause;
  }
}

/** What forbids all changes though the gate is open. */
function barOf(reading: ExemptionReading | undefined): Failure | undefined {
  return reading?.kind === 'unreadable' ? reading.failure : undefined;
}

/** Why a piece of work is not this function's to do: what a message claims is never enough to be acted on. */
function misfitOf({ work }: Mending, batch: RemediationBatch, deps: RemediateDeps): Failure | undefined {
  const { id, type, accountId, region } = work.resource;
  const ids = { resourceId: id, accountId, region };
  const unroutable = (message: string): Failure => new Failure('MESSAGE_UNROUTABLE', message, { ids });
  if (type !== deps.remediator.resourceType)
    return unroutable(`${id} is a ${type}, not a ${deps.remediator.resourceType}`);
  if (accountId !== batch.accountId || region !== batch.region)
    return unroutable(`${id} is not in ${batch.accountId}/${batch.region}`);
  if (accountId !== deps.ownAccountId)
    return unroutable(`${id} is in account ${accountId}, where this function has no role`);
  if (type === 'AWS::S3::Bucket' && id === deps.ledgerBucket) {
    const message = `${id} is the ledger itself, without which nothing can be changed: a person has to mend it`;
    return new Failure('UNMENDABLE', message, { ids });
  }
  const unknown = work.messages.find(({ instruction }) => !deps.judges.has(instruction.rule));
  if (unknown !== undefined) return unroutable(`rule ${unknown.instruction.rule} is not enabled for mending`);
  return undefined;
}

function gateClosed(): Failure {
  return new Failure('GATE_CLOSED', 'enable_auto_response is off: nothing was changed', { transient: true });
}

function graceNotOver(): Failure {
  return new Failure('GRACE_NOT_OVER', 'the grace period is not over: nothing was changed', { transient: true });
}

function resultOf(mending: Mending): RemediationReport['results'][number] {
  const { work, result, plan } = mending;
  const failure = result?.failure;
  const lines = result?.outcome === 'exempt' ? plan?.notes : plan?.after;
  const done = rulesOf(partedMessages(mending).done);
  return {
    resourceId: work.resource.id,
    outcome: result?.outcome ?? 'failed',
    ...changedBy(mending),
    detail:
      failure === undefined
        ? (lines?.join('; ') ?? '')
        : `${failure.code}: ${failure.message}${done.length === 0 ? '' : ` (done: ${done.join(', ')})`}`,
  };
}
