import { SSMClient } from '@aws-sdk/client-ssm';
import { Failure } from '../contract/failure.ts';
import type { Log } from '../contract/log.ts';
import { log } from '../contract/log.ts';
import type { Telling } from './announcement.ts';
import { mergeBurst } from './merge-burst.ts';
import { parseEvent } from './parse-event.ts';
import { renderTelling } from './render-telling.ts';
import type { SlackMessage } from './slack-message.ts';
import type { SlackSender } from './slack.ts';
import { createSlackSender, slowestSendMs } from './slack.ts';
import { tellingIds } from './telling-ids.ts';
import type { WebhookUrlSource } from './webhook-url.ts';
import { createWebhookUrlSource } from './webhook-url.ts';
import { worthTelling } from './worth-telling.ts';

export interface NotifierDeps {
  /** null: no Slack is configured, and nothing is told. */
  readonly webhookUrl: WebhookUrlSource | null;
  readonly createSender: (webhookUrl: string) => SlackSender;
  readonly log: Log;
}

/** Lambda's own context, as far as it is used. */
export interface Invocation {
  readonly getRemainingTimeInMillis?: () => number;
}

export type NotifierHandler = (event: unknown, invocation?: Invocation) => Promise<void>;

/**
 * Tells Slack what an event says, one message after the other. Throws one SLACK_UNAVAILABLE if any message could not be
 * delivered for now: Lambda then repeats the asynchronous invocation, and what was delivered before comes twice (at
 * least once). What Slack refuses for good is logged and not repeated. SETTING_MISSING and READ_FAILED from the
 * webhook's parameter pass through.
 */
export function createHandler(deps: NotifierDeps): NotifierHandler {
  let saidSo = false;
  return async (event, invocation) => {
    const { webhookUrl } = deps;
    if (webhookUrl === null) {
      if (!saidSo) deps.log('info', 'no Slack configured, nothing is told', { setting: 'SLACK_WEBHOOK_PARAMETER' });
      saidSo = true;
      return;
    }
    const tellings = mergeBurst(parseEvent(event).filter(worthTelling));
    let untold = 0;
    for (const [index, telling] of tellings.entries()) {
      const left = invocation?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
      const told = (index === 0 || left > slowestSendMs) && (await tell(telling, webhookUrl, deps));
      if (!told) untold += 1;
    }
    if (untold === 0) return;
    throw new Failure('SLACK_UNAVAILABLE', `${untold} of ${tellings.length} messages could not be delivered for now`, {
      ids: { untold: String(untold), total: String(tellings.length) },
      transient: true,
    });
  };
}

/** Whether nothing is left to do about it: delivered, or refused for good. */
async function tell(telling: Telling, webhookUrl: WebhookUrlSource, deps: NotifierDeps): Promise<boolean> {
  const ids = tellingIds(telling);
  try {
    await deliver(renderTelling(telling), webhookUrl, deps);
    deps.log('info', 'told Slack', ids);
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) {
      deps.log('error', 'message could not be made', { ...ids, error });
      return false;
    }
    if (error.code === 'SETTING_MISSING' || error.code === 'READ_FAILED') throw error;
    const rejected = error.code === 'SLACK_REJECTED';
    if (rejected) deps.log('error', 'Slack refused a message', { ...ids, error });
    else deps.log('warn', 'Slack cannot be reached', { ...ids, error });
    return rejected;
  }
}

/**
 * A webhook that Slack no longer knows may have been rotated: its URL is read again, and tried again if it is another
 * one.
 */
async function deliver(message: SlackMessage, webhookUrl: WebhookUrlSource, deps: NotifierDeps): Promise<void> {
  const url = await webhookUrl.read();
  try {
    await deps.createSender(url).send(message);
  } catch (error) {
    const status = error instanceof Failure ? error.ids['status'] : undefined;
    if (status !== '403' && status !== '404' && status !== '410') throw error;
    webhookUrl.drop();
    const current = await webhookUrl.read();
    if (current === url) throw error;
    await deps.createSender(current).send(message);
  }
}

/**
 * What the deployed function runs with. `SLACK_WEBHOOK_PARAMETER` names the SSM SecureString, or refers to a secret; unset or
 * empty is no Slack.
 */
export function notifierDeps(environment: NodeJS.ProcessEnv): NotifierDeps {
  const parameter = environment['SLACK_WEBHOOK_PARAMETER']?.trim() ?? '';
  return {
    webhookUrl: parameter === '' ? null : createWebhookUrlSource({ parameter, client: new SSMClient({}) }),
    createSender: (webhookUrl) => createSlackSender({ webhookUrl }),
    log,
  };
}

let ready: NotifierHandler | null = null;

/** The Lambda. Subscribed to Config's topic and to the notification topic (SNS), invoked asynchronously. */
export async function handler(event: unknown, invocation: Invocation): Promise<void> {
  ready ??= createHandler(notifierDeps(process.env));
  await ready(event, invocation);
}
