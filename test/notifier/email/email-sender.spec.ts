import { SNSClient } from '@aws-sdk/client-sns';
import { assert } from 'chai';
import { createEmailSender, isAboutEmail } from '../../../notifier/email/email-sender.ts';
import { answering, awsError } from '../../support/aws.ts';
import { rejection } from '../rejection.ts';

const topic = 'arn:aws:sns:eu-west-1:111122223333:configmend-reports';
const email = { subject: 'configmend: x', body: 'x\n' };

function sender(answer: () => object) {
  const { client, calls } = answering(new SNSClient({ region: 'eu-west-1' }), { Publish: answer });
  return { calls, ...createEmailSender(client, topic) };
}

describe('createEmailSender', () => {
  it('publishes subject and text to the topic', async () => {
    const { calls, send } = sender(() => ({ MessageId: 'm' }));

    await send(email);

    assert.deepEqual(calls, [
      { operation: 'Publish', input: { TopicArn: topic, Subject: 'configmend: x', Message: 'x\n' } },
    ]);
  });

  const refusals = [
    ['ThrottledException', 429, 'as AWS words it', 'REPORT_UNAVAILABLE', false],
    ['InternalErrorException', 500, 'as AWS words it', 'REPORT_UNAVAILABLE', false],
    ['AbortError', 0, 'Request aborted', 'REPORT_UNAVAILABLE', false],
    ['InvalidParameterException', 400, 'Invalid parameter: Subject', 'REPORT_REJECTED', true],
    ['InvalidParameterValueException', 400, 'Invalid parameter: Message too long', 'REPORT_REJECTED', true],
    ['InvalidParameterException', 400, 'Invalid parameter: TopicArn', 'REPORT_REJECTED', false],
    ['NotFoundException', 404, 'Topic does not exist', 'REPORT_REJECTED', false],
    ['AuthorizationErrorException', 403, 'not authorized', 'REPORT_REJECTED', false],
    ['KMSDisabledException', 400, 'key is disabled', 'REPORT_REJECTED', false],
  ] as const;
  for (const [name, status, message, code, aboutEmail] of refusals) {
    it(`fails with ${code} after ${name}: ${message}`, async () => {
      const { send } = sender(() => {
        throw awsError(name, { status, message });
      });

      const failure = await rejection(send(email));

      assert.equal(failure.code, code);
      assert.equal(failure.transient, code === 'REPORT_UNAVAILABLE');
      assert.deepEqual(failure.ids, { topicArn: topic, reason: name });
      assert.equal(isAboutEmail(failure), aboutEmail);
    });
  }
});
