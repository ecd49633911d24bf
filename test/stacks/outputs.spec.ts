import { assert } from 'chai';
import * as v from 'valibot';
import { plain } from '../../local/terraform/value.ts';
import { evaluated } from './support/evaluated.ts';
import { memberAccount } from './support/members.ts';
import { memberTemplate } from './support/synthesised.ts';

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

  it('give a member what it needs, in a form that it takes', () => {
    const hub = evaluated({
      name_prefix: 'mine',
      region: 'eu-north-1',
      external_id: 'an-external-id',
      enabled_rules: ['s3-bucket-versioning'],
      enable_fast_path: true,
      config_aggregator: true,
    });

    const settings = v.parse(v.record(v.string(), v.unknown()), plain(hub.outputs['member_settings'] ?? null));

    assert.include(settings, {
      hub_account_id: '111122223333',
      hub_region: 'eu-north-1',
      roles_region: 'eu-north-1',
      hub_bus_arn: 'arn:aws:events:eu-north-1:111122223333:event-bus/mine-members',
      hub_queue_arn: '(aws_sqs_queue.remediation: arn)',
      hub_bucket: 'mine-eu-north-1-ledger-111122223333',
      enable_aggregator_authorization: true,
    });
    const queue = {
      hub_queue_arn: 'arn:aws:sqs:eu-north-1:111122223333:mine-remediation',
      hub_queue_url: 'https://sqs.eu-north-1.amazonaws.com/111122223333/mine-remediation',
    };
    const member = evaluated({ ...settings, ...queue, region: 'us-east-1' }, memberTemplate(), memberAccount);
    assert.isEmpty(member.refused);
    assert.deepEqual(
      member.resources('aws_config_config_rule').flatMap(({ name }) => (name === 'managed-rule' ? [] : [name])),
      ['s3-bucket-versioning-rule'],
    );
  });

  it('hold nothing of the Slack parameter', () => {
    const { outputs } = evaluated({ slack_webhook_parameter: '/aws/reference/secretsmanager/team/slack' });

    assert.notInclude(JSON.stringify(outputs), 'team/slack');
  });
});
