import { assert } from 'chai';
import { evaluated } from './support/evaluated.ts';

const consoles = [
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
] as const;

describe('the outputs in a partition', () => {
  for (const [region, console] of consoles) {
    it(`link to the console of ${region}`, () => {
      const { outputs } = evaluated({ region });

      assert.include(outputs, {
        dashboard_url: `${console}/cloudwatch/home?region=${region}#dashboards/dashboard/configmend-${region}-pipeline`,
        config_rules_url: `${console}/config/home?region=${region}#/rules`,
        queues_url: `${console}/sqs/v3/home?region=${region}#/queues`,
        ledger_url: `${console}/s3/buckets/configmend-${region}-ledger-111122223333?region=${region}&prefix=actions/`,
      });
    });
  }

  it('say what comes next, whether the gate is closed or open', () => {
    const [closed, open] = [false, true].map((value) => evaluated({ enable_auto_response: value }).outputs);

    assert.include(closed, { auto_response: 'closed', next_command: 'terraform apply -var enable_auto_response=true' });
    assert.include(open, {
      auto_response: 'open',
      next_command:
        'aws ssm put-parameter --region eu-west-1 --name /configmend/enable_auto_response --value false --overwrite',
    });
  });

  it('hold nothing of the Slack parameter', () => {
    const { outputs } = evaluated({ slack_webhook_parameter: '/aws/reference/secretsmanager/team/slack' });

    assert.notInclude(JSON.stringify(outputs), 'team/slack');
  });
});
