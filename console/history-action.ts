import type { ListedAction } from '../cli/history.ts';
import type { HistoryAction } from './console-data.ts';

/** Pure. An action of the ledger as the page shows it. `command` is what undoes it. */
export function historyAction(
  action: ListedAction,
  names: ReadonlyMap<string, string>,
  command: (action: Pick<ListedAction, 'id' | 'resource'>) => string,
): HistoryAction {
  const { id, at, outcome, resource, rules, severity, violations, plan, calls, before } = action;
  const name = names.get(resource.id) ?? (before.type === 'AWS::EC2::SecurityGroup' ? before.name : undefined);
  const canUndo =
    action.restores === undefined &&
    action.restoredBy === undefined &&
    calls.some(({ error, inDoubt }) => error === undefined || inDoubt === true);
  return {
    id,
    at,
    outcome,
    resource,
    rules,
    severity,
    violations,
    plan,
    calls: calls.map(({ service, operation, requestId, durationMs, error }) => ({
      service,
      operation,
      ...(requestId === undefined ? {} : { requestId }),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(error === undefined ? {} : { error }),
    })),
    ...(name === undefined ? {} : { name }),
    ...(action.accountName === undefined ? {} : { accountName: action.accountName }),
    ...(action.actor === undefined ? {} : { actor: action.actor }),
    ...(action.failure === undefined ? {} : { failure: action.failure }),
    ...(action.durationMs === undefined ? {} : { durationMs: action.durationMs }),
    ...(action.restores === undefined ? {} : { restores: action.restores }),
    ...(action.restoredBy === undefined ? {} : { restoredBy: action.restoredBy }),
    ...(action.continues === undefined ? {} : { continues: action.continues }),
    ...(canUndo ? { undo: command(action) } : {}),
  };
}
