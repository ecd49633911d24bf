import type { LedgerSpan, UnreadableEntry } from '../safety/ledger-history.ts';
import type { ListedAction, ShownOutcome } from './history.ts';
import { onOneLine } from './plain-text.ts';
import { type Colour, type painter, table } from './table.ts';

const colours: Readonly<Partial<Record<ShownOutcome, Colour>>> = {
  mended: 'green',
  restored: 'green',
  'partly-mended': 'yellow',
  'partly-restored': 'yellow',
  interrupted: 'yellow',
  failed: 'red',
};

const longestChange = 90;

/** The actions as people read them, one a line, then what could not be read, then what to do with it. */
export function renderHistory(
  actions: readonly ListedAction[],
  unreadable: readonly UnreadableEntry[],
  span: LedgerSpan,
  paint: ReturnType<typeof painter>,
): string {
  const rows = actions.map((action) => [
    `${action.at.slice(0, 19).replace('T', ' ')}Z`,
    onOneLine(action.id),
    paint(colours[action.outcome] ?? 'dim', action.outcome),
    onOneLine(action.resource.id),
    onOneLine(accountOf(action)),
    action.resource.region,
    changeOf(action),
  ]);
  const lines = [
    ...(rows.length === 0
      ? []
      : [table(rows, ['WHEN', 'ACTION', 'OUTCOME', 'RESOURCE', 'ACCOUNT', 'REGION', 'WHAT']), '']),
    ...unreadable.map(({ key, reason }) => paint('yellow', `unreadable ${onOneLine(key)}: ${onOneLine(reason)}`)),
    `${count(actions.length, 'action')} from ${span.since.toISOString()} until ${span.until.toISOString()}${
      unreadable.length === 0 ? '' : `, ${count(unreadable.length, 'unreadable entry', 'unreadable entries')}`
    }`,
  ];
  if (actions.some(({ outcome }) => outcome === 'interrupted')) {
    lines.push('interrupted: its function has ended without saying what came of it, or is still at work.');
  }
  if (actions.some(({ restores }) => restores === undefined)) lines.push('To undo one: configmend restore ACTION');
  return lines.join('\n');
}

function accountOf({ resource, accountName }: ListedAction): string {
  return accountName === undefined ? resource.accountId : `${accountName} (${resource.accountId})`;
}

function changeOf({ plan, restores, restoredBy, continues, failure }: ListedAction): string {
  const change = `${plan.before.join('; ') || 'nothing'} → ${plan.after.join('; ') || 'nothing'}`;
  const relations = [
    ...(restores === undefined ? [] : [`restores ${restores}`]),
    ...(continues === undefined ? [] : [`continues ${continues}`]),
    ...(restoredBy === undefined ? [] : [`restored by ${restoredBy}`]),
    ...(failure === undefined ? [] : [failure]),
  ].map((text) => ` (${onOneLine(text)})`);
  return cut(onOneLine(change)) + relations.join('');
}

function cut(text: string): string {
  if (text.length <= longestChange) return text;
  // Never half of a surrogate pair.
  return `${text.slice(0, longestChange - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
