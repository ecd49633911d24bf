import type { Accounts } from '../accounts/accounts.ts';
import { type Membership, membershipOf } from '../accounts/membership.ts';
import type { ExemptionList } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import type { HeldMessage, RemediationBatch, RemediationReport, Work } from '../contract/remediation-batch.ts';
import type { Judge } from '../rules/registered-rule.ts';
import { gateAskedEvery } from '../safety/gate.ts';
import { accountObserved, accountUnknown } from './account-failures.ts';
import { type EntryHead, mendBatch, type MendDeps } from './mend-batch.ts';
import { beginMending, changedBy, fail, isObserved, type Mending, partedMessages, refuse, rulesOf } from './mending.ts';
import { type PreconditionDeps, type Preconditions, preconditionsOf } from './preconditions.ts';
import { endMends } from './safeguarded.ts';
import { settle, type SettleDeps } from './settle.ts';
import { type SiftingJudge, siftingJudge } from './sifting-judge.ts';

/** How the account and region of a batch are read and changed, and guarded. */
export type Workplace = Pick<MendDeps, 'reader' | 'applyFor' | 'safeguards'>;

type FromBatch = 'newEntry' | 'judgesOf' | 'exempting' | 'others' | keyof Workplace;

export interface RemediateDeps extends Omit<MendDeps, FromBatch>, SettleDeps, PreconditionDeps {
  /** With this function's own permissions at home, and with a role of the account elsewhere. Makes no call itself. */
  workplaceOf(accounts: Accounts, membership: Exclude<Membership, { kind: 'stranger' }>): Workplace;
  /** Where snapshots go: never mended itself, because what is wrong about that would end every later mend. */
  readonly ledgerBucket: string;
  readonly judges: ReadonlyMap<string, Judge>;
  newId(): string;
}

/** A gate that closes stops a batch after so long, and not at its end: a batch may take minutes. */
const gateFreshMs = 2000;

/**
 * Works one batch: gate and accounts, then mend, then settle. What is not to be mended yet is refused, and so is all of an account that is
 * only observed. With the gate closed, or where gate, accounts or exemptions cannot be read, every resource is refused and its
 * messages go back to the queue as they were; where the gate closes meanwhile, every one that is not begun.
 */
export async function remediate(batch: RemediationBatch, given: RemediateDeps): Promise<RemediationReport> {
  const deps = { ...given, gate: gateAskedEvery(gateFreshMs, given.gate, given.now) };
  if (batch.remediator !== deps.remediator.id) {
    throw new Failure('MESSAGE_UNROUTABLE', `this is ${deps.remediator.id}, the batch is for ${batch.remediator}`);
  }
  const known = await preconditionsOf(deps);
  const exemptions = known.kind === 'met' ? known.exemptions : undefined;
  const mendings = batch.work
    .flatMap((work) => apartFromDisabled(work, deps.judges))
    .flatMap((work) => parted(work, (message) => !isEarly(message, deps.now())))
    .map((work) => beginMending(work, siftingJudges(rulesOf(work.messages), exemptions, deps)));
  const workable = mendings.filter((mending) => mayBegin(mending, batch, known, deps));
  const mendDeps = workable.length === 0 ? undefined : mendDepsOf(batch, known, deps);
  if (mendDeps !== undefined) await mendBatch(workable, mendDeps);
  const untold = await settle(mendings, deps);
  if (mendDeps !== undefined) await endMends(mendings, untold, mendDeps);
  return { results: mendings.map(resultOf) };
}

/** Otherwise the mending has its result. */
function mayBegin(mending: Mending, batch: RemediationBatch, known: Preconditions, deps: RemediateDeps): boolean {
  if (known.kind === 'barred') {
    refuse(mending, known.failure);
    return false;
  }
  const { resource, messages } = mending.work;
  const misfit = misfitOf(mending, batch, known.accounts, deps);
  const membership = membershipOf(known.accounts, resource);
  if (misfit !== undefined) fail(mending, misfit);
  else if (membership.kind !== 'stranger' && membership.account.mode === 'observe')
    refuse(mending, accountObserved(known.accounts, resource.accountId));
  else if (messages.some((message) => isEarly(message, deps.now()))) refuse(mending, graceNotOver());
  return mending.result === undefined;
}

function mendDepsOf(batch: RemediationBatch, known: Preconditions, deps: RemediateDeps): MendDeps | undefined {
  if (known.kind === 'barred') return undefined;
  const { accounts, exemptions } = known;
  const membership = membershipOf(accounts, batch);
  if (membership.kind === 'stranger') return undefined;
  return {
    ...deps,
    ...deps.workplaceOf(accounts, membership),
    judgesOf: (ids: readonly string[]) => siftingJudges(ids, exemptions, deps),
    others: siftingJudges([...deps.judges.keys()], exemptions, deps),
    exempting: siftingJudges(rulesWithExemptions(exemptions, deps.judges), exemptions, deps),
    newEntry: (): EntryHead => ({
      version: 2,
      id: deps.newId(),
      runId: batch.runId,
      remediator: batch.remediator,
      accountId: batch.accountId,
      region: batch.region,
      startedAt: deps.now().toISOString(),
    }),
  };
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
  exemptions: ExemptionList | undefined,
  { judges, now }: Pick<RemediateDeps, 'judges' | 'now'>,
): SiftingJudge[] {
  if (exemptions === undefined) return [];
  return rules.flatMap((rule) => {
    const judge = judges.get(rule);
    return judge === undefined ? [] : siftingJudge(rule, judge, exemptions, now);
  });
}

function rulesWithExemptions(
  { exemptions, tagExemptions }: ExemptionList,
  judges: ReadonlyMap<string, Judge>,
): readonly string[] {
  return [...judges.keys()].filter((id) => tagExemptions || exemptions.some(({ rule }) => rule === id));
}

/** Why a piece of work is not this function's to do: what a message claims is never enough to be acted on. */
function misfitOf(
  { work }: Mending,
  batch: RemediationBatch,
  accounts: Accounts,
  deps: RemediateDeps,
): Failure | undefined {
  const { id, type, accountId, region } = work.resource;
  const membership = membershipOf(accounts, work.resource);
  if (membership.kind === 'stranger') return accountUnknown(work.resource, membership.reason);
  const ids = { resourceId: id, accountId, region };
  const unroutable = (message: string): Failure => new Failure('MESSAGE_UNROUTABLE', message, { ids });
  if (type !== deps.remediator.resourceType)
    return unroutable(`${id} is a ${type}, not a ${deps.remediator.resourceType}`);
  if (accountId !== batch.accountId || region !== batch.region)
    return unroutable(`${id} is not in ${batch.accountId}/${batch.region}`);
  if (type === 'AWS::S3::Bucket' && id === deps.ledgerBucket) {
    const message = `${id} is the ledger itself, without which nothing can be changed: a person has to mend it`;
    return new Failure('UNMENDABLE', message, { ids });
  }
  const unknown = work.messages.find(({ instruction }) => !deps.judges.has(instruction.rule));
  if (unknown !== undefined) return unroutable(`rule ${unknown.instruction.rule} is not enabled for mending`);
  return undefined;
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
    ...(isObserved(mending) ? { accountOnly: true as const } : {}),
  };
}
