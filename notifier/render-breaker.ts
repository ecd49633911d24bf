import type { BreakerNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { regionSpans, whenField } from './resource-words.ts';
import { whyBlock } from './rule-words.ts';

/** More would have been mended than people allowed; pure. */
export function renderBreaker(notice: BreakerNotice, known: Known): Draft {
  return {
    summary: [words('The circuit breaker has tripped, nothing more is mended: '), said(notice.cause)],
    blocks: [
      { kind: 'header', text: `${emoji.breaker[0]} The circuit breaker has tripped` },
      { kind: 'line', spans: [bold('Cause:'), words(' '), said(notice.cause)] },
      {
        kind: 'fields',
        fields: [
          { label: 'Where', value: regionSpans(notice, known), reported: true },
          whenField(notice.at),
          { label: 'Run', value: [code(notice.runId)] },
        ],
      },
      whyBlock(
        'So much at once is an attack, or a wrong parameter about to break things. Until you say which, nothing is mended.',
      ),
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' '),
          code('configmend inspect'),
          words(' shows what waits. If it is right, '),
          code('configmend breaker reset'),
          words(' lets it be mended, a limit’s worth at a time; if not, close the gate.'),
        ],
      },
      {
        kind: 'context',
        parts: [
          [
            words('What was mended before stands: '),
            code('configmend history'),
            words(' has it, each with its undo. What was queued waits, unchanged.'),
          ],
        ],
      },
    ],
  };
}
