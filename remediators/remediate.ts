import { Failure } from '../contract/failure.ts';
import type { HeldMessage, RemediationBatch, RemediationReport, Work } from '../contract/remediation-batch.ts';
import type { Judge } from '../rules/registered-rule.ts';
import type { Gate } from '../safety/gate.ts';
import { mendBatch, type MendDeps } from './mend-batch.ts';
import { beginMending, changedBy, fail, type Mending } from './mending.ts';
import { settle, type SettleDeps } from './settle.ts';

export interface RemediateDeps extends Omit<MendDeps, 'newEntry'>, SettleDeps {
  /** The account this function runs in and has permissions for. */
  readonly ownAccountId: string;
  readonly gate: Gate;
  readonly judges: ReadonlyMap<string, Judge>;
  newId(): string;
}

/**
 * Works one batch: gate, then mend, then settle. With the gate closed every resource is refused and its messages go back to
 * the queue as they were. Rejects with GATE_UNREADABLE before anything is read or changed.
 */
export async function remediate(batch: RemediationBatch, deps: RemediateDeps): Promise<RemediationReport> {
  if (batch.remediator !== deps.remediator.id) {
    throw new Failure('MESSAGE_UNROUTABLE', `this is ${deps.remediator.id}, the batch is for ${batch.remediator}`);
  }
  const open = await deps.gate();
  const mendings = batch.work
    .flatMap((work) => apartFromDisabled(work, deps.judges))
    .map((work) => beginMending(work, judgesOf(work.messages, deps.judges)));
  const workable: Mending[] = [];
  for (const mending of mendings) {
    const misfit = misfitOf(mending, batch, deps);
    if (!open) mending.result = { outcome: 'refused', failure: gateClosed() };
    else if (misfit !== undefined) fail(mending, misfit);
    else workable.push(mending);
  }
  await mendBatch(workable, {
    ...deps,
    newEntry: () => ({
      version: 1,
      id: deps.newId(),
      runId: batch.runId,
      remediator: batch.remediator,
      accountId: batch.accountId,
      region: batch.region,
      startedAt: deps.now().toISOString(),
    }),
  });
  await settle(mendings, deps);
  return { results: mendings.map(resultOf) };
}

/** Messages for rules that are not enabled are work of their own, so that they fail alone and not what is asked for beside them. */
function apartFromDisabled(work: Work, judges: ReadonlyMap<string, Judge>): Work[] {
  const isEnabled = ({ instruction }: HeldMessage): boolean => judges.has(instruction.rule);
  const enabled = work.messages.filter(isEnabled);
  const disabled = work.messages.filter((message) => !isEnabled(message));
  return [enabled, disabled].filter(({ length }) => length > 0).map((messages) => ({ ...work, messages }));
}

function judgesOf(messages: readonly HeldMessage[], judges: ReadonlyMap<string, Judge>): Judge[] {
  const rules = new Set(messages.map(({ instruction }) => instruction.rule));
  return [...rules].flatMap((rule) => judges.get(rule) ?? []);
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
  const unknown = work.messages.find(({ instruction }) => !deps.judges.has(instruction.rule));
  if (unknown !== undefined) return unroutable(`rule ${unknown.instruction.rule} is not enabled for mending`);
  return undefined;
}

function gateClosed(): Failure {
  return new Failure('GATE_CLOSED', 'enable_auto_response is off: nothing was changed', { transient: true });
}

function resultOf(mending: Mending): RemediationReport['results'][number] {
  const { work, result, plan } = mending;
  const failure = result?.failure;
  return {
    resourceId: work.resource.id,
    outcome: result?.outcome ?? 'failed',
    ...changedBy(mending),
    detail: failure === undefined ? (plan?.after.join('; ') ?? '') : `${failure.code}: ${failure.message}`,
  };
}
