import { assert } from 'chai';
import { toText } from '../../local/terraform/value.ts';
import { longestPrefix, longestRegion } from '../../stacks/common-variables.ts';
import { evaluated } from './support/evaluated.ts';
import { judgingItself, memberOf, membersOf } from './support/members.ts';
import { cisTemplate, mainTemplate, memberTemplate, resourcesOf, type Template } from './support/synthesised.ts';

interface Limit {
  readonly most: number;
  readonly form: RegExp;
}

const word = /^[A-Za-z0-9_-]+$/;

/** What AWS takes, by type and argument: the API references and quotas of each service. */
const limits: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
  aws_cloudwatch_dashboard: { dashboard_name: { most: 255, form: word } },
  aws_cloudwatch_event_bus: { name: { most: 256, form: /^[A-Za-z0-9._-]+$/ } },
  aws_config_configuration_aggregator: { name: { most: 256, form: word } },
  aws_cloudwatch_event_rule: { name: { most: 64, form: /^[A-Za-z0-9._-]+$/ } },
  aws_cloudwatch_log_group: { name: { most: 512, form: /^[A-Za-z0-9_/.#-]+$/ } },
  aws_cloudwatch_log_metric_filter: { name: { most: 512, form: /^[^:*]+$/ } },
  aws_cloudwatch_metric_alarm: {
    alarm_name: { most: 255, form: /^[ -~]+$/ },
    namespace: { most: 255, form: /^[A-Za-z0-9._/#:-]+$/ },
  },
  aws_config_config_rule: { name: { most: 128, form: word } },
  aws_iam_role: { name: { most: 64, form: /^[\w+=,.@-]+$/ } },
  aws_lambda_function: { function_name: { most: 64, form: word } },
  aws_s3_bucket: { bucket: { most: 63, form: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/ } },
  aws_sns_topic: { name: { most: 256, form: word } },
  aws_sqs_queue: { name: { most: 80, form: word } },
  aws_ssm_parameter: { name: { most: 900, form: /^\/[A-Za-z0-9_./-]+$/ } },
};
/** Texts that AWS takes up to a length, whatever the names in them. */
const texts: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  aws_cloudwatch_event_rule: { description: 512 },
  aws_cloudwatch_metric_alarm: { alarm_description: 1024 },
  aws_config_config_rule: { description: 256 },
  aws_lambda_function: { description: 256 },
  aws_lambda_permission: { statement_id: 100 },
};

const prefix = 'p'.repeat(longestPrefix);
const managed = 'A'.repeat(103);
const everything = {
  enable_auto_response: true,
  enable_fast_path: true,
  alert_email: 'a@b.de',
  report_emails: ['a@b.de'],
  managed_rules: [managed],
  config_aggregator: true,
  member_accounts: membersOf(2),
  external_id: 'an-external-id',
};
const member = { ...memberOf(), enable_fast_path: true, managed_rules: [managed] };
const regions = ['ap-southeast-5', 'ap-northeast-1', 'us-gov-west-1', 'cn-northwest-1'];

const stacks: readonly [name: string, template: () => Template, variables: Readonly<Record<string, unknown>>][] = [
  ['main stack, with a recorder,', mainTemplate, { ...everything, create_config_recorder: true }],
  ['main stack, without a recorder,', mainTemplate, { ...everything, create_config_recorder: false }],
  ['stack of a member', memberTemplate, member],
  ['stack of a member that judges itself', memberTemplate, { ...member, ...judgingItself }],
  ['stack of CIS alarms', cisTemplate, { enabled: true, cloudtrail_log_group: 'trail' }],
];

for (const [stack, template, variables] of stacks) {
  describe(`the names in the ${stack}`, () => {
    for (const region of regions) {
      it(`fit into AWS’s limits with the longest prefix in ${region}`, () => {
        assert.isAtMost(region.length, longestRegion);
        const planned = evaluated({ ...variables, region, name_prefix: prefix }, template());

        for (const [type, byArgument] of Object.entries(limits)) {
          for (const { address, arguments: given } of planned.resources(type)) {
            for (const [argument, { most, form }] of Object.entries(byArgument)) {
              const name = toText(given[argument] ?? null, address);
              assert.isAtMost(name.length, most, `${address}: ${name}`);
              assert.match(name, form, address);
            }
          }
        }
        for (const [type, byArgument] of Object.entries(texts)) {
          for (const { address, arguments: given } of planned.resources(type)) {
            for (const [argument, most] of Object.entries(byArgument)) {
              assert.isAtMost(toText(given[argument] ?? '', address).length, most, `${address}: ${argument}`);
            }
          }
        }
      });
    }

    it('are not shared by two regions where an account or the world has one of each', () => {
      const [one, other] = ['eu-west-1', 'eu-west-2'].map((region) => evaluated({ ...variables, region }, template()));

      for (const [type, argument] of [
        ['aws_iam_role', 'name'],
        ['aws_s3_bucket', 'bucket'],
        ['aws_cloudwatch_dashboard', 'dashboard_name'],
      ] as const) {
        const names = (planned: typeof one) =>
          (planned?.resources(type) ?? []).map((made) => toText(made.arguments[argument] ?? null, made.address));
        for (const name of names(one)) assert.notInclude(names(other), name);
      }
    });

    it('are not shared by two copies in a region', () => {
      const [one, other] = ['first', 'second'].map((name_prefix) =>
        evaluated({ ...variables, name_prefix }, template()),
      );

      for (const [type, byArgument] of Object.entries(limits)) {
        for (const argument of Object.keys(byArgument)) {
          const names = (planned: typeof one) =>
            (planned?.resources(type) ?? []).map((made) => toText(made.arguments[argument] ?? null, made.address));
          for (const name of names(one).filter((own) => !own.startsWith('AWS/'))) {
            assert.notInclude(names(other), name, `${type}.${argument}`);
          }
        }
      }
    });
  });
}

describe('the names of the stacks', () => {
  it('are all held to a limit', () => {
    for (const template of [mainTemplate(), memberTemplate(), cisTemplate()]) {
      for (const type of Object.keys(template.resource)) {
        for (const [name, given] of resourcesOf(template, type)) {
          const named = Object.entries(given).filter(
            ([argument, value]) =>
              typeof value === 'string' && argument !== 'policy' && /^\W*\$\{var\.name_prefix\}/.test(value),
          );
          for (const [argument] of named) assert.property(limits[type] ?? {}, argument, `${type}.${name}`);
        }
      }
    }
  });
});
