import { actorsAmong } from '../contract/actors-among.ts';
import type { TugOfWarNotice } from '../contract/notice.ts';
import { commandSpan } from './command-span.ts';
import { historyLink } from './console-link.ts';
import type { Draft } from './draft.ts';
import { bold, code, linkTo, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { regionSpans, resourceNoun, shownId, timeText, whenField, whereField } from './resource-words.ts';
import { whyBlock } from './rule-words.ts';
import { shortActor } from './who-field.ts';

/** Somebody, often a deployment, keeps bringing back what is mended; pure. */
export function renderTugOfWar(notice: TugOfWarNotice, known: Known): Draft {
  const { resource, mends } = notice;
  const noun = resourceNoun(resource.type);
  const history = historyLink(resource);
  const sameActor = new Set(mends.map(({ actor }) => actor)).size <= 1;
  const actors = actorsAmong(mends).map((actor) => code(shortActor(actor, resource.accountId, known)));
  return {
    summary: [
      words(`Mended ${mends.length} times and back again: ${noun} `),
      code(shownId(resource, known)),
      words(' in '),
      ...regionSpans(resource, known),
    ],
    blocks: [
      { kind: 'header', text: `${emoji.contested[0]} Keeps coming back: ${noun} ${shownId(resource, known)}` },
      {
        kind: 'line',
        spans: [
          words(`Mended ${mends.length} times within a day, and brought back each time. `),
          bold('From now on it is left to people.'),
        ],
      },
      {
        kind: 'fields',
        fields: [
          whereField(resource, known),
          {
            label: 'Brought back by',
            value: [
              ...(actors.length === 0 ? [words('not known')] : actors.flatMap((actor) => [actor, words('\n')])),
              ...(history === null
                ? []
                : [words(actors.length === 0 ? '\n' : ''), linkTo(history, 'CloudTrail event history')]),
            ],
            reported: true,
          },
          whenField(notice.at),
        ],
      },
      {
        kind: 'fence',
        title: 'What is there again',
        groups: [{ prefix: '', lines: [notice.violation] }],
        reported: true,
      },
      whyBlock(
        'It stays open until it is settled: mending it over and over would only hide that somebody wants it so.',
      ),
      {
        kind: 'fence',
        title: 'Mended before',
        groups: [
          { prefix: '', lines: mends.map((mend) => mendLine(mend, sameActor ? null : resource.accountId, known)) },
        ],
      },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' settle it with whoever brings it back, such as the code that deploys it. Then '),
          commandSpan('configmend breaker reset', { value: resource.id, placeholder: 'RESOURCE' }),
          words(' has it mended again.'),
        ],
      },
    ],
  };
}

/** Who it was is said once where it was always the same; `accountId` is null then. */
function mendLine(
  { at, actionId, actor }: TugOfWarNotice['mends'][number],
  accountId: string | null,
  known: Known,
): string {
  const by = accountId === null ? [] : [actor === undefined ? 'not known' : shortActor(actor, accountId, known)];
  return [actionId, timeText(at) ?? at, ...by].join(' · ');
}
