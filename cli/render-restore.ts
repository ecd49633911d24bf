import type { PreparedRestore } from '../restore/prepare-restore.ts';
import type { RestoreResult } from '../restore/carry-out-restore.ts';
import type { ExemptPart } from '../restore/exempt-parts.ts';
import { onOneLine } from './plain-text.ts';
import { type painter, table } from './table.ts';

type Paint = ReturnType<typeof painter>;

/** What would be done, as people read it: the diff, the calls, the exemptions, and what stands against it. */
export function renderPrepared(
  { mend, live, restore, exempt }: PreparedRestore,
  exemptMs: number,
  paint: Paint,
  accountWords: (accountId: string) => string = (accountId) => accountId,
): string {
  const { plan, conflicts } = restore;
  const { first, entry } = mend;
  const head = `${first.id} of ${entry.startedAt}: ${onOneLine(live.id)} in ${onOneLine(accountWords(live.accountId))} ${live.region}`;
  if (plan.changes.length === 0) return `${head}\nNothing to put back: it is as before the mend already.`;
  return [
    head,
    '',
    ...plan.before.map((line) => paint('red', `- ${onOneLine(line)}`)),
    ...plan.after.map((line) => paint('green', `+ ${onOneLine(line)}`)),
    ...plan.notes.map((note) => paint('dim', `  ${onOneLine(note)}`)),
    '',
    `Calls: ${plan.changes.map(({ service, operation }) => `${service}:${operation}`).join(', ')}`,
    ...exemptLines(exempt, exemptMs),
    ...(conflicts.length === 0
      ? []
      : [
          '',
          paint('yellow', 'Changed since the mend, and lost by putting it back:'),
          ...conflicts.map((text) => `  ${onOneLine(text)}`),
        ]),
  ].join('\n');
}

/** What came of it, call by call where one failed. */
export function renderResult(
  { outcome, actionId, exemptions, calls, isConfirmed }: RestoreResult,
  { mend, live }: PreparedRestore,
  paint: Paint,
): string {
  const until = exemptions[0]?.expires;
  const failed = calls.filter(({ error }) => error !== undefined);
  const id = onOneLine(live.id);
  const heads = {
    restored: isConfirmed
      ? paint('green', `${id} is as before ${mend.first.id}.`)
      : paint('yellow', `${id}: all calls were made, and it is not known whether it is as before ${mend.first.id}.`),
    'partly-restored': paint('yellow', `${id} is only partly put back.`),
    failed: paint('red', `${id} is not put back.`),
  } as const satisfies Record<RestoreResult['outcome'], string>;
  return [
    heads[outcome],
    ...failed.map(({ service, operation, error = '', requestId }) => {
      const request = requestId === undefined ? '' : ` (request ${onOneLine(requestId)})`;
      return `  ${service}:${operation}: ${onOneLine(error)}${request}`;
    }),
    `Recorded as ${actionId}.`,
    ...(until === undefined ? [] : [`Exempt until ${until}: ${exemptions.map(({ id }) => id).join(', ')}.`]),
  ].join('\n');
}

const hourMs = 3_600_000;

function exemptLines(parts: readonly ExemptPart[], ms: number): string[] {
  if (parts.length === 0) return ['Exempt: nothing, since no rule finds anything in it.'];
  const hours = ms / hourMs;
  const rows = parts.map(({ rule, target }) => {
    const narrowed = Object.entries(target).map(([name, value]) => `${name} ${onOneLine(value ?? '')}`);
    return [`  ${rule}`, narrowed.join(', ') || 'wholly'];
  });
  return [`Exempt for ${Number.isInteger(hours) ? `${hours} h` : `${Math.round(ms / 60_000)} min`}:`, table(rows)];
}
