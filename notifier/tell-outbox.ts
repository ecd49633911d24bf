import { Failure } from '../contract/failure.ts';
import type { Log } from '../contract/log.ts';
import { type Channel, isAboutMessage } from './channel.ts';
import { slowestEmailMs } from './email/email-sender.ts';
import type { Known } from './known.ts';
import { misrouted } from './misrouted.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxMessage } from './outbox-event.ts';
import { createOutboxSettling, type OutboxSettling } from './outbox-settling.ts';
import { type Outgoing, outgoingByEmail, outgoingByWebhook, type RoutingTerms, together } from './outgoing.ts';
import { longestReceives, putBackSeconds } from './put-back.ts';
import type { KnownReader } from './read-known.ts';
import { renderTelling } from './render-telling.ts';
import type { SlackMessage } from './slack-message.ts';
import { slowestSendMs } from './slack.ts';
import { type EmailChannel, tellEmail } from './tell-email.ts';
import { tellingIds } from './telling-ids.ts';

export interface TellOutboxDeps extends RoutingTerms {
  /** Where everything goes that no route asks for; null without Slack. */
  readonly channel: Channel | null;
  /** By the parameter that a route names. */
  readonly routed: ReadonlyMap<string, Channel>;
  /** null without e-mail reports. */
  readonly email: EmailChannel | null;
  readonly known: KnownReader;
  readonly outbox: Outbox;
  readonly log: Log;
  now(): number;
  remainingMs(): number;
}

export interface Told {
  /** Ids of the messages that are not finished: they wait in the outbox. */
  readonly unfinished: readonly string[];
  /** What keeps the default webhook's URL from being read: nobody hears of it unless the function fails. */
  readonly failure: Failure | null;
}

/** What a webhook is to be done with next. */
type Next =
  | { readonly kind: 'go-on' }
  /** Nothing more for now. */
  | { readonly kind: 'wait'; readonly seconds: number; readonly failure?: Failure }
  /** Nothing more by this way. */
  | { readonly kind: 'elsewhere'; readonly failure: Failure };

/**
 * Tells Slack what a batch of the outbox says, each webhook by itself, and then by e-mail: neither keeps the other waiting, and neither repeats
 * what the other could not deliver. What cannot be delivered for now is put back for as long as its webhook or topic is to be left
 * alone, together with all that was to follow it there. What Slack or SNS refuses for its content goes to the dead letters with
 * the reason; what a route's webhook does not take goes to the default, and says so. Never rejects.
 */
export async function tellOutbox(messages: readonly OutboxMessage[], deps: TellOutboxDeps): Promise<Told> {
  const { channel, email } = deps;
  const byWebhook =
    channel === null ? new Map<string | null, Outgoing[]>() : outgoingByWebhook(messages, deps, deps.now());
  const byEmail = email === null ? [] : outgoingByEmail(messages, deps, deps.now());
  const settling = createOutboxSettling(deps.outbox, deps.log, [...[...byWebhook.values()].flat(), ...byEmail]);
  const failure = channel === null ? null : await tellSlack(channel, byWebhook, { ...deps, settling });
  if (email !== null) await tellEmail(email, byEmail, { ...deps, settling });
  return { unfinished: await settling.end(), failure };
}

/** Answers what keeps the default webhook's URL from being read. */
async function tellSlack(
  channel: Channel,
  byWebhook: ReadonlyMap<string | null, readonly Outgoing[]>,
  deps: Omit<ChannelDeps, 'haste'>,
): Promise<Failure | null> {
  const haste = { begun: false };
  const tell = (webhook: Channel, outgoing: readonly Outgoing[]) => tellChannel(webhook, outgoing, { ...deps, haste });

  let astray: readonly Outgoing[] = [];
  for (const [parameter, routed] of deps.routed) {
    const { elsewhere } = await tell(routed, byWebhook.get(parameter) ?? []);
    astray = together(astray, elsewhere);
  }
  const { failure } = await tell(channel, together(byWebhook.get(null) ?? [], astray));
  return failure;
}

