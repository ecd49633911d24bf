import type { DeadLetterNotice, GraceNotice, OutcomeNotice } from '../contract/notice.ts';
import type { Burst, ComplianceBurst, DeadLetterBurst, GraceBurst, OutcomeBurst } from './announcement.ts';
import type { Draft, DraftBlock, Span } from './draft.ts';
import { bold, code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { lostBlock } from './render-dead-letter.ts';
import { nextBlock, stoppedBlock } from './render-failure.ts';
import { outcomeHeadings } from './render-outcome.ts';
import { nameOf, shownId, timeSpan } from './resource-words.ts';
import { riskBlocks, ruleSpans } from './rule-words.ts';

type NoticeBurst = Exclude<Burst, ComplianceBurst>;

/** So many lines of so many characters: four blocks of them, for a hundred notices, stay below Slack's limits for one block and for all. */
const linesPerBlock = 25;
const lineRoom = 105;

/** Many notices of a kind as one message: a line each, the action that undoes it before all else; pure. */
export function renderNoticeBurst(burst: NoticeBurst, known: Known): Draft {
  const shared = sharedOf(burst, known);
  const { symbol, title, summary = [words(title)], lines, next } = contentOf(burst, shared);
  return {
    summary: [...summary, ...(shared.place === null ? [] : [words(' in '), code(shared.place)])],
    blocks: [
      { kind: 'header', text: `${symbol} ${title}` },
      {
        kind: 'fields',
        fields: [
          {
            label: 'Where',
            value: [shared.place === null ? words('on each line') : code(shared.place)],
            reported: true,
          },
          ...(shared.rules.length === 0
            ? []
            : [
                {
                  label: shared.rules.length === 1 ? 'Rule' : 'Rules',
                  value: ruleSpans(shared.rules, '\n'),
                  reported: true as const,
                },
              ]),
          ...(shared.since === null ? [] : [{ label: 'Since', value: [timeSpan(shared.since)] }]),
        ],
      },
      ...(shared.failure === null ? [] : [stoppedBlock(shared.failure)]),
      ...(burst.kind === 'dead-letter-burst' ? [lostBlock] : riskBlocks(shared.rules)),
      next,
      ...fences(lines),
    ],
  };
}

interface Shared {
  /** Account and region, where all have the same. */
  readonly place: string | null;
  readonly rules: readonly string[];
  readonly since: string | null;
  /** What stopped them, where it was the same for all. */
  readonly failure: DeadLetterNotice['failure'] | null;
  readonly known: Known;
}

function sharedOf(burst: NoticeBurst, known: Known): Shared {
  const { notices } = burst;
  const places = [
    ...new Set(notices.flatMap(({ resource }) => (resource === undefined ? [] : placeOf(resource, known)))),
  ];
  const [place] = places;
  return {
    place: places.length === 1 && place !== undefined ? place : null,
    rules: rulesOf(burst),
    since: notices[0]?.at ?? null,
    failure: failureOf(burst),
    known,
  };
}

function failureOf(burst: NoticeBurst): Shared['failure'] {
  if (burst.kind === 'grace-burst') return null;
  const [first, ...others] = burst.notices.map(({ failure }) => failure);
  if (first === undefined) return null;
  const isSame = others.every((other) => other?.code === first.code && other.message === first.message);
  return isSame ? first : null;
}

function rulesOf(burst: NoticeBurst): string[] {
  switch (burst.kind) {
    case 'outcome-burst':
      return [...new Set(burst.notices.flatMap(({ rules }) => rules))];
    case 'grace-burst':
      return [...new Set(burst.notices.map(({ rule }) => rule))];
    case 'dead-letter-burst':
      return [];
  }
}

interface Content {
  readonly symbol: string;
  readonly title: string;
  /** Where the title holds what is not our own. */
  readonly summary?: readonly Span[];
  readonly lines: readonly string[];
  readonly next: DraftBlock;
}

function contentOf(burst: NoticeBurst, shared: Shared): Content {
  switch (burst.kind) {
    case 'outcome-burst':
      return outcomes(burst, shared);
    case 'grace-burst':
      return graces(burst, shared);
    case 'dead-letter-burst':
      return letters(burst, shared);
  }
}

function outcomes({ outcome, notices }: OutcomeBurst, shared: Shared): Content {
  const [[symbol], heading] = outcomeHeadings[outcome];
  const critical = notices.every(({ severity }) => severity === 'critical') ? ', all critical' : '';
  const undoable = notices.some(({ actionId }) => actionId !== undefined);
  return {
    symbol,
    title: `${heading}: ${notices.length} resources${critical}`,
    lines: notices.map((notice) => outcomeLine(notice, shared, undoable)),
    next: undoable
      ? {
          kind: 'line',
          spans: [
            bold('To undo one:'),
            words(' '),
            code('configmend restore ACTION'),
            words(', the first word of its line.'),
          ],
          reported: true,
        }
      : line([words('Nothing was changed, so there is nothing to undo.')]),
  };
}

function graces({ notices }: GraceBurst, shared: Shared): Content {
  return {
    symbol: emoji.grace[0],
    title: `To be mended: ${notices.length} violations`,
    lines: notices.map((notice) => graceLine(notice, shared)),
    next: line([
      bold('Nothing is changed before the time on each line.'),
      words(' What must stay as it is: '),
      code('configmend exemptions add'),
      words('.'),
    ]),
  };
}

function letters({ code: reason, notices }: DeadLetterBurst, shared: Shared): Content {
  return {
    symbol: emoji.deadLetter[0],
    title: `Dead letters: ${notices.length}, all ${reason}`,
    summary: [words(`Dead letters: ${notices.length}, all `), code(reason)],
    lines: notices.map((notice) => letterLine(notice, shared)),
    next: nextBlock(
      { next: notices[0]?.failure.next ?? '' },
      code('configmend dead-letters return --all'),
      words(' has them tried again.'),
    ),
  };
}

/** Where others have an action to undo, a dash stands for none. */
function outcomeLine({ actionId, resource, failure, rules }: OutcomeNotice, shared: Shared, undoable: boolean): string {
  return lineOf([
    actionId ?? (undoable ? '–' : undefined),
    ...(shared.failure === null ? [failure?.code] : []),
    ...resourceParts(resource, shared),
    ...(shared.rules.length > 1 ? rules : []),
    ...(shared.failure === null ? [failure?.message] : []),
  ]);
}

function graceLine({ until, resource, rule }: GraceNotice, shared: Shared): string {
  const by = `${until.slice(0, 16).replace('T', ' ')} UTC`;
  return lineOf([by, ...resourceParts(resource, shared), ...(shared.rules.length > 1 ? [rule] : [])]);
}

function letterLine({ messageId, resource, failure }: DeadLetterNotice, shared: Shared): string {
  const about = resource === undefined ? [`message ${messageId}`] : resourceParts(resource, shared);
  return lineOf([...about, ...(shared.failure === null ? [failure.message] : [])]);
}

function resourceParts(resource: OutcomeNotice['resource'], { place, known }: Shared): (string | undefined)[] {
  return [
    shownId(resource, known),
    nameOf(resource) ?? undefined,
    place === null ? placeOf(resource, known) : undefined,
  ];
}

function placeOf({ accountId, region }: Pick<OutcomeNotice['resource'], 'accountId' | 'region'>, known: Known): string {
  return `${known.account(accountId)} ${region}`;
}

function line(spans: readonly Span[]): DraftBlock {
  return { kind: 'line', spans };
}

/** What comes first is never cut. */
function lineOf(parts: readonly (string | undefined)[]): string {
  const whole = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return whole.length > lineRoom ? `${whole.slice(0, lineRoom - 1)}…` : whole;
}

function fences(lines: readonly string[]): DraftBlock[] {
  const starts = Array.from({ length: Math.ceil(lines.length / linesPerBlock) }, (_, index) => index * linesPerBlock);
  return starts.map((start): DraftBlock => {
    const part = lines.slice(start, start + linesPerBlock);
    const title = lines.length > linesPerBlock ? `${start + 1} to ${start + part.length}` : 'Resources';
    return { kind: 'fence', title, groups: [{ prefix: '', lines: part }], most: linesPerBlock, reported: true };
  });
}
