import type { BreakerNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { timeSpan } from './resource-words.ts';

/** More would have been mended than people allowed; pure. */
export function renderBreaker(notice: BreakerNotice): Draft {
  return {
    summary: [words('The circuit breaker has tripped: '), said(notice.cause)],
    blocks: [
      { kind: 'header', text: `${emoji.breaker[0]} The circuit breaker has tripped` },
      { kind: 'line', spans: [bold('Why:'), words(' '), said(notice.cause)] },
      {
        kind: 'fields',
        fields: [
          { label: 'Account', value: [code(notice.accountId)] },
          { label: 'Region', value: [code(notice.region)] },
          { label: 'Run', value: [code(notice.runId)] },
          { label: 'At', value: [timeSpan(notice.at)] },
        ],
      },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' look at what is queued. If it is right, '),
          code('configmend breaker reset'),
          words(' lets it be mended, a limit’s worth at a time; if not, close the gate.'),
        ],
      },
      {
        kind: 'context',
        parts: [[words('Nothing more is changed by anyone until then. What was queued waits, unchanged.')]],
      },
    ],
  };
}
