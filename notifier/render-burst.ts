import type { ComplianceBurst, ComplianceChange, ComplianceType } from './announcement.ts';
import type { Draft, DraftBlock, DraftField } from './draft.ts';
import { bold, code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { complianceHeading } from './render-compliance.ts';
import { shownId } from './resource-words.ts';
import { riskBlocks, ruleSpans } from './rule-words.ts';
import { shortActor } from './who-field.ts';

/** Worst first. */
const order: readonly (ComplianceType | null)[] = [
  'NON_COMPLIANT',
  'INSUFFICIENT_DATA',
  'COMPLIANT',
  'NOT_APPLICABLE',
  null,
];

/** Lines per verdict: a screenful. */
const most = 25;

/** Many compliance changes as one message: how many of which verdict, then a list of each; pure. */
export function renderBurst(burst: ComplianceBurst, known: Known): Draft {
  const verdicts = new Map<string, ComplianceChange[]>();
  for (const change of burst.changes.toSorted((one, other) => order.indexOf(one.to) - order.indexOf(other.to))) {
    const heading = complianceHeading(change);
    verdicts.set(heading, [...(verdicts.get(heading) ?? []), change]);
  }
  const counts = [...verdicts].map(([heading, changes]) => `${changes.length} ${heading.toLowerCase()}`).join(', ');
  const broken = burst.changes.filter((change) => change.to === 'NON_COMPLIANT');
  const symbol = broken.length > 0 ? emoji.broken[0] : emoji.well[0];
  const title = `${burst.changes.length} compliance changes at once`;
  const places = new Set(burst.changes.map((change) => placeOf(change, known)));
  const rules = new Set(burst.changes.map(({ rule }) => rule));
  const lineOf = (change: ComplianceChange): string =>
    [
      shownId({ type: change.resourceType, id: change.resourceId }, known),
      ...(rules.size > 1 ? [change.rule] : []),
      ...(places.size > 1 ? [placeOf(change, known)] : []),
      ...callerOf(change, known),
    ].join(' · ');
  const lists = [...verdicts].map(([heading, changes]): DraftBlock => {
    return {
      kind: 'fence',
      title: heading,
      groups: [{ prefix: '', lines: changes.map(lineOf) }],
      most,
      reported: true,
    };
  });
  return {
    summary: [words(`${title}: ${counts}`)],
    blocks: [
      { kind: 'header', text: `${symbol} ${title}` },
      { kind: 'line', spans: [words(counts)] },
      { kind: 'fields', fields: sharedFields([...places], [...rules]) },
      ...riskBlocks(broken.map(({ rule }) => rule)),
      ...lists,
      {
        kind: 'line',
        spans:
          broken.length === 0
            ? []
            : [bold('Next:'), words(' '), code('configmend inspect'), words(' shows what would be changed.')],
      },
    ],
  };
}

/** What is the same of all is said once, and not on each line. */
function sharedFields(places: readonly string[], rules: readonly string[]): DraftField[] {
  const [place] = places;
  return [
    ...(places.length === 1 && place !== undefined
      ? [{ label: 'Where', value: [code(place)], reported: true as const }]
      : []),
    ...(rules.length === 1 ? [{ label: 'Rule', value: ruleSpans(rules), reported: true as const }] : []),
  ];
}

function placeOf({ accountId, region }: ComplianceChange, known: Known): string {
  return `${known.account(accountId)} ${region}`;
}

/** Who was seen to make the call, where that is known. */
function callerOf(change: ComplianceChange, known: Known): string[] {
  const actor = known.sighting(change)?.actor;
  return actor === undefined ? [] : [shortActor(actor, change.accountId, known)];
}
