import type { Accounts } from '../accounts/accounts.ts';
import type { ActionOutcome, ActionRecord, LedgerEntry } from '../contract/ledger-entry.ts';
import { type LedgerHistory, type LedgerSpan, readHistory, type UnreadableEntry } from '../safety/ledger-history.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { ledgerClient } from './ledger-client.ts';
import { explainLedgerError } from './ledger-error.ts';
import { accountName, knownMembers } from './members.ts';
import { renderHistory } from './render-history.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface HistoryOptions {
  readonly bucket?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly resource?: string;
  readonly rule?: string;
  readonly outcome?: string;
  readonly account?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** `interrupted`: it has no outcome and its entry was never completed. `continued`: a later action went on with it. */
export type ShownOutcome = ActionOutcome | 'interrupted' | 'continued';

/** An action as it is listed: its record, and what of its entry concerns it. */
export interface ListedAction extends Omit<ActionRecord, 'outcome'> {
  readonly outcome: ShownOutcome;
  readonly at: string;
  readonly runId: string;
  /** What the account is called, where that is known and not its id. */
  readonly accountName?: string;
  /** The newest action that put it back, wholly or in part. */
  readonly restoredBy?: string;
}

/** With the deployment's accounts, as far as they are known. */
export interface NamedHistory extends LedgerHistory {
  readonly members?: Accounts | undefined;
}

const defaultMs = 7 * 24 * 60 * 60 * 1000;

/** Lists what was done, the newest first. Exit code 1: something could not be read; else 0. Rejects with USAGE or READ_FAILED. */
export async function history(
  options: HistoryOptions,
  terminal: Terminal,
  read: (span: LedgerSpan) => Promise<NamedHistory> = historyOf(options),
  now = new Date(),
): Promise<number> {
  const { since, until } = spanOf(options, now);
  const { entries, unreadable, members } = await read({ since, until });
  const actions = withNames(listed(entries), members).filter((action) => isAsked(action, options));
  terminal.out(
    options.json === true
      ? JSON.stringify({ actions, unreadable }, null, 2)
      : renderHistory(actions, unreadable satisfies readonly UnreadableEntry[], { since, until }, terminal.paint),
  );
  return unreadable.length === 0 ? 0 : 1;
}

/** Nothing was recorded earlier. The ledger is listed day by day, and 999999w would be seven million of them. */
const earliestMs = Date.UTC(2026, 0, 1);

/** Pure. As asked for, as far as there can be anything. */
function spanOf({ since, until }: Pick<HistoryOptions, 'since' | 'until'>, now: Date): LedgerSpan {
  // What begins while the list is read is left to the next one.
  const end = Math.min(until?.getTime() ?? Infinity, now.getTime() + 1000);
  const start = since?.getTime() ?? Math.min(now.getTime(), end) - defaultMs;
  return { since: new Date(Math.max(start, earliestMs)), until: new Date(end) };
}

/** Pure. Of the entries, the newest first, every action, the last of an entry first. */
export function listed(entries: readonly LedgerEntry[]): ListedAction[] {
  const restoredBy = new Map<string, string>();
  for (const action of entries.toReversed().flatMap(({ actions }) => actions)) {
    const isBack = action.outcome === 'restored' || action.outcome === 'partly-restored';
    if (action.restores !== undefined && isBack) restoredBy.set(action.restores, action.id);
  }
  return entries.flatMap(({ actions, startedAt, finishedAt, runId }) =>
    actions.toReversed().map((action): ListedAction => {
      const by = restoredBy.get(action.id);
      const outcome = action.outcome ?? (finishedAt === undefined ? 'interrupted' : 'continued');
      return { ...action, outcome, at: startedAt, runId, ...(by === undefined ? {} : { restoredBy: by }) };
    }),
  );
}

/** Pure. */
export function withNames(actions: readonly ListedAction[], members: Accounts | undefined): ListedAction[] {
  return actions.map((action) => {
    const name = accountName(members, action.resource.accountId);
    return name === undefined ? action : { ...action, accountName: name };
  });
}

function isAsked(action: ListedAction, { resource, rule, outcome, account, region }: HistoryOptions): boolean {
  return (
    (resource === undefined || action.resource.id === resource || action.resource.arn === resource) &&
    (rule === undefined || action.rules.includes(rule)) &&
    (outcome === undefined || action.outcome === outcome) &&
    (account === undefined || action.resource.accountId === account) &&
    (region === undefined || action.resource.region === region)
  );
}

function historyOf(options: HistoryOptions): (span: LedgerSpan) => Promise<NamedHistory> {
  const bucket = ledgerBucket(options.bucket);
  useEndpoint(undefined);
  const s3 = ledgerClient();
  return async (span) => {
    try {
      // Without the names there are the ids.
      const [found, { members }] = await Promise.all([readHistory(s3, bucket, span), knownMembers(s3, bucket)]);
      return { ...found, members };
    } catch (cause) {
      throw explainLedgerError(cause, bucket);
    }
  };
}
