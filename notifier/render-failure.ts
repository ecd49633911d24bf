import type { DeadLetterNotice } from '../contract/notice.ts';
import type { DraftBlock } from './draft.ts';
import { bold, code, said, words } from './draft.ts';

/** Why it did not work, and what the reader does next. */
export function failureBlocks(failure: DeadLetterNotice['failure']): DraftBlock[] {
  return [
    { kind: 'line', spans: [bold('Why:'), words(' '), code(failure.code), words(' '), said(failure.message)] },
    { kind: 'line', spans: [bold('Next:'), words(' '), said(failure.next)] },
  ];
}
