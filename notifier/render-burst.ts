import type { ComplianceBurst, ComplianceChange, ComplianceType } from './announcement.ts';
import type { Draft, DraftBlock } from './draft.ts';
import { words } from './draft.ts';
import { emoji } from './emoji.ts';
import { complianceHeading } from './render-compliance.ts';

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
export function renderBurst(burst: ComplianceBurst): Draft {
  const verdicts = new Map<string, ComplianceChange[]>();
  for (const change of burst.changes.toSorted((one, other) => order.indexOf(one.to) - order.indexOf(other.to))) {
    const heading = complianceHeading(change);
    verdicts.set(heading, [...(verdicts.get(heading) ?? []), change]);
  }
  const counts = [...verdicts].map(([heading, changes]) => `${changes.length} ${heading.toLowerCase()}`).join(', ');
  const symbol = burst.changes.some((change) => change.to === 'NON_COMPLIANT') ? emoji.broken[0] : emoji.well[0];
  const title = `${burst.changes.length} compliance changes at once`;
  const lists = [...verdicts].map(([heading, changes]): DraftBlock => {
    return { kind: 'fence', title: heading, groups: [{ prefix: '', lines: changes.map(lineOf) }], most };
  });
  return {
    summary: [words(`${title}: ${counts}`)],
    blocks: [{ kind: 'header', text: `${symbol} ${title}` }, { kind: 'line', spans: [words(counts)] }, ...lists],
  };
}

function lineOf(change: ComplianceChange): string {
  return `${change.resourceId} (${change.rule}, ${change.accountId} ${change.region})`;
}
