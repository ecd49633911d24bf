import { code, linkTo, said, type Span, words } from '../draft.ts';
import { consoleLink, eventLink, historyLink } from '../console-link.ts';
import type { Known } from '../known.ts';
import { timeSpan } from '../resource-words.ts';
import { baselineLines, type GivenParameters } from './baseline.ts';
import { itemsOf } from './draft-parts.ts';
import type { EmailLine, EmailPart } from './email-layout.ts';
import type { Facts } from './facts.ts';

export const pair = (label: string, ...value: readonly Span[]): EmailLine => ({ kind: 'pair', label, value });

const howToKnow =
  'With enable_fast_path = true, and a trail that logs management events, calls are seen as they are made and their principals named.';

/** Pure. The resource, the principal and the violation, each as a part of its own. */
export function factsParts(facts: Facts, known: Known, given: GivenParameters): EmailPart[] {
  return [resourcePart(facts, known), whoPart(facts), baselinePart(facts, given)];
}

function resourcePart(facts: Facts, known: Known): EmailPart {
  const { resource, name, actionId, at } = facts;
  const page = consoleLink(resource);
  return {
    title: 'The resource',
    lines: [
      arnLine(facts),
      ...(name === null ? [] : [pair('Name', said(name))]),
      ...placeLines(resource, known),
      ...(page === null ? [] : [pair('Console', linkTo(page, 'its page'))]),
      ...(at === null ? [] : [pair('Time', timeSpan(at))]),
      ...(actionId === undefined ? [] : [pair('Action', code(actionId), words(' in the ledger'))]),
    ],
  };
}

/** Pure. The account with its name, and the region. */
export function placeLines(place: { readonly accountId: string; readonly region: string }, known: Known): EmailLine[] {
  return [pair('Account', code(known.account(place.accountId))), pair('Region', code(place.region))];
}

/** Pure. */
export function arnLine({ arn, resource }: Facts): EmailLine {
  return arn === null
    ? pair('ARN', words('not known, AWS Config has it: '), code(resource.type), words(' '), code(resource.id))
    : pair('ARN', code(arn));
}

function whoPart({ who, resource }: Facts): EmailPart {
  const { actors, call, unknown, title } = who;
  return {
    title,
    lines: [
      ...actors.map((actor) => pair('Principal', code(actor))),
      ...(actors.length > 0 ? [] : [pair('Principal', words(`not known: ${unknown}. ${howToKnow}`))]),
      ...(call.eventName === undefined ? [] : [pair('Call', code(call.eventName))]),
      ...(call.sourceAddress === undefined ? [] : [pair('From', code(call.sourceAddress))]),
      ...(call.at === undefined ? [] : [pair('Time', timeSpan(call.at))]),
      ...(call.eventId === undefined ? [] : [pair('Event', code(call.eventId))]),
      ...historyLines(resource, call.eventId),
    ],
  };
}

function historyLines(resource: Facts['resource'], eventId: string | undefined): EmailLine[] {
  const event = eventId === undefined ? null : eventLink({ eventId, region: resource.region });
  const link = event ?? historyLink(resource);
  return link === null ? [] : [pair('CloudTrail', linkTo(link, event === null ? 'its event history' : 'the event'))];
}

function baselinePart({ rules, severity, violations }: Facts, given: GivenParameters): EmailPart {
  return {
    title: violations.length === 0 ? 'The baseline' : 'The violation against the baseline',
    lines: [
      ...baselineLines(rules, severity, given),
      ...(violations.length === 0 ? [] : [pair('Found', words(''))]),
      ...itemsOf(violations, '  - '),
    ],
  };
}
