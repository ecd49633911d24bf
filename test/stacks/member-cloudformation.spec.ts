import { assert } from 'chai';
import * as v from 'valibot';
import { toText } from '../../local/terraform/value.ts';
import { rules } from '../../rules/registry.ts';
import { memberCloudFormation, memberCloudFormationText } from '../../stacks/member-cloudformation.ts';
import { enableName, memberParameters, parameterName } from '../../stacks/member-cloudformation-parameters.ts';
import { judgingRules } from '../../stacks/rule-functions.ts';
import { deployed, type MadeResource, type StackPlace } from './support/cloudformation.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { memberAccount, memberOf } from './support/members.ts';
import { at, memberTemplate } from './support/synthesised.ts';

const needed = {
  HubAccountId: '111122223333',
  HubRegion: 'eu-west-1',
  ExternalId: 'an-external-id',
  HubBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/configmend-members',
  RolesRegion: 'eu-west-1',
};
const home: StackPlace = { accountId: memberAccount, region: 'eu-west-1' };
const off = (on: readonly string[]): Record<string, string> =>
  Object.fromEntries(judgingRules.map((rule) => [enableName(rule), String(on.includes(rule.id))]));

interface Case {
  readonly says: string;
  readonly terraform: Record<string, unknown>;
  readonly cloudFormation: Record<string, string>;
  readonly place?: StackPlace;
}

const reader = 'arn:aws:iam::111122223333:role/operator';
const cases: readonly Case[] = [
  { says: 'with nothing but what is needed', terraform: {}, cloudFormation: {} },
  {
    says: 'in another region and partition',
    terraform: { region: 'us-gov-west-1', name_prefix: 'mine', create_config_recorder: false },
    cloudFormation: { NamePrefix: 'mine', CreateConfigRecorder: 'false' },
    place: { accountId: memberAccount, region: 'us-gov-west-1', partition: 'aws-us-gov' },
  },
  {
    says: 'with all on, and other judges and readers',
    terraform: {
      enable_fast_path: true,
      enable_aggregator_authorization: true,
      judging_account_id: '999999999999',
      reader_principals: [reader, `${reader}-2`],
      enabled_rules: judgingRules.map(({ id }) => id),
      rule_parameters: {
        'security-group-restricted-ports': { ports: '22,3389', ipv4Addresses: '2^24' },
        's3-bucket-logging': { targetBucket: 'logs-{account}' },
      },
    },
    cloudFormation: {
      EnableFastPath: 'true',
      EnableAggregatorAuthorization: 'true',
      JudgingAccountId: '999999999999',
      ReaderPrincipals: `${reader},${reader}-2`,
      ...off(judgingRules.map(({ id }) => id)),
      SecurityGroupRestrictedPortsPorts: '22,3389',
      SecurityGroupRestrictedPortsIpv4Addresses: '2^24',
      S3BucketLoggingTargetBucket: 'logs-{account}',
    },
  },
  {
    says: 'with one rule, and the hub named as judge',
    terraform: { enabled_rules: ['s3-bucket-versioning'], managed_rules: [], judging_account_id: '111122223333' },
    cloudFormation: { ...off(['s3-bucket-versioning']), ManagedRules: 'false', JudgingAccountId: '111122223333' },
  },
];

const json = (value: unknown): unknown => JSON.parse(toText(String(value), 'JSON'));
const sortedBy = <T>(name: (one: T) => unknown, list: readonly T[]): T[] =>
  list.toSorted((one, other) => String(name(one)).localeCompare(String(name(other))));

/** Roles as either form makes them, by name: who may take one, and what it may do. */
function rolesOfTerraform(planned: Evaluated): unknown[] {
  const policies = planned.resources('aws_iam_role_policy').map(({ arguments: given }) => given);
  const roles = planned.resources('aws_iam_role').map(({ arguments: role }) => ({
    name: role['name'],
    trust: json(role['assume_role_policy']),
    policies: policies.filter((one) => one['role'] === role['name']).map(({ policy }) => json(policy)),
  }));
  return sortedBy(({ name }) => name, roles);
}

function rolesOfCloudFormation(made: readonly MadeResource[]): unknown[] {
  const roles = ofType(made, 'AWS::IAM::Role').map(({ properties: role }) => ({
    name: role['RoleName'],
    trust: role['AssumeRolePolicyDocument'],
    policies: v
      .parse(v.array(v.looseObject({ PolicyDocument: v.unknown() })), role['Policies'])
      .map(({ PolicyDocument }) => PolicyDocument),
  }));
  return sortedBy(({ name }) => name, roles);
}

const ofType = (made: readonly MadeResource[], type: string): MadeResource[] => made.filter((one) => one.type === type);

const Details = v.optional(
  v.array(v.looseObject({ MessageType: v.string(), MaximumExecutionFrequency: v.optional(v.string()) })),
);
const TerraformDetails = v.optional(
  v.array(v.looseObject({ message_type: v.string(), maximum_execution_frequency: v.optional(v.string()) })),
);

function configRulesOfTerraform(planned: Evaluated): unknown[] {
  const found = planned.resources('aws_config_config_rule').map(({ arguments: rule }) => ({
    name: rule['name'],
    description: rule['description'],
    parameters: rule['input_parameters'] === undefined ? {} : json(rule['input_parameters']),
    scope: rule['scope'] === undefined ? undefined : at(rule, 'scope.compliance_resource_types'),
    source: [at(rule, 'source.owner'), at(rule, 'source.source_identifier')],
    details: v
      .parse(TerraformDetails, Object(rule['source'])['source_detail'])
      ?.map((one) => [one.message_type, one.maximum_execution_frequency]),
  }));
  return sortedBy(({ name }) => name, found);
}

