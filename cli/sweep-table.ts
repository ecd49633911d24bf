import type { SweepFinding, SweepUnread, SweptPlace } from '../contract/sweep-report.ts';
import { annotate } from '../rules/annotation.ts';
import { plainText } from './plain-text.ts';
import { severities } from './scan-report/scan-report.ts';
import { type ShownPlace, shownPlaces, type ShownSweep } from './sweep-shown.ts';
import { fittedTable, type painter, table } from './table.ts';
import type { Terminal } from './terminal.ts';

type Paint = ReturnType<typeof painter>;
const colours = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' } as const;

/** The places of a sweep: when each was looked at, whether to its end, and what came of it. */
export function sweepOverview({ sweepId, startedAt, parts, missing }: ShownSweep, paint: Paint): string {
  const rows = shownPlaces(parts).map(({ place, ended, complete, counts, unread }) => [
    accountText(place),
    place.region,
    ended,
    complete ? 'yes' : 'no',
    ...[counts.compliant, counts.exempt, counts.violating, unread.length].map(String),
  ]);
  const absent = missing.map((place) => [accountText(place), place.region, 'not looked at', 'no', '', '', '', '']);
  const header = ['ACCOUNT', 'REGION', 'ENDED', 'WHOLE', 'COMPLIANT', 'EXEMPT', 'VIOLATING', 'UNREAD'];
  const title = paint('bold', `sweep ${sweepId}, started ${startedAt}`);
  return `${title}\n\n${table([...rows, ...absent].map(plain), header)}`;
}

/** What was found, place by place, the worst first, with what became of it; then what could not be read, and the counts. */
export function sweepTable(shown: ShownSweep, { paint, columns }: Pick<Terminal, 'paint' | 'columns'>): string {
  const places = shownPlaces(shown.parts).map((place) => placeTable(place, paint, columns));
  const others = [
    ...shown.missing.map(
      (place) => `unread: ${accountText(place)} ${place.region}: nobody has looked at it, or not yet`,
    ),
    ...shown.unread.map((reason) => `unread: ${reason}`),
  ];
  return [...places, ...others.map((line) => paint('yellow', plainText(line)))].join('\n\n');
}

function placeTable(shown: ShownPlace, paint: Paint, columns: number | undefined): string {
  const { place, complete, counts, findings, unread } = shown;
  const lines: string[] = [paint('bold', plainText(`${accountText(place)} ${place.region}`))];
  const violating = findings.filter(({ violations }) => violations.length > 0);
  const fitted = (rows: readonly (readonly string[])[], headings: readonly string[]): string =>
    fittedTable(rows.map(plain), ['RULE', 'RESOURCE', ...headings], { columns, titles: 2 });
  for (const severity of severities) {
    const rows = violating
      .filter((finding) => finding.severity === severity)
      .map((finding) => [finding.rule, finding.resource.id, annotate(finding.violations), becameOf(finding)]);
    if (rows.length === 0) continue;
    lines.push(paint(colours[severity], severity.toUpperCase()), fitted(rows, ['WHY', 'WHAT BECAME OF IT']), '');
  }
  const exempt = findings.filter(({ disposition }) => disposition === 'exempt');
  if (exempt.length > 0) {
    const rows = exempt.map(({ rule, resource, reason = '' }) => [rule, resource.id, reason]);
    lines.push(fitted(rows, ['EXEMPT']), '');
  }
  lines.push(...unread.map((one) => paint('yellow', plainText(unreadLine(one)))));
  if (!complete) lines.push(paint('yellow', 'not looked at to the end'));
  const ofThese = counts.exempt === 0 ? '' : ` (${counts.exempt} exempt)`;
  const said = `${counts.compliant + counts.exempt} compliant${ofThese}, ${counts.violating} not, ${unread.length} unread`;
  return [...lines, paint(violating.length > 0 ? 'red' : 'green', said)].join('\n');
}

function becameOf({ disposition, reason, notBefore }: SweepFinding): string {
  switch (disposition) {
    case 'queued':
      return notBefore === undefined ? 'queued' : `queued, not before ${notBefore}`;
    case 'left-to-people':
      return `a person: ${reason ?? ''}`;
    case 'observed':
    case 'not-queued':
    case 'exempt':
      return `${disposition.replace('-', ' ')}: ${reason ?? ''}`;
  }
}

function unreadLine({ type, id, reason }: SweepUnread): string {
  const what = id ?? type;
  return `unread${what === undefined ? '' : ` ${what}`}: ${reason}`;
}

function accountText({ accountId, name }: SweptPlace): string {
  return name === accountId ? accountId : `${name} (${accountId})`;
}

function plain(row: readonly string[]): string[] {
  return row.map(plainText);
}
