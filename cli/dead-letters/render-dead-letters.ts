import { ageText, agoText } from '../inspect/age.ts';
import { number } from '../inspect/inspection-words.ts';
import { onOneLine } from '../plain-text.ts';
import { fittedTable, type painter } from '../table.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetters } from './read-dead-letters.ts';

type Paint = ReturnType<typeof painter>;

const labelWidth = 11;

/** A line per message, or a block where the terminal is too narrow; the oldest first, then what to do with them. */
export function renderDeadLetters(
  { deadLetters, complete, inFlight }: DeadLetters,
  now: string,
  paint: Paint,
  columns?: number,
): string {
  const header = ['MESSAGE', 'AGE', 'CODE', 'RESOURCE', 'RULE', 'REASON'];
  const rows = deadLetters.map(({ messageId, code, resource, rule, at, reason }) => [
    onOneLine(messageId),
    ageText(at, now),
    paint('red', onOneLine(code ?? 'moved by SQS')),
    onOneLine(resource?.id ?? 'not an instruction'),
    onOneLine(rule ?? ''),
    onOneLine(reason ?? ''),
  ]);
  return [
    ...(rows.length === 0 ? [] : [fittedTable(rows, header, { columns }), '']),
    ...(complete ? [] : [paint('yellow', 'Not all: more would have been held too long.')]),
    ...(inFlight === 0 ? [] : [paint('yellow', `About ${inFlight} more are with another reader.`)]),
    rows.length === 0
      ? 'There are no dead letters.'
      : `${number(rows.length, 'dead letter')}. What each means: configmend dead-letters explain. To try again: configmend dead-letters return MESSAGE`,
  ].join('\n');
}

/** A block per message: the reason, what it means, what to do. */
export function renderExplained(deadLetters: readonly DeadLetter[], now: string, paint: Paint): string {
  return deadLetters.map((one) => renderOne(one, now, paint)).join('\n\n');
}

function renderOne(one: DeadLetter, now: string, paint: Paint): string {
  const { messageId, code, reason, resource, rule, means, next, unreturnable, attempts = 0 } = one;
  const about =
    resource === undefined ? 'not an instruction' : `${resource.id}  ${resource.accountId}  ${resource.region}`;
  const lines: (readonly [label: string, text: string | undefined])[] = [
    ['rule', rule],
    ['code', code ?? 'none: moved by SQS'],
    ['reason', reason],
    ['means', means],
    ['next', next],
    ['stays', unreturnable],
    ['message', `${messageId}, from ${agoText(one.at, now)}, tried ${number(attempts, 'time')}`],
  ];
  return [
    paint('bold', onOneLine(about)),
    ...lines.flatMap(([label, text]) => {
      if (text === undefined) return [];
      const line = onOneLine(text);
      return [`${paint('dim', `  ${label}`.padEnd(labelWidth))}${label === 'code' ? paint('red', line) : line}`];
    }),
  ].join('\n');
}
