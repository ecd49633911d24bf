import type { TugOfWarNotice } from '../contract/notice.ts';
import type { Draft } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { placeFields, resourceNoun, timeSpan } from './resource-words.ts';

/** Somebody, often a deployment, keeps bringing back what is mended; pure. */
export function renderTugOfWar(notice: TugOfWarNotice): Draft {
  const { resource, mends } = notice;
  const noun = resourceNoun(resource.type);
  return {
    summary: [words(`Mended ${mends.length} times and back again: ${noun} `), code(resource.id)],
    blocks: [
      { kind: 'header', text: `${emoji.contested[0]} Keeps coming back: ${noun} ${resource.id}` },
      {
        kind: 'line',
        spans: [
          words(
            `It was mended ${mends.length} times within a day, and somebody or something brought it back each time. `,
          ),
          bold('From now on it is left to people.'),
        ],
      },
      { kind: 'fields', fields: [...placeFields(resource), { label: 'At', value: [timeSpan(notice.at)] }] },
      { kind: 'fence', title: 'What is there again', groups: [{ prefix: '', lines: [notice.violation] }] },
      { kind: 'fence', title: 'Mended before', groups: [{ prefix: '', lines: mends.map(mendLine) }] },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' settle it with whoever brings it back, such as the code that deploys it. Then '),
          code(`configmend breaker reset ${resource.id}`),
          words(' has it mended again.'),
        ],
      },
      { kind: 'context', parts: [[said('Who changed it is in the CloudTrail event history of the resource.')]] },
    ],
  };
}

function mendLine({ at, actionId, actor }: TugOfWarNotice['mends'][number]): string {
  return `${at}  ${actionId}  brought in by ${actor ?? 'somebody not known'}`;
}
