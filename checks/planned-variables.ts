/** Variables of a plan, as `-var` takes them. */
export type PlannedVariables = Readonly<Record<string, string>>;

/** For each stack, what its stand-in is planned with beside the defaults: everything that is off by default. */
export const plannedVariables: Readonly<Record<string, PlannedVariables>> = {
  configmend: {
    enable_auto_response: 'true',
    create_config_recorder: 'false',
    alert_email: 'alerts@example.com',
    slack_webhook_parameter: '/configmend/slack',
    slack_webhook_key_arn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  'configmend-cis-alarms': { enabled: 'true', cloudtrail_log_group: 'trail' },
};
