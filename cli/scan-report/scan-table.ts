import { accountWords } from '../../accounts/membership.ts';
import { plainText } from '../plain-text.ts';
import type { ScanEvaluation } from '../scan-evaluate.ts';
import type { ScanError } from '../scan-input.ts';
import { type Colour, fittedTable, type painter } from '../table.ts';
import { groupedFindings, namedTogether } from './grouped-findings.ts';
import { callsOf, countsOf, isExempt, type ScanReport } from './scan-report.ts';

const colours = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' } as const satisfies Record<
  string,
  Colour
>;

/**
 * The scan as people read it: what violates and why, the worst first, what is exempt, what could not be read, then the counts.
 * Accounts stand in it where there is more than one, by name where they have one. On a terminal that is too narrow for the table each finding is a block.
 */
export function scanTable(report: ScanReport, paint: ReturnType<typeof painter>, columns?: number): string {
  const { evaluations, errors, partial, members } = report;
  const severalAccounts = new Set(evaluations.map(({ accountId }) => accountId)).size > 1;
  const place = ({ accountId, region }: ScanEvaluation): string[] =>
    severalAccounts ? [accountWords(members, accountId), region] : [region];
  const placeHeader = severalAccounts ? ['ACCOUNT', 'REGION'] : ['REGION'];
  const fitted = (rows: readonly (readonly string[])[], others: readonly string[]): string =>
    fittedTable(plain(rows), ['RULE', 'RESOURCE', ...others], { columns, titles: 2 });
  const lines: string[] = [];
  const groups = groupedFindings(report);
  for (const [severity, findings] of groups) {
    const rows = findings.map((finding) => {
      const { first } = finding;
      return [first.rule, namedTogether(finding), ...place(first), first.annotation ?? '', callsOf(first)];
    });
    lines.push(
      paint(colours[severity], severity.toUpperCase()),
      fitted(rows, [...placeHeader, 'WHY', 'MENDED BY']),
      '',
    );
  }
  const exempt = evaluations.filter(isExempt);
  if (exempt.length > 0) {
    const rows = exempt.map((one) => [one.rule, one.resourceId, ...place(one), one.annotation ?? '']);
    lines.push(fitted(rows, [...placeHeader, 'EXEMPT']), '');
  }
  lines.push(...errors.map((error) => paint('yellow', unreadLine(error))));
  if (partial !== undefined) lines.push(paint('yellow', plainText(partial)));
  return [...lines, paint(groups.length > 0 ? 'red' : 'green', countsOf(report))].join('\n');
}

function unreadLine({ resourceId, message }: ScanError): string {
  return plainText(`unread${resourceId === undefined ? '' : ` ${resourceId}`}: ${message}`);
}

function plain(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map(plainText));
}
