import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { accountsFor, accountsReader } from '../accounts/read-accounts.ts';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import { createChannel } from './channel.ts';
import { createEmailSender } from './email/email-sender.ts';
import { notifierSettings } from './notifier-settings.ts';
import { createOutbox } from './outbox.ts';
import { type OutboxMessage, outboxMessages } from './outbox-event.ts';
import { parseEvent } from './parse-event.ts';
import { knownReader, type KnownReader, noKnown } from './read-known.ts';
import { createSlackSender } from './slack.ts';
import { tellOutbox, type TellOutboxDeps } from './tell-outbox.ts';
import { toldOnce } from './told-once.ts';
import { createWebhookUrlSource } from './webhook-url.ts';

export type NotifierDeps = Omit<TellOutboxDeps, 'remainingMs'>;

/** Lambda's own context, as far as it is used. */
export interface Invocation {
  readonly getRemainingTimeInMillis?: () => number;
}

/** What Lambda leaves in the queue; the rest of the batch it deletes. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type NotifierHandler = (event: unknown, invocation?: Invocation) => Promise<BatchResponse>;

/**
 * Tells what a batch of the outbox says, in Slack and by e-mail; `deps` is null where there is neither, and nothing is told. What waits is answered as not
 * finished, having been put back for as long as it is to wait. Throws SETTING_MISSING or READ_FAILED, with everything put back,
 * where the default webhook's URL cannot be read; and SLACK_UNAVAILABLE for an event that does not come from the outbox, as
 * they did before there was one, so that Lambda repeats it.
 */
export function createHandler(deps: NotifierDeps | null): NotifierHandler {
  let saidSo = false;
  const once = deps === null ? null : toldOnce(deps.outbox);
  return async (event, invocation) => {
    if (deps === null || once === null) {
      if (!saidSo)
        log('info', 'neither Slack nor e-mail reports are configured, nothing is told', {
          settings: ['SLACK_WEBHOOK_PARAMETER', 'REPORTS_TOPIC_ARN'],
        });
      saidSo = true;
      return { batchItemFailures: [] };
    }
    const remainingMs = (): number => invocation?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const messages = outboxMessages(event);
    if (messages === null) return tellDirectly(event, { ...deps, remainingMs });
    const fresh = await once.sift(messages, deps.log);
    const { unfinished, failure } = await tellOutbox(fresh, { ...deps, outbox: once.outbox, remainingMs });
    if (failure !== null) throw failure;
    return { batchItemFailures: unfinished.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Nothing can be put back, so that all that is left is to fail. */
async function tellDirectly(event: unknown, deps: TellOutboxDeps): Promise<BatchResponse> {
  const nowhere = {
    delete: async () => {},
    giveBack: async () => {},
    deadLetter: async () => {},
    passOn: () => Promise.reject(new Error('there is no outbox')),
  };
  const messages = parseEvent(event).map((announcement, index): OutboxMessage => ({
    messageId: String(index),
    receiptHandle: '',
    body: '',
    announcements: [announcement],
    receives: 1,
    sentAt: Number.NaN,
    told: [],
  }));
  const { unfinished, failure } = await tellOutbox(messages, { ...deps, outbox: nowhere });
  if (failure !== null) throw failure;
  if (unfinished.length === 0) return { batchItemFailures: [] };
  const message = `${unfinished.length} of ${messages.length} messages could not be delivered for now`;
  throw new Failure('SLACK_UNAVAILABLE', message, { transient: true });
}

/** What the deployed function runs with; null without Slack and e-mail reports. Throws SETTING_MISSING and SETTING_INVALID. */
export function notifierDeps(environment: NodeJS.ProcessEnv): NotifierDeps | null {
  const settings = notifierSettings(environment);
  if (settings === null) return null;
  const { parameter, queueUrl, deadLetterQueueUrl, routes, ownerTag, severities, reportsTopicArn } = settings;
  const client = new SSMClient({});
  const channelOf = (name: string) =>
    createChannel(name, createWebhookUrlSource({ parameter: name, client }), (webhookUrl) =>
      createSlackSender({ webhookUrl }),
    );
  // Without a default webhook no route is taken: the stack refuses both together.
  const named = new Set(parameter === null ? [] : routes.map(({ webhook_parameter: name }) => name));
  return {
    channel: parameter === null ? null : channelOf(parameter),
    routed: new Map([...named].map((name) => [name, channelOf(name)])),
    routes,
    ownerTag,
    severities,
    email:
      reportsTopicArn === null
        ? null
        : {
            ...createEmailSender(new SNSClient({ maxAttempts: 4 }), reportsTopicArn),
            closedUntil: 0,
            parameters: settings.parameters,
          },
    known: knownOf(settings.ledgerBucket),
    outbox: createOutbox(new SQSClient({ maxAttempts: 6 }), { queueUrl, deadLetterQueueUrl }),
    log,
    now: Date.now,
  };
}

/** Names are worth a second or two, and no more: what is to be told does not wait for them. */
function knownOf(bucket: string | null): KnownReader {
  if (bucket === null) {
    log('info', 'accounts and principals of verdicts are told without names', { setting: 'LEDGER_BUCKET' });
    return noKnown;
  }
  const requestHandler = { connectionTimeout: 1000, requestTimeout: 1000, throwOnRequestTimeout: true };
  const s3 = new S3Client({ maxAttempts: 2, requestHandler });
  return knownReader({ accounts: accountsFor(60_000, accountsReader(s3, bucket)), s3, bucket, log });
}

let ready: NotifierHandler | null = null;

/** The Lambda. Invoked with batches of the outbox. */
export async function handler(event: unknown, invocation: Invocation): Promise<BatchResponse> {
  ready ??= createHandler(notifierDeps(process.env));
  return ready(event, invocation);
}
