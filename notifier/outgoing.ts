import type { Failure } from '../contract/failure.ts';
import { type About, aboutOf, momentOf, type RuleSeverities } from './about.ts';
import type { Announcement } from './announcement.ts';
import { mergeBursts, type Merged } from './merge-burst.ts';
import type { OutboxMessage } from './outbox-event.ts';
import { type Route, routeTelling } from './route-telling.ts';
import type { Way } from './way.ts';
import { worthTelling } from './worth-telling.ts';

/** One announcement that people are told of, and the message that it came in. */
export interface OutgoingItem {
  readonly announcement: Announcement;
  readonly about: About | null;
  readonly message: OutboxMessage;
  /** When it happened, or else came into the outbox, in milliseconds since the epoch. */
  readonly at: number;
}

/** One message to be, in Slack or by e-mail. `astray`: which webhook it was for, and why that cannot be used. */
export type Outgoing = Merged<OutgoingItem> & {
  readonly way: Way;
  readonly astray?: { readonly parameter: string; readonly failure: Failure };
};

export interface RoutingTerms {
  readonly routes: readonly Route[];
  /** The key of the tag whose value is a resource's owner. */
  readonly ownerTag: string;
  readonly severities: RuleSeverities;
}

/** Pure. What is worth telling of these messages, by the parameter of its webhook, null for the default: in the order in which it happened, bursts as lists. */
export function outgoingByWebhook(
  messages: readonly OutboxMessage[],
  terms: RoutingTerms,
  now: number,
): Map<string | null, Outgoing[]> {
  const byWebhook = new Map<string | null, OutgoingItem[]>();
  for (const item of itemsFor('slack', messages, terms, now)) {
    const webhook = routeTelling(item.about, terms.routes, terms.ownerTag);
    byWebhook.set(webhook, [...(byWebhook.get(webhook) ?? []), item]);
  }
  return new Map([...byWebhook].map(([webhook, ordered]) => [webhook, merged('slack', ordered)]));
}

/** Pure. The same for e-mail, which has no routes. */
export function outgoingByEmail(messages: readonly OutboxMessage[], terms: RoutingTerms, now: number): Outgoing[] {
  return merged('email', itemsFor('email', messages, terms, now));
}

function merged(way: Way, items: readonly OutgoingItem[]): Outgoing[] {
  return mergeBursts(items).map((one) => ({ ...one, way }));
}

/** What is worth telling and was not told by this way, in the order in which it happened. */
function itemsFor(
  way: Way,
  messages: readonly OutboxMessage[],
  { severities }: RoutingTerms,
  now: number,
): OutgoingItem[] {
  const items = messages
    .filter(({ told }) => !told.includes(way))
    .flatMap((message) =>
      message.announcements.filter(worthTelling).map((announcement): OutgoingItem => {
        const at = [momentOf(announcement), message.sentAt].find((moment) => !Number.isNaN(moment)) ?? now;
        return { announcement, about: aboutOf(announcement, severities), message, at };
      }),
    );
  return items.toSorted((one, other) => one.at - other.at);
}

/** Pure. Two lists of them as one, by when the first of each happened. */
export function together(one: readonly Outgoing[], other: readonly Outgoing[]): Outgoing[] {
  const first = ({ items }: Outgoing): number => items[0]?.at ?? 0;
  return [...one, ...other].toSorted((a, b) => first(a) - first(b));
}
