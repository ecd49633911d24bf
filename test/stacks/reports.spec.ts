import { assert } from 'chai';
import * as v from 'valibot';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { statementsIn } from './support/synthesised.ts';

const Variables = v.object({ variables: v.record(v.string(), v.string()) });
const topicArnIn = (planned: Evaluated): string | undefined => {
  const [notifier] = planned.resources('aws_lambda_function').filter(({ name }) => name === 'notifier');
  return v.parse(Variables, notifier?.arguments['environment']).variables['REPORTS_TOPIC_ARN'];
};
const report_emails = ['ops@example.com', 'sec@example.org'];
const arn = '(aws_sns_topic.reports-topic[0]: arn)';

describe('the reports by e-mail', () => {
  it('are none unless somebody is to have them', () => {
    const planned = evaluated({});

    assert.equal(topicArnIn(planned), '');
    for (const type of ['aws_sns_topic', 'aws_sns_topic_policy', 'aws_sns_topic_subscription', 'aws_iam_role_policy']) {
      assert.isEmpty(
        planned.resources(type).filter(({ name }) => name.includes('report')),
        type,
      );
    }
  });

  it('go to each address, through an encrypted topic that the notifier knows', () => {
    const planned = evaluated({ report_emails });

    assert.equal(topicArnIn(planned), arn);
    const [topic] = planned.resources('aws_sns_topic').filter(({ name }) => name === 'reports-topic');
    assert.include(topic?.arguments, { name: 'configmend-reports', kms_master_key_id: 'alias/aws/sns' });
    const subscriptions = planned
      .resources('aws_sns_topic_subscription')
      .filter(({ name }) => name === 'reports-to-email')
      .map(({ arguments: given }) => [given['topic_arn'], given['protocol'], given['endpoint']]);
    assert.deepEqual(
      subscriptions,
      report_emails.map((address) => [arn, 'email', address]),
    );
  });

  it('are written by the notifier and by nobody else', () => {
    const planned = evaluated({ report_emails });

    const [policy] = planned.resources('aws_sns_topic_policy').filter(({ name }) => name === 'reports-topic-policy');
    const [publish, deny, ...more] = statementsIn(policy?.arguments['policy']);
    assert.deepInclude(publish, {
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { AWS: '(aws_iam_role.notifier-role: arn)' },
    });
    assert.deepInclude(deny, { Effect: 'Deny', Principal: '*' });
    assert.isEmpty(more);
    const [own] = planned.resources('aws_iam_role_policy').filter(({ name }) => name === 'notifier-reports-policy');
    assert.deepEqual(statementsIn(own?.arguments['policy']), [
      { Effect: 'Allow', Action: ['sns:Publish'], Resource: [arn] },
    ]);
    assert.equal(own?.arguments['role'], 'configmend-eu-west-1-notifier');
  });
});
