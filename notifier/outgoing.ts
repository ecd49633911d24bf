import type { Failure } from '../contract/failure.ts';
import { type About, aboutOf, momentOf, type RuleSeverities } from './about.ts';
import type { Announcement } from './announcement.ts';
import { mergeBursts, type Merged } from './merge-burst.ts';
import type { OutboxMessage } from './outbox-event.ts';
import { type Route, routeTelling } from './route-telling.ts';
import { worthTelling } from './worth-telling.ts';

/** One announcement that people are told of, and the message that it came in. */
export interface OutgoingItem {
  readonly announcement: Announcement;
  readonly about: About | null;
  readonly message: OutboxMessage;
  /** When it happened, or else came into the outbox, in milliseconds since the epoch. */
  readonly at: number;
}

/** One Slack message to be. `astray`: which webhook it was for, and why that cannot be used. */
export type Outgoing = Merged<OutgoingItem> & {
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
  { routes, ownerTag, severities }: RoutingTerms,
  now: number,
): Map<string | null, Outgoing[]> {
  const items = messages.flatMap((message) =>
    message.announcements.filter(worthTelling).map((announcement): OutgoingItem => {
      const at = [momentOf(announcement), message.sentAt].find((moment) => !Number.isNaN(moment)) ?? now;
      return { announcement, about: aboutOf(announcement, severities), message, at };
    }),
  );
  const byWebhook = new Map<string | null, OutgoingItem[]>();
  for (const item of items.toSorted((one, other) => one.at - other.at)) {
    const webhook = routeTelling(item.about, routes, ownerTag);
    byWebhook.set(webhook, [...(byWebhook.get(webhook) ?? []), item]);
  }
  return new Map([...byWebhook].map(([webhook, ordered]) => [webhook, mergeBursts(ordered)]));
}

/** Pure. Two lists of them as one, by when the first of each happened. */
export function together(one: readonly Outgoing[], other: readonly Outgoing[]): Outgoing[] {
  const first = ({ items }: Outgoing): number => items[0]?.at ?? 0;
  return [...one, ...other].toSorted((a, b) => first(a) - first(b));
}