function configRulesOfCloudFormation(made: readonly MadeResource[]): unknown[] {
  const found = ofType(made, 'AWS::Config::ConfigRule').map(({ properties: rule }) => ({
    name: rule['ConfigRuleName'],
    description: rule['Description'],
    parameters: rule['InputParameters'] ?? {},
    scope: rule['Scope'] === undefined ? undefined : at(rule, 'Scope.ComplianceResourceTypes'),
    source: [at(rule, 'Source.Owner'), at(rule, 'Source.SourceIdentifier')],
    details: v
      .parse(Details, Object(rule['Source'])['SourceDetails'])
      ?.map((one) => [one.MessageType, one.MaximumExecutionFrequency]),
  }));
  return sortedBy(({ name }) => name, found);
}

/** What only AWS knows each form calls by names of its own. */
const alike = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value).replaceAll(/\((?:aws_s3_bucket\.config\[0\]: arn|ConfigBucket: Arn)\)/g, '(bucket)'),
  );

describe('the CloudFormation form of a member', () => {
  for (const { says, terraform, cloudFormation, place = home } of cases) {
    describe(says, () => {
      const planned = evaluated(memberOf(terraform), memberTemplate(), place.accountId);
      const made = deployed(memberCloudFormation(), { ...needed, ...cloudFormation }, place);

      it('has the same roles, for the same callers and actions', () => {
        assert.isNotEmpty(rolesOfTerraform(planned));
        assert.deepEqual(alike(rolesOfCloudFormation(made)), alike(rolesOfTerraform(planned)));
      });

      it('has the same Config rules, with the same judge and parameters', () => {
        assert.deepEqual(configRulesOfCloudFormation(made), configRulesOfTerraform(planned));
      });

      it('sends the same events to the same bus', () => {
        const byTerraform = planned
          .resources('aws_cloudwatch_event_rule')
          .map(({ arguments: rule }) => [rule['name'], json(rule['event_pattern'])]);
        const byCloudFormation = ofType(made, 'AWS::Events::Rule').map(({ properties: rule }) => [
          rule['Name'],
          rule['EventPattern'],
        ]);

        assert.isNotEmpty(byTerraform);
        assert.sameDeepMembers(byCloudFormation, byTerraform);
        for (const { properties: rule } of ofType(made, 'AWS::Events::Rule')) {
          assert.deepEqual(rule['Targets'], [{ Id: 'hub', Arn: needed.HubBusArn, RoleArn: '(ForwarderRole: Arn)' }]);
        }
      });

      it('records the same, into a bucket that lets AWS Config do the same', () => {
        const [bucket] = planned.resources('aws_s3_bucket_policy');
        const [ours] = ofType(made, 'AWS::S3::BucketPolicy');
        assert.equal(ours === undefined, bucket === undefined);
        if (bucket !== undefined) {
          assert.deepEqual(alike(ours?.properties['PolicyDocument']), alike(json(bucket.arguments['policy'])));
          const [recorder] = planned.resources('aws_config_configuration_recorder');
          assert.equal(
            at(
              ofType(made, 'AWS::Config::ConfigurationRecorder')[0]?.properties,
              'RecordingGroup.IncludeGlobalResourceTypes',
            ),
            at(recorder?.arguments, 'recording_group.include_global_resource_types'),
          );
        }
        const authorizations = planned.resources('aws_config_aggregate_authorization').length;
        assert.lengthOf(ofType(made, 'AWS::Config::AggregationAuthorization'), authorizations);
      });
    });
  }

  it('has no code, and gives a rule to nobody but the functions of another account', () => {
    const types = Object.values(memberCloudFormation().Resources).map(({ Type }) => Type);

    assert.isEmpty(types.filter((type) => type.startsWith('AWS::Lambda::')));
  });

  it('has a parameter for each rule that AWS Config has judge, and for each of its parameters', () => {
    const names = Object.keys(memberParameters());

    for (const rule of judgingRules) {
      assert.include(names, enableName(rule));
      for (const parameter of Object.keys(rule.parameters)) assert.include(names, parameterName(rule, parameter));
    }
    assert.isAtMost(names.length, 200);
    assert.isAbove(rules.length, judgingRules.length);
    for (const name of names) assert.match(name, /^[A-Za-z0-9]{1,255}$/);
  });

  for (const [name, value] of [
    ['HubAccountId', '1111'],
    ['NamePrefix', 'Configmend'],
    ['NamePrefix', 'a2345678901234567'],
    ['NamePrefix', 'a--b'],
    ['ExternalId', 'a b'],
    ['SecurityGroupRestrictedPortsPorts', 'ssh'],
    ['EnableFastPath', 'yes'],
  ] as const) {
    it(`refuses ${value} for ${name}`, () => {
      assert.throws(() => deployed(memberCloudFormation(), { ...needed, [name]: value }, home), name);
    });
  }

  it('takes the prefixes that Terraform takes', () => {
    for (const NamePrefix of ['c', 'configmend', 'team-a-2', 'a234567890123456']) {
      assert.isNotEmpty(deployed(memberCloudFormation(), { ...needed, NamePrefix }, home));
    }
  });

  it('is small enough to be given to CloudFormation as it is', () => {
    assert.isAtMost(Buffer.byteLength(memberCloudFormationText()), 51_200);
    assert.deepEqual(JSON.parse(memberCloudFormationText()), JSON.parse(JSON.stringify(memberCloudFormation())));
  });
});
