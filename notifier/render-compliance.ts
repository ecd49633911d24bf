import type { ComplianceChange, ComplianceType } from './announcement.ts';
import { historyLink } from './console-link.ts';
import type { Draft, DraftBlock, Span } from './draft.ts';
import { code, linkTo, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

/** A verdict of AWS Config that changed; pure. */
export function renderCompliance(change: ComplianceChange): Draft {
  const place = {
    type: change.resourceType,
    id: change.resourceId,
    accountId: change.accountId,
    region: change.region,
  };
  const heading = `${complianceHeading(change)}: ${resourceNoun(change.resourceType)} ${change.resourceId}`;
  const history = historyLink(place);
  const blocks: DraftBlock[] = [
    { kind: 'header', text: `${complianceEmoji(change)} ${heading}` },
    {
      kind: 'fields',
      fields: [
        { label: 'Rule', value: [code(change.rule)] },
        { label: 'Verdict', value: [words(`${was(change.from)} → ${is(change.to)}`)] },
        ...placeFields(place),
        ...(change.at === null ? [] : [{ label: 'Judged at', value: [timeSpan(change.at)] }]),
      ],
    },
  ];
  if (change.annotation !== null) {
    const title = change.to === 'NON_COMPLIANT' ? 'What is wrong' : 'What the rule says';
    const lines = change.annotation.split('\n').filter((line) => line.trim() !== '');
    blocks.push({ kind: 'fence', title, groups: [{ prefix: '', lines }] });
  }
  const parts: Span[][] = [];
  if (history !== null) parts.push([words('Who changed it: '), linkTo(history, 'CloudTrail event history')]);
  blocks.push({ kind: 'context', parts });
  return { summary: summaryOf(change), blocks };
}

/** The change in two or three words, as the heading and the list of a burst say it. */
export function complianceHeading(change: ComplianceChange): string {
  switch (change.to) {
    case 'NON_COMPLIANT':
      return 'Non-compliant';
    case 'COMPLIANT':
      return 'Compliant again';
    case 'NOT_APPLICABLE':
    case null:
      return 'Gone';
    case 'INSUFFICIENT_DATA':
      return 'No longer judged';
  }
}

function complianceEmoji(change: ComplianceChange): string {
  switch (change.to) {
    case 'NON_COMPLIANT':
      return emoji.broken[0];
    case 'COMPLIANT':
      return emoji.well[0];
    case 'NOT_APPLICABLE':
    case null:
      return emoji.gone[0];
    case 'INSUFFICIENT_DATA':
      return emoji.unknown[0];
  }
}

function summaryOf(change: ComplianceChange): Draft['summary'] {
  return [
    words(`${complianceHeading(change)}: `),
    said(resourceNoun(change.resourceType)),
    words(' '),
    code(change.resourceId),
    words(' in '),
    code(change.accountId),
    words(' '),
    code(change.region),
    words(', rule '),
    code(change.rule),
  ];
}

function was(type: ComplianceType | null): string {
  return type ?? 'first evaluation';
}

function is(type: ComplianceType | null): string {
  return type === null || type === 'NOT_APPLICABLE' ? 'gone' : type;
}
