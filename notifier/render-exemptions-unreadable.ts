import type { ExemptionsUnreadableNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { failureBlocks } from './render-failure.ts';
import { timeSpan } from './resource-words.ts';

/** Nobody knows any more what is exempt; pure. */
export function renderExemptionsUnreadable(notice: ExemptionsUnreadableNotice): Draft {
  return {
    summary: [words('The exemptions cannot be read, so nothing is mended')],
    blocks: [
      { kind: 'header', text: `${emoji.refused[0]} The exemptions cannot be read, so nothing is mended` },
      ...failureBlocks(notice.failure),
      {
        kind: 'fields',
        fields: [
          { label: 'Account', value: [code(notice.accountId)] },
          { label: 'Region', value: [code(notice.region)] },
          { label: 'At', value: [timeSpan(notice.at)] },
        ],
      },
      { kind: 'context', parts: [[words('Fix instructions wait in the queue. This is said once.')]] },
    ],
  };
}
