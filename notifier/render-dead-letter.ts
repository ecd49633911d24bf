import type { DeadLetterNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { nextBlock, stoppedBlock } from './render-failure.ts';
import { resourceNoun, shownId, whenField, whereField } from './resource-words.ts';
import { whyBlock } from './rule-words.ts';

/** Why a message that is given up matters, whatever it was about. */
export const lostBlock = whyBlock('What it was about stays as it was found: it is not tried again by itself.');

/** An instruction that nobody will carry out any more: it lies in the dead-letter queue; pure. */
export function renderDeadLetter(notice: DeadLetterNotice, known: Known): Draft {
  const { resource } = notice;
  const noun = resource === undefined ? 'an instruction' : resourceNoun(resource.type);
  return {
    summary: [
      words(resource === undefined ? `Dead letter: ${noun}` : `Dead letter: ${noun} `),
      ...(resource === undefined ? [] : [code(shownId(resource, known))]),
      words(', '),
      code(notice.failure.code),
    ],
    blocks: [
      {
        kind: 'header',
        text: `${emoji.deadLetter[0]} Dead letter: ${noun}${resource === undefined ? '' : ` ${shownId(resource, known)}`}`,
      },
      {
        kind: 'fields',
        fields: [
          ...(resource === undefined ? [] : [whereField(resource, known)]),
          ...(notice.remediator === undefined ? [] : [{ label: 'Remediator', value: [code(notice.remediator)] }]),
          { label: 'Message', value: [code(notice.messageId)] },
          whenField(notice.at),
        ],
      },
      stoppedBlock(notice.failure),
      lostBlock,
      nextBlock(notice.failure, code('configmend dead-letters explain'), words(' says what to do about it.')),
      {
        kind: 'context',
        parts: [[words('What was changed before it was given up has a message and an undo of its own.')]],
      },
    ],
  };
}
