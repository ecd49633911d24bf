import type { OutcomeNotice } from '../contract/notice.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Draft, DraftBlock, DraftField } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { diffGroups } from './diff-groups.ts';
import { failureBlocks } from './render-failure.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

const headings = {
  mended: [emoji.mended, 'Mended'],
  'nothing-to-do': [emoji.well, 'Nothing to do'],
  'partly-mended': [emoji.partly, 'Partly mended'],
  failed: [emoji.failed, 'Mend failed'],
  refused: [emoji.refused, 'Refused, left as it is'],
  exempt: [emoji.exempt, 'Exempt, left as it is'],
  contested: [emoji.contested, 'Keeps coming back, left to people'],
} as const satisfies Record<Outcome, readonly [readonly [string, string], string]>;

/** What became of one resource, with everything an on-call engineer needs to judge and to undo it; pure. */
export function renderOutcome(notice: OutcomeNotice): Draft {
  const [[symbol], heading] = headings[notice.outcome];
  const { resource } = notice;
  const changed = notice.outcome === 'mended' || notice.outcome === 'partly-mended';
  const blocks: DraftBlock[] = [
    { kind: 'header', text: `${symbol} ${heading}: ${resourceNoun(resource.type)} ${resource.id}` },
    { kind: 'fields', fields: fieldsOf(notice) },
    ...(notice.failure === undefined ? [] : failureBlocks(notice.failure)),
    { kind: 'fence', title: 'What was wrong', groups: [{ prefix: '', lines: notice.violations }] },
    {
      kind: 'fence',
      title: changed ? 'Before → after' : 'What a mend would change',
      groups: diffGroups(notice.before, notice.after),
    },
    { kind: 'bullets', title: 'Notes', items: notice.notes },
    ...(changed && notice.actionId !== undefined ? [undoBlock(notice.actionId)] : []),
  ];
  return {
    summary: [
      words(`${heading}: ${resourceNoun(resource.type)} `),
      code(resource.id),
      words(' in '),
      code(resource.accountId),
      words(' '),
      code(resource.region),
      words(` (${notice.severity})`),
      ...(notice.failure === undefined ? [] : [words(': '), code(notice.failure.code)]),
    ],
    blocks,
  };
}

function fieldsOf(notice: OutcomeNotice): DraftField[] {
  const name = notice.resource.tags['Name'];
  return [
    ...placeFields(notice.resource),
    ...(name === undefined || name === '' ? [] : [{ label: 'Name', value: [said(name)] }]),
    { label: 'Severity', value: [words(notice.severity)] },
    { label: notice.rules.length === 1 ? 'Rule' : 'Rules', value: ruleSpans(notice.rules) },
    { label: 'Changed by', value: notice.actor === undefined ? [words('not known')] : [code(notice.actor)] },
    { label: 'At', value: [timeSpan(notice.at)] },
  ];
}

function ruleSpans(rules: readonly string[]) {
  return rules.flatMap((rule, index) => (index === 0 ? [code(rule)] : [words(', '), code(rule)]));
}

/** The ledger has the state before the change, whole. */
function undoBlock(actionId: string): DraftBlock {
  return { kind: 'line', spans: [bold('To undo it:'), words(' '), code(`configmend restore ${actionId}`)] };
}
