import type { RestoredNotice } from '../contract/notice.ts';
import { diffGroups } from './diff-groups.ts';
import type { Draft, DraftBlock, DraftField } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { failureBlocks } from './render-failure.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

const headings = {
  restored: [emoji.restored, 'Put back as it was'],
  'partly-restored': [emoji.partly, 'Partly put back'],
  failed: [emoji.failed, 'Restore failed'],
} as const satisfies Record<RestoredNotice['outcome'], readonly [readonly [string, string], string]>;

/** Somebody has undone a mend, and for how long it stays so; pure. */
export function renderRestored(notice: RestoredNotice): Draft {
  const [[symbol], heading] = headings[notice.outcome];
  const { resource, exemptUntil } = notice;
  const noun = resourceNoun(resource.type);
  return {
    summary: [
      words(`${heading}: ${noun} `),
      code(resource.id),
      words(' in '),
      code(resource.accountId),
      words(' '),
      code(resource.region),
      words(' by '),
      code(notice.actor),
    ],
    blocks: [
      { kind: 'header', text: `${symbol} ${heading}: ${noun} ${resource.id}` },
      { kind: 'fields', fields: fieldsOf(notice) },
      ...(notice.failure === undefined ? [] : failureBlocks(notice.failure)),
      { kind: 'fence', title: 'Before → after', groups: diffGroups(notice.before, notice.after) },
      { kind: 'bullets', title: 'Notes', items: notice.notes },
      ...(exemptUntil === undefined ? [] : [exemptBlock(exemptUntil, notice.rules)]),
      { kind: 'context', parts: [[words('In the ledger: '), code(notice.actionId)]] },
    ],
  };
}

function fieldsOf(notice: RestoredNotice): DraftField[] {
  const name = notice.resource.tags['Name'];
  return [
    ...placeFields(notice.resource),
    ...(name === undefined || name === '' ? [] : [{ label: 'Name', value: [said(name)] }]),
    { label: 'Severity', value: [words(notice.severity)] },
    { label: 'Undone action', value: [code(notice.restores)] },
    { label: 'Restored by', value: [code(notice.actor)] },
    { label: 'At', value: [timeSpan(notice.at)] },
  ];
}

function exemptBlock(until: string, rules: readonly string[]): DraftBlock {
  return {
    kind: 'line',
    spans: [
      bold('Next:'),
      words(' what was put back is exempt until '),
      timeSpan(until),
      ...(rules.length === 0 ? [] : [words(' from ')]),
      ...rules.flatMap((rule, index) => (index === 0 ? [code(rule)] : [words(', '), code(rule)])),
      words('. Then it is mended again, unless it is ended before or exempted for longer: '),
      code('configmend exemptions add'),
      words('.'),
    ],
  };
}
