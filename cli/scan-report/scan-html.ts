import type { Accounts } from '../../accounts/accounts.ts';
import { accountWords } from '../../accounts/membership.ts';
import { isMendable } from '../../contract/violation.ts';
import { htmlPage, type HtmlSection } from '../html-page.ts';
import { htmlFacts, htmlSeverity, htmlTable, htmlWarning } from '../html-parts.ts';
import { type Markup, markup, type MarkupValue } from '../markup.ts';
import { type Finding, groupedFindings, undecidableByFile } from './grouped-findings.ts';
import { isExempt, type ScanReport, type ScanSource } from './scan-report.ts';

const where = [
  { title: 'Rule', short: true },
  'Resource',
  { title: 'Account', short: true },
  { title: 'Region', short: true },
] as const;

/** The scan as one page to be read, sent and printed. */
export function scanHtml(report: ScanReport): string {
  const { evaluations, errors, rules, source, at, partial, members } = report;
  const exempt = evaluations.filter(isExempt);
  const sections: HtmlSection[] = groupedFindings(report).map(([severity, findings]) => ({
    heading: `${severity[0]?.toUpperCase()}${severity.slice(1)}: ${findings.reduce((sum, one) => sum + one.evaluations.length, 0)} not compliant`,
    body: findingsTable(findings, members),
  }));
  if (exempt.length > 0) {
    const rows = exempt.map((one) => [
      code(one.rule),
      code(one.resourceId),
      accountWords(members, one.accountId),
      one.region,
      one.annotation,
    ]);
    const body = htmlTable([...where, 'Exempt'], rows);
    sections.push({ heading: `Exempt: ${exempt.length}`, body });
  }
  if (errors.length > 0) {
    const rows = errors.map(({ resourceId, message }) => [resourceId !== undefined && code(resourceId), message]);
    sections.push({ heading: `Not read: ${errors.length}`, body: htmlTable(['Resource', 'Why'], rows) });
  }
  const judgedBy = rules.map(({ id, severity, summary }) => [code(id), htmlSeverity(severity), summary]);
  sections.push({ heading: 'Rules judged by', body: htmlTable(['Rule', 'Severity', 'What violates it'], judgedBy) });
  return htmlPage({
    title: 'configmend scan',
    at,
    lead: leadOf(report, describeSource(source, members), partial),
    sections,
  });
}

function leadOf(report: ScanReport, source: string, partial: string | undefined): MarkupValue {
  const { evaluations, errors } = report;
  const count = (compliance: string): number => evaluations.filter((one) => one.compliance === compliance).length;
  const warnings = [
    ...(partial === undefined ? [] : [partial]),
    ...(errors.length === 0 ? [] : [`${errors.length} could not be read and may not be compliant.`]),
    ...undecidableByFile(report),
  ];
  return [
    markup`<p class="text">${source}</p>`,
    warnings.map(htmlWarning),
    htmlFacts([
      ['not compliant', count('NON_COMPLIANT')],
      ['compliant', count('COMPLIANT')],
      ['of these exempt', evaluations.filter(isExempt).length],
      ['not applicable', count('NOT_APPLICABLE')],
      ['not read', errors.length],
    ]),
  ];
}

export function describeSource(source: ScanSource, members?: Accounts): string {
  if (source.kind === 'file') return `What AWS Config recorded, from ${source.file}`;
  const accounts = source.accounts.map((id) => accountWords(members, id));
  return `Live, account ${accounts.join(', ')}, region ${source.regions.join(', ')}`;
}

function findingsTable(findings: readonly Finding[], members: Accounts | undefined): Markup {
  const rows = findings.map((finding) => {
    const { first } = finding;
    const account = accountWords(members, first.accountId);
    return [code(first.rule), resourcesOf(finding), account, first.region, first.annotation, planOf(finding)];
  });
  return htmlTable([...where, 'Why', 'Mended by'], rows);
}

function resourcesOf({ first, evaluations }: Finding): Markup {
  if (evaluations.length === 1) return code(first.resourceId);
  const names = evaluations.map(({ resourceId }) => markup`<li>${code(resourceId)}</li>`);
  return markup`<details><summary>${evaluations.length} resources</summary><ul>${names}</ul></details>`;
}

function planOf({ first }: Finding): MarkupValue {
  if (first.plan.length === 0 || !first.violations.some(isMendable)) return 'a person';
  return first.plan.map(
    ({ service, operation, input }) =>
      markup`<details class="screen"><summary><code>${service}:${operation}</code></summary><pre>${JSON.stringify(input, null, 2)}</pre></details>`,
  );
}

function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}
