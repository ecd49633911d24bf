import type { ListedAction, ShownOutcome } from '../cli/history.ts';
import type { Notice } from '../contract/notice.ts';
import { noticeLines } from '../notifier/notice-lines.ts';

const told = {
  mended: 'mended',
  'partly-mended': 'partly-mended',
  failed: 'failed',
  refused: 'refused',
  exempt: 'exempt',
  contested: 'contested',
} as const satisfies Partial<Record<ShownOutcome, Extract<Notice, { kind: 'outcome' }>['outcome']>>;

/**
 * Pure. The notice that an action must have given, as far as the ledger can say: undefined for what is not told (nothing to do) or has
 * no outcome yet. Until when a restore is exempt is not in the ledger, so it is left out.
 */
export function ledgerNotice(action: ListedAction): Notice | undefined {
  const { id, resource, rules, severity, plan, outcome, restores, at } = action;
  const shared = {
    version: 1,
    actionId: id,
    resource,
    severity,
    before: noticeLines(plan.before),
    after: noticeLines(plan.after),
    notes: noticeLines(plan.notes),
    at,
    ...failureOf(action),
  } as const;
  if (restores !== undefined) {
    if (outcome !== 'restored' && outcome !== 'partly-restored' && outcome !== 'failed') return undefined;
    return { ...shared, kind: 'restored', outcome, restores, rules: [], actor: action.actor ?? 'not known' };
  }
  if (!isTold(outcome)) return undefined;
  return {
    ...shared,
    kind: 'outcome',
    outcome: told[outcome],
    rules,
    violations: noticeLines(action.violations),
    ...(action.actor === undefined ? {} : { actor: action.actor }),
  };
}

function isTold(outcome: ShownOutcome): outcome is keyof typeof told {
  return Object.hasOwn(told, outcome);
}

/** The ledger writes a failure as `CODE: words`. */
function failureOf({ failure, id }: ListedAction): { failure?: { code: string; message: string; next: string } } {
  if (failure === undefined) return {};
  const [, code = 'CHANGE_FAILED', message = failure] = /^([A-Z_]+): (.*)$/s.exec(failure) ?? [];
  return { failure: { code, message: message.slice(0, 300), next: `See configmend history: action ${id}.` } };
}
