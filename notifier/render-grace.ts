import type { GraceNotice } from '../contract/notice.ts';
import { diffGroups } from './diff-groups.ts';
import type { Draft, DraftField } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

/** What will be mended, and by when people can forestall it; pure. */
export function renderGrace(notice: GraceNotice): Draft {
  const { resource, until } = notice;
  const noun = resourceNoun(resource.type);
  return {
    summary: [
      words(`To be mended: ${noun} `),
      code(resource.id),
      words(' in '),
      code(resource.accountId),
      words(' '),
      code(resource.region),
      words(` (${notice.severity}), at `),
      timeSpan(until),
    ],
    blocks: [
      { kind: 'header', text: `${emoji.grace[0]} To be mended: ${noun} ${resource.id}` },
      {
        kind: 'line',
        spans: [
          words('It will be mended at '),
          timeSpan(until),
          words(', unless it is ended or exempted before. '),
          bold('Nothing is changed until then.'),
        ],
      },
      { kind: 'fields', fields: fieldsOf(notice) },
      { kind: 'fence', title: 'What is wrong', groups: [{ prefix: '', lines: notice.violations }] },
      { kind: 'fence', title: 'What a mend would change', groups: diffGroups(notice.before, notice.after) },
      { kind: 'bullets', title: 'Notes', items: notice.notes },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' end it in your own way, or have it exempted if it must stay: '),
          code('configmend exemptions add'),
          words('.'),
        ],
      },
      {
        kind: 'context',
        parts: [[words('It is looked at again then. What the rule finds on it meanwhile is mended with it.')]],
      },
    ],
  };
}

function fieldsOf(notice: GraceNotice): DraftField[] {
  const name = notice.resource.tags['Name'];
  return [
    ...placeFields(notice.resource),
    ...(name === undefined || name === '' ? [] : [{ label: 'Name', value: [said(name)] }]),
    { label: 'Severity', value: [words(notice.severity)] },
    { label: 'Rule', value: [code(notice.rule)] },
    { label: 'Changed by', value: notice.actor === undefined ? [words('not known')] : [code(notice.actor)] },
    { label: 'Mended at', value: [timeSpan(notice.until)] },
    { label: 'Announced at', value: [timeSpan(notice.at)] },
  ];
}
