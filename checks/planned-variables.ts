/** Variables of a plan, as `-var` takes them. */
export type PlannedVariables = Readonly<Record<string, string>>;

/** What a stack's stand-in is planned with. */
export interface PlannedStack {
  /** Variables without a default. */
  readonly required?: PlannedVariables;
  /** Beside the defaults, by what they are called in a finding. */
  readonly plans: Readonly<Record<string, PlannedVariables>>;
}

const members = {
  111122223333: { name: 'hub', mode: 'auto', regions: ['eu-west-1', 'us-east-1'] },
  444455556666: { name: 'payments', mode: 'auto', regions: ['eu-west-1', 'us-east-1'] },
  777788889999: { name: 'old', mode: 'observe', regions: ['us-east-1'] },
};

/** For each stack: everything that is off by default, and the other ways in which it is deployed. */
export const plannedStacks: Readonly<Record<string, PlannedStack>> = {
  configmend: {
    plans: {
      'with all on': {
        enable_auto_response: 'true',
        enable_fast_path: 'true',
        create_config_recorder: 'false',
        alert_email: 'alerts@example.com',
        report_emails: '["reports@example.com"]',
        slack_webhook_parameter: '/configmend/slack',
        slack_webhook_key_arn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        member_accounts: JSON.stringify(members),
        external_id: 'an-external-id',
        organization_id: 'o-a1b2c3d4e5',
        config_aggregator: 'true',
      },
      'as a hub alone': {
        watch_own_account: 'false',
        enable_fast_path: 'true',
        sweep_schedule: '',
        member_accounts: JSON.stringify({ 444455556666: members[444455556666] }),
        external_id: 'an-external-id',
      },
    },
  },
  'configmend-member': {
    required: {
      hub_account_id: '444455556666',
      hub_region: 'eu-west-1',
      external_id: 'an-external-id',
      hub_bus_arn: 'arn:aws:events:eu-west-1:444455556666:event-bus/configmend-members',
      roles_region: 'eu-west-1',
    },
    plans: {
      'in another region': {
        region: 'us-east-1',
        create_config_recorder: 'false',
        enable_fast_path: 'true',
        enable_aggregator_authorization: 'true',
      },
      'judging itself': {
        judge: 'local',
        judged_accounts: '["777788889999"]',
        hub_queue_url: 'https://sqs.eu-west-1.amazonaws.com/444455556666/configmend-remediation',
        hub_queue_arn: 'arn:aws:sqs:eu-west-1:444455556666:configmend-remediation',
        hub_bucket: 'configmend-eu-west-1-ledger-444455556666',
        alarm_topic_arn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
        reader_principals: '["arn:aws:iam::444455556666:role/operator"]',
      },
    },
  },
  'configmend-cis-alarms': { plans: { 'with all on': { enabled: 'true', cloudtrail_log_group: 'trail' } } },
};
