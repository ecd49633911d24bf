import { Failure } from '../contract/failure.ts';
import type { Log } from '../contract/log.ts';
import type { GivenParameters } from './email/baseline.ts';
import { type EmailSender, isAboutEmail, slowestEmailMs } from './email/email-sender.ts';
import { renderEmail } from './email/render-email.ts';
import type { OutboxSettling } from './outbox-settling.ts';
import type { Outgoing } from './outgoing.ts';
import { longestReceives, putBackSeconds } from './put-back.ts';
import type { KnownReader } from './read-known.ts';
import { tellingIds } from './telling-ids.ts';

/** The topic of the e-mail reports. */
export interface EmailChannel extends EmailSender {
  /** As of a webhook. */
  closedUntil: number;
  /** What the rules of the deployment are given. */
  readonly parameters: GivenParameters;
}

export interface TellEmailDeps {
  readonly known: KnownReader;
  readonly log: Log;
  readonly settling: OutboxSettling;
  now(): number;
  remainingMs(): number;
}

/**
 * Publishes an e-mail for each of these, in their order. What cannot be sent for now is held for as long as the topic is to be left
 * alone, with all that was to follow; what SNS refuses for its content goes to the dead letters with the reason. Never rejects.
 */
export async function tellEmail(
  channel: EmailChannel,
  outgoing: readonly Outgoing[],
  deps: TellEmailDeps,
): Promise<void> {
  for (const [index, one] of outgoing.entries()) {
    const seconds = leaveAlone(channel, deps) ?? (await tellOne(channel, one, deps));
    if (seconds === null) continue;
    deps.settling.hold(outgoing.slice(index), seconds);
    return;
  }
}

/** null: nothing keeps it from being sent. */
function leaveAlone({ closedUntil }: EmailChannel, { now, remainingMs }: TellEmailDeps): number | null {
  const closedMs = closedUntil - now();
  if (closedMs > 0) return Math.ceil(closedMs / 1000);
  return remainingMs() <= slowestEmailMs ? 0 : null;
}

/** Answers for how many seconds to leave the topic alone; null where it goes on. */
async function tellOne(channel: EmailChannel, outgoing: Outgoing, deps: TellEmailDeps): Promise<number | null> {
  const { log, settling, known, now } = deps;
  const ids = tellingIds(outgoing.telling);
  try {
    await channel.send(renderEmail(outgoing.telling, await known(outgoing.telling), channel.parameters));
    log('info', 'told by e-mail', ids);
    await settling.finish(outgoing);
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) {
      log('error', 'e-mail could not be made', { ...ids, error });
      const message = `no e-mail could be made of it: ${String(error)}`;
      await settling.bury(outgoing, { code: 'MESSAGE_INVALID', message });
      return null;
    }
    if (isAboutEmail(error)) {
      log('error', 'SNS refused an e-mail', { ...ids, error });
      await settling.bury(outgoing, error);
      return null;
    }
    if (error.transient) log('warn', 'e-mail reports cannot be sent', { ...ids, error });
    else log('error', 'SNS refused an e-mail', { ...ids, error });
    const seconds = putBackSeconds(longestReceives(outgoing));
    channel.closedUntil = now() + seconds * 1000;
    return seconds;
  }
}
