import type { RestoredNotice } from '../contract/notice.ts';
import { diffGroups } from './diff-groups.ts';
import type { Draft, DraftBlock } from './draft.ts';
import { bold, code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { nextBlock, stoppedBlock } from './render-failure.ts';
import { regionSpans, resourceNoun, shownId, timeSpan, whenField, whereField } from './resource-words.ts';
import { riskBlocks, ruleSpans } from './rule-words.ts';
import { shortActor } from './who-field.ts';

const headings = {
  restored: [emoji.restored, 'Put back as it was'],
  'partly-restored': [emoji.partly, 'Partly put back'],
  failed: [emoji.failed, 'Restore failed'],
} as const satisfies Record<RestoredNotice['outcome'], readonly [readonly [string, string], string]>;

/** Somebody has undone a mend, and for how long it stays so; pure. */
export function renderRestored(notice: RestoredNotice, known: Known): Draft {
  const [[symbol], heading] = headings[notice.outcome];
  const { resource, exemptUntil, outcome } = notice;
  const noun = resourceNoun(resource.type);
  const who = code(shortActor(notice.actor, resource.accountId, known));
  return {
    summary: [
      words(`${heading}: ${noun} `),
      code(shownId(resource, known)),
      words(' in '),
      ...regionSpans(resource, known),
      words(' by '),
      who,
    ],
    blocks: [
      { kind: 'header', text: `${symbol} ${heading}: ${noun} ${shownId(resource, known)}` },
      {
        kind: 'fields',
        fields: [
          whereField(resource, known),
          { label: 'Restored by', value: [who], reported: true },
          { label: `Undone action (${notice.severity})`, value: [code(notice.restores)] },
          whenField(notice.at),
        ],
      },
      ...(notice.failure === undefined ? [] : [stoppedBlock(notice.failure)]),
      {
        kind: 'fence',
        title: outcome === 'failed' ? 'What a restore would change' : 'What was done',
        groups: diffGroups(notice.before, notice.after),
      },
      ...(outcome === 'failed' ? [] : riskBlocks(notice.rules)),
      { kind: 'bullets', title: 'Notes', items: notice.notes },
      ...(notice.failure === undefined ? [] : [nextBlock(notice.failure)]),
      ...(exemptUntil === undefined ? [] : [exemptBlock(exemptUntil, notice.rules)]),
      { kind: 'context', parts: [[words('In the ledger: '), code(notice.actionId)]] },
    ],
  };
}

function exemptBlock(until: string, rules: readonly string[]): DraftBlock {
  return {
    kind: 'line',
    spans: [
      bold('Next:'),
      words(' what was put back is exempt until '),
      timeSpan(until),
      ...(rules.length === 0 ? [] : [words(' from ')]),
      ...ruleSpans(rules),
      words('. Then it is mended again, unless it is ended before or exempted for longer: '),
      code('configmend exemptions add'),
      words('.'),
    ],
  };
}
