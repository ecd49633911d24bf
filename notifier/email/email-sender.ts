import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { classifyError, errorCode, errorText } from '../../aws/classify-error.ts';
import { Failure } from '../../contract/failure.ts';
import type { Email } from './email.ts';

export interface EmailSender {
  /**
   * Resolves once SNS has taken it for all subscribers. Throws REPORT_UNAVAILABLE (transient: SNS may take it later) or REPORT_REJECTED (not
   * until somebody changes something: `ids.reason` is SNS's code).
   */
  readonly send: (email: Email) => Promise<void>;
}

/** How long one e-mail can take at worst, in milliseconds: SNS answers in a tenth of a second. */
export const slowestEmailMs = 8_000;

export function createEmailSender(sns: Pick<SNSClient, 'send'>, topicArn: string): EmailSender {
  return {
    async send({ subject, body }) {
      try {
        await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }), {
          abortSignal: AbortSignal.timeout(slowestEmailMs),
        });
      } catch (cause) {
        throw emailFailure(cause, topicArn);
      }
    },
  };
}

function emailFailure(cause: unknown, topicArn: string): Failure {
  const ids = { topicArn, reason: errorCode(cause) };
  const isCut = ids.reason === 'AbortError';
  if (isCut || classifyError(cause) === 'transient') {
    return new Failure('REPORT_UNAVAILABLE', `SNS did not take the e-mail: ${errorText(cause)}`, {
      cause,
      ids,
      transient: true,
    });
  }
  const next = 'see that the topic of the e-mail reports exists and that the notifier may publish to it';
  return new Failure('REPORT_REJECTED', `SNS refused the e-mail: ${errorText(cause)}; ${next}`, { cause, ids });
}

/** Whether SNS refused what was said, and not the topic that it was said to (Amazon SNS API, Publish, "Errors"). */
export function isAboutEmail({ code, ids, message }: Failure): boolean {
  return (
    code === 'REPORT_REJECTED' &&
    ids['reason']?.startsWith('InvalidParameter') === true &&
    !/TopicArn|TargetArn/.test(message)
  );
}
