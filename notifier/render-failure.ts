import type { DeadLetterNotice } from '../contract/notice.ts';
import type { DraftBlock, Span } from './draft.ts';
import { bold, code, said, words } from './draft.ts';

type FailureNote = DeadLetterNotice['failure'];

/** Why it did not work. */
export function stoppedBlock({ code: reason, message }: FailureNote): DraftBlock {
  return { kind: 'line', spans: [bold('What stopped it:'), words(' '), code(reason), words(' '), said(message)] };
}

/** What the reader does next; `more` is what can be said of every such failure. */
export function nextBlock({ next }: Pick<FailureNote, 'next'>, ...more: readonly Span[]): DraftBlock {
  const stop = /[.!?…]\s*$/u.test(next) ? ' ' : '. ';
  return {
    kind: 'line',
    spans: [bold('Next:'), words(' '), said(next), ...(more.length === 0 ? [] : [words(stop), ...more])],
  };
}
