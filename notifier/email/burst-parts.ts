import type { Burst } from '../announcement.ts';
import { code, said, words } from '../draft.ts';
import type { Known } from '../known.ts';
import { restoreSpan } from '../render-outcome.ts';
import { resourceNoun, shownId, timeSpan } from '../resource-words.ts';
import { baselineLines, type GivenParameters } from './baseline.ts';
import { itemsOf } from './draft-parts.ts';
import type { EmailLine, EmailPart } from './email-layout.ts';
import { complianceFacts, type Facts, graceFacts, letterFacts, outcomeFacts } from './facts.ts';
import { arnLine, pair } from './facts-parts.ts';

/** A hundred of them fit into one mail. */
const mostBytesOfOne = 2000;
/** Of one resource. */
const mostViolations = 3;

/** Pure. The rules of a list of many, and then each of the many with its ARN, its principal, what was found, and its undo. */
export function burstParts(burst: Burst, known: Known, given: GivenParameters): EmailPart[] {
  const all = factsOf(burst, known);
  const rules = [...new Set(all.flatMap((facts) => facts.rules))];
  const grades = new Set(all.map(({ severity }) => severity));
  const [grade = null] = grades;
  const severity = grades.size === 1 ? grade : null;
  return [
    { title: 'The baseline', lines: baselineLines(rules, severity, given) },
    ...all.map((facts, index) => partOf(rules.length > 1 ? facts : { ...facts, rules: [] }, index, known)),
    { title: null, lines: unreadLines(burst) },
  ];
}

function factsOf(burst: Burst, known: Known): Facts[] {
  switch (burst.kind) {
    case 'compliance-burst':
      return burst.changes.map((change) => complianceFacts(change, known));
    case 'outcome-burst':
      return burst.notices.map(outcomeFacts);
    case 'grace-burst':
      return burst.notices.map(graceFacts);
    case 'dead-letter-burst':
      return burst.notices.flatMap((notice) => letterFacts(notice) ?? []);
  }
}

function partOf(facts: Facts, index: number, known: Known): EmailPart {
  const { resource, name, who, rules, violations, failure, actionId, until, at } = facts;
  const place = `${known.account(resource.accountId)} ${resource.region}`;
  const { call } = who;
  const time = call.at ?? null;
  const named = [call.eventName, call.sourceAddress === undefined ? undefined : `from ${call.sourceAddress}`];
  const made = named.filter((part) => part !== undefined).join(' ');
  return {
    title: `${index + 1}.`,
    mostBytes: mostBytesOfOne,
    lines: [
      arnLine(facts),
      ...(actionId === undefined ? [] : [pair('To undo it', restoreSpan(actionId))]),
      ...(until === undefined ? [] : [pair('Mended at', timeSpan(until))]),
      pair(
        'Resource',
        said(resourceNoun(resource.type)),
        words(' '),
        code(shownId(resource, known)),
        ...nameSpans(name),
      ),
      pair('Where', code(place)),
      ...(at === null ? [] : [pair('Time', timeSpan(at))]),
      ...who.actors.map((actor) => pair('Principal', code(actor))),
      ...(who.actors.length > 0 ? [] : [pair('Principal', words(`not known: ${who.unknown}`))]),
      ...(made === '' ? [] : [pair('Call', said(made), ...(time === null ? [] : [words(' at '), timeSpan(time)]))]),
      ...rules.map((rule) => pair('Rule', code(rule))),
      ...itemsOf(violations, '- ', mostViolations),
      ...(failure === undefined ? [] : [pair('Stopped by', code(failure.code), words(' '), said(failure.message))]),
    ],
  };
}

function nameSpans(name: string | null) {
  return name === null ? [] : [words(', '), said(name)];
}

/** Messages that say of no resource what they are about. */
function unreadLines(burst: Burst): EmailLine[] {
  if (burst.kind !== 'dead-letter-burst') return [];
  const unread = burst.notices.filter(({ resource }) => resource === undefined);
  return unread.map(({ messageId }) => pair('Message', code(messageId)));
}
