import type { GraceNotice } from '../contract/notice.ts';
import { diffGroups } from './diff-groups.ts';
import type { Draft } from './draft.ts';
import { bold, code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { regionSpans, resourceNoun, shownId, timeSpan, whenField, whereField } from './resource-words.ts';
import { riskBlocks, ruleField } from './rule-words.ts';
import { whoField } from './who-field.ts';

/** What will be mended, and by when people can forestall it; pure. */
export function renderGrace(notice: GraceNotice, known: Known): Draft {
  const { resource, until } = notice;
  const noun = resourceNoun(resource.type);
  return {
    summary: [
      words(`To be mended: ${noun} `),
      code(shownId(resource, known)),
      words(' in '),
      ...regionSpans(resource, known),
      words(` (${notice.severity}), at `),
      timeSpan(until),
    ],
    blocks: [
      { kind: 'header', text: `${emoji.grace[0]} To be mended: ${noun} ${shownId(resource, known)}` },
      {
        kind: 'line',
        spans: [
          words('It will be mended at '),
          timeSpan(until),
          words(', unless it is ended or exempted before. '),
          bold('Nothing is changed until then.'),
        ],
      },
      {
        kind: 'fields',
        fields: [
          whereField(resource, known),
          whoField(notice.actor, resource, notice.evidence, known),
          ruleField([notice.rule], notice.severity),
          whenField(notice.at, 'Found'),
        ],
      },
      { kind: 'fence', title: 'What is wrong', groups: [{ prefix: '', lines: notice.violations }], reported: true },
      ...riskBlocks([notice.rule]),
      { kind: 'fence', title: 'What a mend would change', groups: diffGroups(notice.before, notice.after) },
      { kind: 'bullets', title: 'Notes', items: notice.notes },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' end it in your own way. If it must stay as it is: '),
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
