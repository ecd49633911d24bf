import { Severity } from '../../contract/instruction.ts';
import type { Plan } from '../../contract/plan.ts';
import { htmlPage, type HtmlSection } from '../html-page.ts';
import { htmlDiff, htmlFacts, htmlSeverity, htmlTable, htmlWarning } from '../html-parts.ts';
import { type Markup, markup, type MarkupValue } from '../markup.ts';
import { accountText, standingText } from './account-text.ts';
import { agoText } from './age.ts';
import type { InspectedFinding, InspectedResource, Inspection } from './inspection.ts';
import { asideText, byAccount, countText, isApart, severalPlans, stateText, summaryText } from './inspection-words.ts';

/** The inspection as one self-contained page: a section per severity, or per account where there are several, then what could not be read. */
export function inspectionHtml(inspection: Inspection): string {
  const { resources, unreadable, partial, notes, queueUrl, at } = inspection;
  const accounts = byAccount(resources);
  const sections =
    accounts.length > 1
      ? accounts.map(({ account, resources: ofIt }) => ({
          heading: `${account}: ${countText(ofIt)}`,
          body: ofIt.map((one) => resourceHtml(one, at)),
        }))
      : bySeverity(resources, at);
  const refused = {
    heading: 'Unreadable messages',
    body: htmlTable(
      ['Message', 'Reason'],
      unreadable.map(({ messageId, reason }) => [messageId, reason]),
    ),
  };
  return htmlPage({
    title: 'What waits to be mended',
    at: new Date(at),
    lead: [
      markup`<p>${summaryText(inspection)}</p>`,
      htmlFacts([
        ['Queue', queueUrl],
        ['Resources', resources.length],
        ['Messages read', inspection.messages],
      ]),
      partial !== undefined && htmlWarning(`Not all: ${partial}.`),
      notes.map((note) => htmlWarning(note)),
    ],
    sections: unreadable.length === 0 ? sections : [...sections, refused],
  });
}

function bySeverity(resources: readonly InspectedResource[], at: string): HtmlSection[] {
  return Severity.options.flatMap((severity) => {
    const these = resources.filter((one) => one.severity === severity);
    if (these.length === 0) return [];
    return [
      {
        heading: `${severity[0]?.toUpperCase()}${severity.slice(1)} (${these.length})`,
        body: these.map((one) => resourceHtml(one, at)),
      },
    ];
  });
}

function resourceHtml(one: InspectedResource, at: string): Markup {
  const { resource, plan, findings, harm = [], exemption = [], held = [], notBefore } = one;
  const name = resource.tags['Name'];
  const state = stateText(one);
  const standing = standingText(one);
  const apart = isApart(one);
  return markup`<article>
<h3 class="text">${resource.id}${name !== undefined && ` (${name})`} ${htmlSeverity(one.severity)}</h3>
${htmlFacts([
  ['Account', accountText(one)],
  ['Region', resource.region],
  ['Found', `${agoText(one.oldestAt, at)} (${one.oldestAt})`],
  ['Messages', one.messages],
  ...(one.attempts === 0 ? [] : [['Tried', one.attempts] as const]),
  ...(one.actor === undefined ? [] : [['By', one.actor] as const]),
  ...(notBefore === undefined ? [] : [['Not before', notBefore] as const]),
])}
${standing !== '' && paragraphs('Account', [standing])}
${
  apart
    ? findings.map((finding) => markup`${rulesTable([finding], true)}${planHtml(finding.plan)}`)
    : markup`${rulesTable(findings)}${planHtml(plan)}`
}
${apart && paragraphs('Note', [severalPlans])}
${paragraphs('Harm', harm)}
${paragraphs('Exempt', exemption)}
${paragraphs('Held back', held)}
${state !== '' && paragraphs('Now', [state])}
</article>
`;
}

function rulesTable(findings: readonly InspectedFinding[], isOneOfSeveral = findings.length > 1): Markup {
  return htmlTable(
    ['Rule', 'What is wrong'],
    findings.map((finding) => {
      const aside = asideText(finding, isOneOfSeveral);
      return [aside === '' ? finding.rule : `${finding.rule} (${aside})`, list(finding.exposure)];
    }),
  );
}

function planHtml({ before, after, notes, changes }: Plan): Markup {
  const calls = changes.map(
    ({ service, operation, input }) => markup`<code>${service}:${operation} ${JSON.stringify(input)}</code>`,
  );
  return markup`${before.length + after.length > 0 && htmlDiff(before, after)}${paragraphs('Note', notes)}${paragraphs('Call', calls)}`;
}

function paragraphs(label: string, lines: readonly MarkupValue[]): Markup {
  return markup`${lines.map((line) => markup`<p><strong>${label}:</strong> ${line}</p>`)}`;
}

function list(lines: readonly string[]): MarkupValue {
  return lines.map((line, index) => [index > 0 && markup`<br>`, line]);
}
