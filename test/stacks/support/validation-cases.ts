import { rules } from '../../../rules/registry.ts';
import { exemption } from '../../support/exemptions.ts';
import { membersOf } from './members.ts';

/** Values that a variable takes, and values that a plan fails with. */
export interface ValidationCase {
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

const ports = 'security-group-restricted-ports';
const buckets = 's3-bucket-public-access';
const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

export const commonCases: Readonly<Record<string, ValidationCase>> = {
  region: {
    accepted: ['eu-west-1', 'us-gov-west-1', 'cn-northwest-1', 'ap-southeast-5', 'mx-central-1'],
    refused: ['', 'eu-west', 'EU-WEST-1', 'Ireland', 'eu-west-1a', 'eu-west-1 ', 'ap-southeasterly-1'],
  },
  name_prefix: {
    accepted: ['c', 'configmend', 'team-a-2', 'a234567890123456'],
    refused: ['', 'Configmend', '1st', 'a_b', 'a--b', '-a', 'a-', 'a2345678901234567', 'aws-x', 'ssm', 'sthree-1'],
  },
  tags: {
    accepted: [{}, { Owner: 'Zoë', 'cost:centre': 'a/b=c+d-e@f_1.2' }, numbered(50), { empty: '' }],
    refused: [
      { 'aws:x': 'y' },
      { 'AWS:x': 'y' },
      { '': 'y' },
      { ['k'.repeat(129)]: 'y' },
      { k: 'v'.repeat(257) },
      numbered(51),
      { k: 'a;b' },
      { 'a*': 'b' },
      'Owner',
    ],
  },
};

const account = { name: 'payments', mode: 'auto', regions: ['eu-west-1'] };
const members = (over: Readonly<Record<string, unknown>>, id = '444455556666') => ({ [id]: { ...account, ...over } });

/** Of the main stack and of a member alike. */
export const sharedCases: Readonly<Record<string, ValidationCase>> = {
  ...commonCases,
  enable_fast_path: { accepted: [true, false, 'true'], refused: ['yes', 1, 'open'] },
  create_config_recorder: { accepted: [true, false], refused: ['no'] },
  enabled_rules: {
    accepted: [[], [ports], rules.map(({ id }) => id)],
    refused: [['no-such-rule'], ports, [ports, '']],
  },
  rule_modes: {
    accepted: [{}, { [ports]: 'observe' }, { [ports]: 'auto', [buckets]: 'observe' }],
    refused: [{ [ports]: 'off' }, { 'no-such-rule': 'auto' }, { [ports]: '' }],
  },
  rule_parameters: {
    accepted: [
      {},
      { [ports]: { ports: '22' } },
      { [ports]: { ports: '22, 3389,8000-8999,udp:53', ipv4Addresses: '2^24', ipv6Addresses: '1' } },
      { [buckets]: { ipv4PrefixLength: '8', ipv6PrefixLength: '128' } },
    ],
    refused: [
      { 'no-such-rule': {} },
      { [ports]: { port: '22' } },
      { [ports]: { ports: '' } },
      { [ports]: { ports: 'ssh' } },
      { [ports]: { ports: '22;23' } },
      { [ports]: { ports: '22,' } },
      { [ports]: { ports: '65536' } },
      { [ports]: { ipv4Addresses: 'many' } },
      { [buckets]: { ipv4PrefixLength: '7' } },
      { [buckets]: { ipv4PrefixLength: '33' } },
      { [buckets]: { ipv6PrefixLength: '31' } },
      { [buckets]: { ipv6PrefixLength: '129' } },
      { [ports]: { ports: '22,'.repeat(400).slice(0, -1) } },
    ],
  },
  rule_severities: {
    accepted: [{}, { [ports]: 'low' }, { [ports]: 'critical', [buckets]: 'medium' }],
    refused: [{ [ports]: 'urgent' }, { [ports]: 'High' }, { [ports]: '' }, { 'no-such-rule': 'low' }, 'low'],
  },
  grace_periods: {
    accepted: [
      {},
      { [ports]: '30m', [buckets]: '24h' },
      ...['1m', '9999m', '13999m', '14399m', '14400m', '1h', '99h', '199h', '239h', '240h', '1d', '9d', '10d'].map(
        (length) => ({ [ports]: length }),
      ),
    ],
    refused: [
      { 'no-such-rule': '1h' },
      ...['', '0', '0m', '0h', '30', '30s', '1w', '1.5h', '-1h', '1 h', '24H', 'P1D', '01h', '1h30m', '1h\n'].map(
        (length) => ({ [ports]: length }),
      ),
      ...['14401m', '14500m', '15000m', '20000m', '100000m', '241h', '250h', '300h', '1000h', '11d', '20d'].map(
        (length) => ({ [ports]: length }),
      ),
    ],
  },
  managed_rules: {
    accepted: [[], ['CLOUD_TRAIL_ENABLED'], ['A'.repeat(103)]],
    refused: [['cloud-trail-enabled'], ['CloudTrailEnabled'], [''], ['A'.repeat(104)]],
  },
  log_retention_days: { accepted: [1, 90, '365', 3653], refused: [0, 2, 91, -1, 'never'] },
  lambda_runtime: { accepted: ['nodejs22.x', 'nodejs24.x'], refused: ['nodejs20.x', 'python3.13', ''] },
  lambda_architecture: { accepted: ['arm64', 'x86_64'], refused: ['arm', 'x86', ''] },
};

export const mainCases: Readonly<Record<string, ValidationCase>> = {
  ...sharedCases,
  member_accounts: {
    accepted: [
      {},
      members({}),
      members({ name: 'Zahlungen & Co.', mode: 'observe', regions: ['eu-west-1', 'us-gov-west-1'] }),
      membersOf(60),
    ],
    refused: [
      members({}, '1111'),
      members({}, 'payments'),
      members({ name: '' }),
      members({ name: 'x'.repeat(65) }),
      members({ mode: 'Auto' }),
      members({ mode: '' }),
      members({ regions: [] }),
      members({ regions: ['eu-west-1', 'Ireland'] }),
      members({ regions: 'eu-west-1' }),
      { '444455556666': { name: 'payments', mode: 'auto' } },
      [account],
      membersOf(61),
    ],
  },
  external_id: { accepted: ['', 'ab', 'a_b+c=d,e.f@g:h/i-1'], refused: ['a', 'a b', 'x'.repeat(1225)] },
  organization_id: { accepted: ['', 'o-a1b2c3d4e5'], refused: ['a1b2c3d4e5', 'o-short', 'O-A1B2C3D4E5', 'r-a1b2'] },
  watch_own_account: { accepted: [true, false], refused: ['yes'] },
  config_aggregator: { accepted: [true, false], refused: ['yes'] },
  sweep_schedule: {
    accepted: ['', 'rate(24 hours)', 'rate(1 hour)', 'rate(1 day)', 'rate(30 minutes)', 'cron(0 3 * * ? *)'],
    refused: ['daily', 'rate(1 hours)', 'rate(0 hours)', 'rate(2 hour)', 'rate(24 hours) ', 'cron()', '24h'],
  },
  report_emails: {
    accepted: [[], ['ops@example.com', 'sec@example.org']],
    refused: [['ops'], 'ops@example.com', ['ops@example.com', '']],
  },
  enable_auto_response: { accepted: [true, false, 'true'], refused: ['yes', 1, 'open'] },
  slack_webhook_parameter: {
    accepted: ['', 'slack', '/configmend/slack', 'a.b_c-1', '/aws/reference/secretsmanager/team/slack'],
    refused: [
      'https://hooks.slack.com/services/T0/B0/xyz',
      'hooks.slack.com/services/T0',
      'a/b',
      '/a/',
      'a b',
      'arn:aws:ssm:eu-west-1:111122223333:parameter/x',
      '/aws/service/x',
      'AWSslack',
      'ssm-slack',
      '/aws/reference/secretsmanager/',
      '/aws/reference/secretsmanager',
      '/aws/reference/secretsmanager/slack:AWSCURRENT',
    ],
  },
  slack_webhook_key_arn: {
    accepted: ['', key('eu-west-1'), key('us-gov-west-1').replace('arn:aws:', 'arn:aws-us-gov:')],
    refused: ['alias/mine', key('eu-west-1').replace('key/', 'alias/'), '1234abcd', `${key('eu-west-1')} `],
  },
  slack_digest_seconds: { accepted: [0, 1, 60, '300'], refused: [-1, 301, 1.5, 'a minute'] },
  slack_routes: {
    accepted: [
      [],
      [{ severities: ['critical', 'high'], webhook_parameter: '/team/on-call' }],
      [
        { owners: ['payments'], accounts: ['111122223333'], webhook_parameter: 'payments' },
        { owners: ['web', 'Zoë & co'], webhook_parameter: '/aws/reference/secretsmanager/web' },
      ],
    ],
    refused: [
      'critical',
      {},
      [{ webhook_parameter: '/a' }],
      [{ severities: ['critical'] }],
      [{ severity: ['critical'], webhook_parameter: '/a' }],
      [{ severities: ['critical'], owner: ['a'], webhook_parameter: '/a' }],
      [{ severities: ['urgent'], webhook_parameter: '/a' }],
      [{ severities: 'critical', webhook_parameter: '/a' }],
      [{ severities: [], webhook_parameter: '/a' }],
      [{ accounts: ['1111'], webhook_parameter: '/a' }],
      [{ accounts: [], owners: ['a'], webhook_parameter: '/a' }],
      [{ owners: [''], webhook_parameter: '/a' }],
      [{ owners: ['a'], webhook_parameter: '' }],
      [{ owners: ['a'], webhook_parameter: 'https://hooks.slack.com/services/T0/B0/xyz' }],
      [{ owners: ['a'], webhook_parameter: 'aws-slack' }],
      [{ owners: ['a'], webhook_parameter: ['/a'] }],
      [{ owners: ['a'], webhook_parameter: 'a'.repeat(121) }],
      Array.from({ length: 60 }, () => ({ owners: ['somebody'], webhook_parameter: '/a' })),
    ],
  },
  owner_tag: { accepted: ['owner', 'cost:centre', 'Team name'], refused: ['', 'a*', 'k'.repeat(129)] },
  digest_time_utc: { accepted: ['', '07:00', '23:59', '00:00'], refused: ['7:00', '24:00', '07:60', '0700', 'noon'] },
  alert_email: { accepted: ['', 'ops@example.com'], refused: ['ops', 'ops@example', 'a b@example.com', 'a@b@c.de'] },
  breaker_limits: {
    accepted: [{}, { per_run: 1 }, { per_run: 100, per_hour: 500, share_percent: 100, share_from: 5, tug_of_war: 2 }],
    refused: [
      { per_run: 0 },
      { per_hour: -1 },
      { per_run: 1.5 },
      { per_run: 'many' },
      { share_percent: 101 },
      { per_day: 5 },
      5,
    ],
  },
  exemptions: {
    accepted: [
      [],
      [exemption()],
      [exemption({ port: 'udp:53-60', cidr: '2001:db8::/32', ticket: 'NET-7' })],
      [exemption({ id: 'a', sid: 'Public read' }), exemption({ id: 'b', grantee: 'AllUsers', permission: 'READ' })],
      [
        exemption({
          setting: 'blockPublicPolicy',
          resource: 'arn:aws:s3:::web-*',
          tag: 'team=web',
          region: 'eu-west-1',
        }),
      ],
    ],
    refused: [
      [{ ...exemption(), prot: 'tcp' }],
      [Object.fromEntries(Object.entries(exemption()).filter(([name]) => name !== 'expires'))],
      [{ ...exemption(), owner: null }],
      ['id', 'rule', 'resource', 'account', 'region', 'tag', 'port', 'cidr', 'sid', 'owner', 'reason', 'ticket'].map(
        (name) => ({ ...exemption(), [name]: '\n' }),
      ),
      [exemption({ rule: 'no-such-rule' })],
      [exemption({ port: '25-20' })],
      [exemption({ cidr: '::::/3' })],
      [exemption({ port: '22', sid: 'x' })],
      [exemption({ grantee: 'AllUsers' })],
      [exemption({ expires: '2026-11-31' })],
      [exemption({ expires: '2026-11-20' })],
      [exemption(), exemption()],
      exemption(),
    ],
  },
  exemption_max_days: { accepted: [1, 90, '3650'], refused: [0, -1, 1.5, 3651, 'for ever'] },
  tag_exemptions: { accepted: [true, false], refused: ['on'] },
  ledger_retention_days: { accepted: [30, 400, '36500'], refused: [29, 0, 30.5, 'for ever'] },
};

export const cisCases: Readonly<Record<string, ValidationCase>> = {
  ...commonCases,
  enabled: { accepted: [true, false], refused: ['perhaps'] },
  cloudtrail_log_group: {
    accepted: ['', 'aws-cloudtrail-logs-1', '/org/trail#1_a.b'],
    refused: ['arn:aws:logs:eu-west-1:111122223333:log-group:x', 'a b', 'x'.repeat(513)],
  },
};
