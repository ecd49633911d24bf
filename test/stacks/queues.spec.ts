import { assert } from 'chai';
import { mostBytesOfMessage } from '../../queue/most-bytes.ts';
import { mainTemplate, memberTemplate, resourceOf, resourcesOf, statementsIn } from './support/synthesised.ts';

describe('the queues', () => {
  for (const name of ['remediation', 'dead-letters', 'failed-invocations', 'outbox', 'outbox-dead-letters']) {
    it(`${name} is encrypted, keeps messages for 14 days and refuses plain HTTP`, () => {
      const queue = resourceOf(mainTemplate(), 'aws_sqs_queue', name);
      const policy = resourceOf(mainTemplate(), 'aws_sqs_queue_policy', `${name}-policy`);

      assert.include(queue, { sqs_managed_sse_enabled: true, message_retention_seconds: 1_209_600 });
      assert.equal(policy['queue_url'], `\${aws_sqs_queue.${name}.url}`);
      const [deny, ...more] = statementsIn(policy['policy']).toReversed();
      assert.lengthOf(more, name === 'outbox' ? 2 : name === 'remediation' ? 1 : 0);
      assert.deepEqual(deny, {
        Sid: 'DenyPlainHttp',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: [`\${aws_sqs_queue.${name}.arn}`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    });
  }

  it('take a message as large as SQS has them, since Terraform would ask for a quarter of that', () => {
    const queues = [...resourcesOf(mainTemplate(), 'aws_sqs_queue'), ...resourcesOf(memberTemplate(), 'aws_sqs_queue')];

    assert.deepEqual(
      queues.map(([name, queue]) => [name, queue['max_message_size']]),
      queues.map(([name]) => [name, mostBytesOfMessage]),
    );
    assert.lengthOf(queues, 6);
  });

  it('are these five', () => {
    assert.lengthOf(resourcesOf(mainTemplate(), 'aws_sqs_queue'), 5);
  });

  it('never send a message to the dead letters for being looked at', () => {
    const { redrive_policy: redrive } = resourceOf(mainTemplate(), 'aws_sqs_queue', 'remediation');

    assert.deepEqual(JSON.parse(String(redrive)), {
      deadLetterTargetArn: '${aws_sqs_queue.dead-letters.arn}',
      maxReceiveCount: 1000,
    });
  });

  it('hide a message for longer than coordinator and remediator together can run', () => {
    const seconds = (name: string): number =>
      Number(resourceOf(mainTemplate(), 'aws_lambda_function', name)['timeout']);

    const queue = resourceOf(mainTemplate(), 'aws_sqs_queue', 'remediation');

    assert.isAbove(
      Number(queue['visibility_timeout_seconds']),
      seconds('coordinator') + seconds('remediator-s3-bucket'),
    );
  });
});
