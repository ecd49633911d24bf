import type { DigestNotice } from '../contract/notice.ts';
import type { Draft, DraftBlock, DraftField, Span } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { regionSpans, timeSpan } from './resource-words.ts';

type Counted = readonly [count: number | undefined, what: string];

/** What happened in a day, what is waiting, and what waits for somebody; pure. */
export function renderDigest(notice: DigestNotice, known: Known): Draft {
  const { breaker, queues, actions, exemptions = [], rules, unread } = notice;
  const happened = happenedText(notice);
  return {
    summary: [words(`Daily digest: ${happened}`)],
    blocks: [
      { kind: 'header', text: `${emoji.digest[0]} Daily digest` },
      { kind: 'line', spans: [words(`${capital(happened)}.`)] },
      { kind: 'fields', fields: fieldsOf(notice, known) },
      ...(breaker === undefined || breaker === null
        ? []
        : [next([words('the breaker has tripped ('), said(breaker.cause), words('). '), code('configmend breaker')])]),
      ...(queues === undefined || queues.deadLetters === 0
        ? []
        : [next([code('configmend dead-letters explain'), words(' says what to do about each dead letter.')])]),
      ...(actions === undefined || actions.interrupted === 0
        ? []
        : [next([code('configmend history --outcome interrupted'), words(' lists what has no outcome.')])]),
      { kind: 'fence', title: 'By account', groups: [{ prefix: '', lines: accountLines(notice, known) }], most: 25 },
      { kind: 'fence', title: 'By rule', groups: [{ prefix: '', lines: rules.map(ruleLine) }], most: 25 },
      {
        kind: 'bullets',
        title: 'Exemptions that end within a week',
        items: exemptions.map(
          ({ id, rule, owner, expires }) => `${id} (${rule}, ${owner}) until ${expires.slice(0, 10)}`,
        ),
      },
      { kind: 'bullets', title: 'Not known', items: unread },
      {
        kind: 'context',
        parts: [
          [words('From '), timeSpan(notice.since), words(' to '), timeSpan(notice.at)],
          [words('Each mend has its undo in '), code('configmend history'), words('.')],
          ...(notice.accounts === undefined
            ? []
            : [[words('Non-compliant are counted in '), ...regionSpans(notice, known), words(' alone.')]]),
        ],
      },
    ],
  };
}

function accountLines({ accounts = [] }: DigestNotice, known: Known): string[] {
  return accounts.map(({ accountId, actions }) => `${known.account(accountId)}: ${countedActions(actions).join(', ')}`);
}

function happenedText({ actions, rules }: DigestNotice): string {
  const noOps = rules.reduce((sum, { nothingToDo }) => sum + (nothingToDo ?? 0), 0);
  const open = rules.reduce((sum, { nonCompliant }) => sum + (nonCompliant?.resources ?? 0), 0);
  const more = rules.some(({ nonCompliant }) => nonCompliant?.orMore === true);
  const told = [
    ...(actions === undefined
      ? ['what was mended is not known']
      : [
          `${actions.mended} mended`,
          ...counted([[actions.partlyMended, 'partly mended']]),
          `${actions.failed} failed`,
          ...counted([[actions.restored, 'put back']]),
        ]),
    ...counted([[noOps, 'right already when looked at']]),
    `${open}${more ? ' or more' : ''} non-compliant now`,
  ];
  return told.join(', ');
}

function fieldsOf(notice: DigestNotice, known: Known): DraftField[] {
  const { queues, oldestAt } = notice;
  return [
    { label: 'Where', value: regionSpans(notice, known), reported: true },
    { label: 'Gate and breaker', value: [words(`${gateText(notice)}, ${breakerText(notice)}`)] },
    ...(queues === undefined
      ? []
      : [
          { label: 'Waiting to be mended', value: waitingSpans(queues.waiting, oldestAt) },
          { label: 'Waiting for somebody', value: [words(forSomebody(queues))] },
        ]),
  ];
}

function gateText({ gate }: DigestNotice): string {
  return gate === undefined ? 'gate not known' : `gate ${gate}`;
}

function breakerText({ breaker }: DigestNotice): string {
  if (breaker === undefined) return 'breaker not known';
  return breaker === null ? 'breaker not tripped' : 'breaker tripped';
}

function forSomebody({
  deadLetters,
  failedInvocations,
  untold,
  undeliverable,
}: NonNullable<DigestNotice['queues']>): string {
  const waiting = counted([
    [deadLetters, plural(deadLetters, 'dead letter')],
    [failedInvocations, plural(failedInvocations, 'failed invocation')],
    [undeliverable, `${plural(undeliverable, 'message')} to Slack given up`],
    [untold, `${plural(untold, 'message')} to Slack not sent yet`],
  ]);
  return waiting.join(', ') || 'nothing';
}

function waitingSpans(waiting: number, oldestAt: string | undefined): Span[] {
  if (oldestAt === undefined) return [words(String(waiting))];
  return [words(`${waiting}, the oldest since\n`), timeSpan(oldestAt)];
}

function ruleLine({ rule, actions, nothingToDo, nonCompliant }: DigestNotice['rules'][number]): string {
  const told = [
    ...countedActions(actions),
    ...counted([
      [nothingToDo, 'right already'],
      [nonCompliant?.resources, nonCompliant?.orMore === true ? 'or more non-compliant' : 'non-compliant'],
    ]),
  ];
  return `${rule}: ${told.join(', ')}`;
}

function countedActions(actions: DigestNotice['actions']): string[] {
  return counted([
    [actions?.mended, 'mended'],
    [actions?.partlyMended, 'partly mended'],
    [actions?.restored, 'put back'],
    [actions?.failed, 'failed'],
    [actions?.interrupted, 'interrupted'],
  ]);
}

function plural(count: number, what: string): string {
  return count === 1 ? what : `${what}s`;
}

/** What there is none of is not mentioned. */
function counted(counts: readonly Counted[]): string[] {
  return counts.flatMap(([count, what]) => (count === undefined || count === 0 ? [] : `${count} ${what}`));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function next(spans: readonly Span[]): DraftBlock {
  return { kind: 'line', spans: [bold('Next:'), words(' '), ...spans] };
}
