import type { ExemptionsUnreadableNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { nextBlock, stoppedBlock } from './render-failure.ts';
import { regionSpans, whenField } from './resource-words.ts';
import { whyBlock } from './rule-words.ts';

/** Nobody knows any more what is exempt; pure. */
export function renderExemptionsUnreadable(notice: ExemptionsUnreadableNotice, known: Known): Draft {
  const title = 'The exemptions cannot be read, so nothing is mended';
  return {
    summary: [words(title)],
    blocks: [
      { kind: 'header', text: `${emoji.refused[0]} ${title}` },
      {
        kind: 'fields',
        fields: [{ label: 'Where', value: regionSpans(notice, known), reported: true }, whenField(notice.at)],
      },
      stoppedBlock(notice.failure),
      whyBlock('Violations stay open until it is put right, since a mend could end what was agreed to.'),
      nextBlock(notice.failure),
      { kind: 'context', parts: [[words('Fix instructions wait in the queue, unchanged. This is said once.')]] },
    ],
  };
}
