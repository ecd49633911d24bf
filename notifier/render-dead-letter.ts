import type { DeadLetterNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { failureBlocks } from './render-failure.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

/** An instruction that nobody will carry out any more: it lies in the dead-letter queue; pure. */
export function renderDeadLetter(notice: DeadLetterNotice): Draft {
  const { resource } = notice;
  const subject = resource === undefined ? 'an instruction' : `${resourceNoun(resource.type)} ${resource.id}`;
  return {
    summary: [
      words('Dead letter: '),
      ...(resource === undefined
        ? [words('an instruction')]
        : [words(`${resourceNoun(resource.type)} `), code(resource.id)]),
      words(', '),
      code(notice.failure.code),
    ],
    blocks: [
      { kind: 'header', text: `${emoji.deadLetter[0]} Dead letter: ${subject}` },
      {
        kind: 'fields',
        fields: [
          ...(resource === undefined ? [] : placeFields(resource)),
          ...(notice.remediator === undefined ? [] : [{ label: 'Remediator', value: [code(notice.remediator)] }]),
          { label: 'Message', value: [code(notice.messageId)] },
          { label: 'At', value: [timeSpan(notice.at)] },
        ],
      },
      ...failureBlocks(notice.failure),
      { kind: 'context', parts: [[words('Nothing was changed. The message waits in the dead-letter queue.')]] },
    ],
  };
}
