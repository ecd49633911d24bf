import type { ComplianceChange, ComplianceType } from './announcement.ts';
import { commandSpan } from './command-span.ts';
import { historyLink } from './console-link.ts';
import type { Draft, DraftBlock, DraftField } from './draft.ts';
import { bold, code, linkTo, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { type Place, regionSpans, resourceNoun, shownId, timeSpan, whenField, whereField } from './resource-words.ts';
import { riskBlocks, ruleField, ruleNamed } from './rule-words.ts';
import { whoField } from './who-field.ts';

/** A verdict of AWS Config that changed; pure. */
export function renderCompliance(change: ComplianceChange, known: Known): Draft {
  const { resourceType: type, resourceId: id, accountId, region, rule } = change;
  const place = { type, id, accountId, region };
  const broken = change.to === 'NON_COMPLIANT';
  const heading = `${complianceHeading(change)}: ${resourceNoun(type)} ${shownId(place, known)}`;
  const lines = (change.annotation ?? '').split('\n').filter((line) => line.trim() !== '');
  return {
    summary: [
      words(`${complianceHeading(change)}: `),
      said(resourceNoun(type)),
      words(' '),
      code(shownId(place, known)),
      words(' in '),
      ...regionSpans(place, known),
      words(', rule '),
      code(rule),
    ],
    blocks: [
      { kind: 'header', text: `${complianceEmoji(change)} ${heading}` },
      {
        kind: 'fields',
        fields: [
          whereField(place, known),
          ...whoFields(change, place, known),
          ruleField([rule], null),
          ...(change.at === null ? [] : [whenField(change.at)]),
        ],
      },
      {
        kind: 'fence',
        title: broken ? 'What is wrong' : 'What the rule says',
        groups: [{ prefix: '', lines }],
        reported: true,
      },
      ...(broken ? riskBlocks([rule]) : []),
      ...(broken && ruleNamed(rule) !== undefined ? [nextBlock(id)] : []),
      { kind: 'context', parts: [[words(`Verdict of AWS Config: ${was(change.from)} → ${is(change.to)}`)]] },
    ],
  };
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

/** AWS Config does not say who, CloudTrail does: the fast path may have seen it. */
function whoFields(change: ComplianceChange, place: Place, known: Known): DraftField[] {
  const broken = change.to === 'NON_COMPLIANT';
  const sighting = broken ? known.sighting(change) : undefined;
  if (sighting !== undefined) {
    const who = whoField(sighting.actor, place, sighting, known);
    return [{ ...who, value: [...who.value, words('\nat '), timeSpan(sighting.at)] }];
  }
  const history = historyLink(place);
  if (history === null) return [];
  const label = broken ? 'Caused by' : 'Changed by';
  return [{ label, value: [linkTo(history, 'see CloudTrail event history')], reported: true }];
}

/** Whether it will be mended AWS Config does not say: the queue does. */
function nextBlock(id: string): DraftBlock {
  return {
    kind: 'line',
    spans: [
      bold('Next:'),
      words(' '),
      commandSpan('configmend inspect --resource', { value: id, placeholder: 'RESOURCE' }),
      words(' shows what would be changed. If it must stay as it is: '),
      code('configmend exemptions add'),
      words('.'),
    ],
  };
}

function was(type: ComplianceType | null): string {
  return type ?? 'first evaluation';
}

function is(type: ComplianceType | null): string {
  return type === null || type === 'NOT_APPLICABLE' ? 'gone' : type;
}
