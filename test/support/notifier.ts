import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { Log } from '../../contract/log.ts';
import { createChannel } from '../../notifier/channel.ts';
import type { Email } from '../../notifier/email/email.ts';
import { createHandler } from '../../notifier/handler.ts';
import { type KnownReader, noKnown } from '../../notifier/read-known.ts';
import type { Route } from '../../notifier/route-telling.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { memoryOutbox } from './outbox.ts';

export const oldUrl = 'https://hooks.slack.com/services/old';
export const newUrl = 'https://hooks.slack.com/services/new';

export const rejected = (status: string) =>
  new Failure('SLACK_REJECTED', 'refused', { ids: { status, body: 'no_service' } });
export const unavailable = (retryAfterSeconds?: number) =>
  new Failure('SLACK_UNAVAILABLE', 'down', {
    transient: true,
    ids: retryAfterSeconds === undefined ? {} : { retryAfterSeconds: String(retryAfterSeconds) },
  });

/** A webhook that answers one after the other: null is delivered, and so is whatever comes after. */
function webhook(parameter: string, answers: readonly (Error | null)[], urls: readonly (string | Error)[]) {
  const send = sinon.stub<[SlackMessage], Promise<void>>().resolves();
  for (const [index, answer] of answers.entries()) {
    if (answer !== null) send.onCall(index).rejects(answer);
  }
  const read = sinon.stub<[], Promise<string>>();
  const give = (call: sinon.SinonStub<[], Promise<string>>, url: string | Error): void => {
    if (url instanceof Error) call.rejects(url);
    else call.resolves(url);
  };
  give(read, urls.at(-1) ?? oldUrl);
  for (const [index, url] of urls.entries()) give(read.onCall(index), url);
  const source = { read, drop: sinon.spy() };
  const createSender = sinon.spy((_url: string) => ({ send }));
  return { channel: createChannel(parameter, source, createSender), send, source, createSender };
}

export interface NotifierOptions {
  readonly answers?: readonly (Error | null)[];
  readonly urls?: readonly (string | Error)[];
  readonly routes?: readonly Route[];
  /** Of every route's webhook. */
  readonly routed?: { readonly answers?: readonly (Error | null)[]; readonly urls?: readonly (string | Error)[] };
  readonly refusing?: ReadonlySet<string>;
  /** What the topic of the e-mail reports answers, one after the other; without it there are none. */
  readonly emails?: readonly (Error | null)[];
  readonly withoutSlack?: boolean;
  readonly known?: KnownReader;
}

/** The notifier over made-up webhooks, an outbox in memory and a clock that stands still. */
export function notifier(options: NotifierOptions = {}) {
  const { answers = [], urls = [oldUrl], routes = [], routed = {} } = options;
  const main = webhook('/configmend/slack', answers, urls);
  const others = new Map(
    routes.map(({ webhook_parameter: name }) => [name, webhook(name, routed.answers ?? [], routed.urls ?? [oldUrl])]),
  );
  const publish = sinon.stub<[Email], Promise<void>>().resolves();
  for (const [index, answer] of (options.emails ?? []).entries()) {
    if (answer !== null) publish.onCall(index).rejects(answer);
  }
  const outbox = memoryOutbox(options.refusing);
  const log = sinon.spy<Log>(() => undefined);
  const clock = { now: Date.parse('2026-11-20T10:20:00Z') };
  const handle = createHandler({
    channel: options.withoutSlack === true ? null : main.channel,
    email: options.emails === undefined ? null : { send: publish, closedUntil: 0, parameters: {} },
    known: options.known ?? noKnown,
    routed: new Map([...others].map(([name, { channel }]) => [name, channel])),
    routes,
    ownerTag: 'owner',
    severities: { 's3-bucket-public-access': 'critical' },
    outbox,
    log,
    now: () => clock.now,
  });
  return { ...main, publish, others, outbox, log, clock, handle };
}

export const throttled = () =>
  new Failure('REPORT_UNAVAILABLE', 'SNS did not take the e-mail', { transient: true, ids: { reason: 'Throttling' } });
export const refusedEmail = (reason: string, message = 'SNS refused the e-mail') =>
  new Failure('REPORT_REJECTED', message, { ids: { reason } });

/** The beginning of the text of each message, in order. */
export const texts = (send: { args: [SlackMessage][] }) => send.args.map(([message]) => message.text.split(':')[0]);

export const unfinished = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
