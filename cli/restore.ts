import { Failure } from '../contract/failure.ts';
import { carryOutRestore, type RestoreDeps, type RestoreResult } from '../restore/carry-out-restore.ts';
import { entryIdOf } from '../restore/find-action.ts';
import { prepareRestore } from '../restore/prepare-restore.ts';
import { confirm } from './confirm.ts';
import { onOneLine } from './plain-text.ts';
import { renderPrepared, renderResult } from './render-restore.ts';
import { type RestoreConnection, restoreDeps } from './restore-deps.ts';
import type { Terminal } from './terminal.ts';

export interface RestoreOptions extends RestoreConnection {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** In milliseconds. */
  readonly exemptFor?: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Undoes one action. Exit code 0: put back, or nothing to put back, or shown; 2: refused, because others' later changes would be lost; 1:
 * not, or not wholly, put back. Rejects with what kept it from being begun.
 */
export async function restore(
  actionId: string,
  options: RestoreOptions,
  terminal: Terminal,
  deps?: RestoreDeps,
  ask: (question: string) => Promise<boolean> = confirm,
): Promise<number> {
  const { dryRun = false, force = false, yes = false, json = false, exemptFor = dayMs } = options;
  if (json && !yes && !dryRun) {
    throw new Failure('USAGE', 'with --json nothing is asked: give --yes, or --dry-run to look only');
  }
  entryIdOf(actionId);
  const needed = deps ?? (await restoreDeps(options));
  const prepared = await prepareRestore(actionId, needed);
  const { conflicts, plan } = prepared.restore;
  for (const { key, reason } of prepared.mend.unread) {
    terminal.warn(`${onOneLine(key)} of the ledger is not considered, since it cannot be read: ${onOneLine(reason)}`);
  }
  const print = (result: RestoreResult | null): void => {
    if (json) terminal.out(JSON.stringify({ action: prepared.mend.first.id, conflicts, plan, result }, null, 2));
    else if (result !== null) terminal.out(renderResult(result, prepared, terminal.paint));
  };
  if (!json) terminal.out(renderPrepared(prepared, exemptFor, terminal.paint, needed.accountWords));
  const isRefused = conflicts.length > 0 && !force;
  if (plan.changes.length === 0 || dryRun || isRefused) {
    if (isRefused && plan.changes.length > 0 && !dryRun) {
      terminal.warn(
        `nothing was changed: see configmend history --resource ${prepared.live.id}, or give --force to undo the later changes as well`,
      );
    }
    print(null);
    return isRefused && plan.changes.length > 0 ? 2 : 0;
  }
  if (!yes && !(await ask(`Put ${prepared.live.id} back?`))) {
    terminal.warn('nothing was changed');
    return 1;
  }
  const result = await carryOutRestore(prepared, { exemptMs: exemptFor, force }, needed);
  print(result);
  for (const warning of result.warnings) terminal.warn(warning);
  if (result.outcome !== 'restored') throw result.failure ?? new Failure('CHANGE_FAILED', 'the restore failed');
  return 0;
}