interface ChannelDeps extends TellOutboxDeps {
  readonly settling: OutboxSettling;
  /** Whether anything was tried: the first is, however little time there is. */
  readonly haste: { begun: boolean };
}

async function tellChannel(
  channel: Channel,
  outgoing: readonly Outgoing[],
  deps: ChannelDeps,
): Promise<{ readonly elsewhere: readonly Outgoing[]; readonly failure: Failure | null }> {
  for (const [index, one] of outgoing.entries()) {
    const next = leaveAlone(channel, deps) ?? (await tellOne(channel, one, deps));
    const rest = outgoing.slice(index);
    switch (next.kind) {
      case 'go-on':
        break;
      case 'wait':
        deps.settling.hold(rest, next.seconds);
        return { elsewhere: [], failure: next.failure ?? null };
      case 'elsewhere': {
        const astray = { parameter: channel.parameter, failure: next.failure };
        return { elsewhere: rest.map((telling) => ({ ...telling, astray })), failure: null };
      }
    }
  }
  return { elsewhere: [], failure: null };
}

function leaveAlone(channel: Channel, { now, remainingMs, haste, email }: ChannelDeps): Next | null {
  const closedMs = channel.closedUntil - now();
  if (closedMs > 0) return { kind: 'wait', seconds: Math.ceil(closedMs / 1000) };
  if (haste.begun && remainingMs() <= slowestSendMs + (email === null ? 0 : slowestEmailMs))
    return { kind: 'wait', seconds: 0 };
  return null;
}

async function tellOne(channel: Channel, outgoing: Outgoing, deps: ChannelDeps): Promise<Next> {
  const { log, settling, haste } = deps;
  const ids = { ...tellingIds(outgoing.telling), webhook: channel.parameter };
  haste.begun = true;
  try {
    await channel.send(messageOf(outgoing, await deps.known(outgoing.telling)));
    log('info', 'told Slack', ids);
    await settling.finish(outgoing);
    return { kind: 'go-on' };
  } catch (error) {
    if (!(error instanceof Failure)) {
      log('error', 'message could not be made', { ...ids, error });
      const message = `no Slack message could be made of it: ${String(error)}`;
      await settling.bury(outgoing, { code: 'MESSAGE_INVALID', message });
      return { kind: 'go-on' };
    }
    if (error.code === 'SLACK_UNAVAILABLE') {
      log('warn', 'Slack cannot be reached', { ...ids, error });
      return { kind: 'wait', seconds: close(channel, outgoing, error, deps) };
    }
    if (error.code === 'SLACK_REJECTED' && isAboutMessage(error)) {
      log('error', 'Slack refused a message', { ...ids, error });
      await settling.bury(outgoing, error);
      return { kind: 'go-on' };
    }
    if (channel !== deps.channel) {
      log('error', 'Slack route cannot be used', { ...ids, error });
      return { kind: 'elsewhere', failure: error };
    }
    const seconds = close(channel, outgoing, error, deps);
    if (error.code !== 'SLACK_REJECTED') return { kind: 'wait', seconds, failure: error };
    log('error', 'Slack refused a message', { ...ids, error });
    return { kind: 'wait', seconds };
  }
}

function messageOf({ telling, astray }: Outgoing, known: Known): SlackMessage {
  const message = renderTelling(telling, known);
  return astray === undefined ? message : misrouted(message, astray.parameter, astray.failure);
}

/** Leaves the webhook alone, and answers for how many seconds. */
function close(channel: Channel, outgoing: Outgoing, { ids }: Failure, { now }: ChannelDeps): number {
  const seconds = putBackSeconds(longestReceives(outgoing), Number(ids['retryAfterSeconds'] ?? 0));
  channel.closedUntil = now() + seconds * 1000;
  return seconds;
}
