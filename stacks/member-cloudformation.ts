import { filledIn, ifElse, logicalName, policyDocument, ref, type TemplateValue } from './cloudformation-text.ts';
import { configRuleTerms } from './config-rules.ts';
import { forwardedEvents } from './forwarded-events.ts';
import {
  enableName,
  memberParameters,
  parameterName,
  type TemplateParameter,
} from './member-cloudformation-parameters.ts';
import { recorderReadyId, recorderResources, type TemplateResource } from './member-cloudformation-recorder.ts';
import { forwarder, forwarderPolicies, memberRoles, type MemberWords } from './member-roles.ts';
import { memberStackVariables } from './member-stack-variables.ts';
import { judgingRules } from './rule-functions.ts';

export interface CloudFormationTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, TemplateValue>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

const inRolesRegion = 'InRolesRegion';
const ownRecorder = 'OwnRecorder';
const hearsCalls = 'HearsCalls';
const aggregated = 'Aggregated';
const withManagedRules = 'WithManagedRules';
const withReaders = 'WithReaders';
const judgedByHub = 'JudgedByHub';

/**
 * A member that the functions of another account judge, as a CloudFormation template, which a StackSet rolls out to accounts and regions: the
 * same roles, Config rules, recorder and events as stacks/member-stack.ts makes with `judge` = `hub`, from the same parts.
 */
export function memberCloudFormation(): CloudFormationTemplate {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'configmend: an account and region that a hub watches. The values are those of its output member_settings.',
    Parameters: memberParameters(),
    Conditions: conditions(),
    Resources: {
      ...recorderResources(ownRecorder, inRolesRegion),
      ...roleResources(),
      ...ruleResources(),
      ...eventResources(),
      AggregatorAuthorization: {
        Type: 'AWS::Config::AggregationAuthorization',
        Condition: aggregated,
        Properties: { AuthorizedAccountId: ref('HubAccountId'), AuthorizedAwsRegion: ref('HubRegion') },
      },
    },
  };
}

/** Without line breaks: CloudFormation takes 51,200 bytes as they are (CloudFormation User Guide, "Quotas"), and more from a bucket only. */
export function memberCloudFormationText(): string {
  return `${JSON.stringify(memberCloudFormation())}\n`;
}

function conditions(): Record<string, TemplateValue> {
  const is = (name: string, value: TemplateValue): TemplateValue => ({ 'Fn::Equals': [ref(name), value] });
  const given = (name: string): TemplateValue => ({ 'Fn::Not': [is(name, '')] });
  const ofRules = judgingRules.flatMap((rule): [string, TemplateValue][] => [
    [onCondition(rule.id), is(enableName(rule), 'true')],
    ...Object.keys(rule.parameters).map((name): [string, TemplateValue] => [
      givenCondition(parameterName(rule, name)),
      given(parameterName(rule, name)),
    ]),
  ]);
  return {
    [inRolesRegion]: { 'Fn::Equals': [ref('AWS::Region'), ref('RolesRegion')] },
    [ownRecorder]: is('CreateConfigRecorder', 'true'),
    [hearsCalls]: is('EnableFastPath', 'true'),
    [aggregated]: is('EnableAggregatorAuthorization', 'true'),
    [withManagedRules]: is('ManagedRules', 'true'),
    [withReaders]: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', ref('ReaderPrincipals')] }, ''] }] },
    [judgedByHub]: { 'Fn::Or': [is('JudgingAccountId', ''), is('JudgingAccountId', ref('HubAccountId'))] },
    ...Object.fromEntries(ofRules),
  };
}

const onCondition = (id: string): string => `With${logicalName(id)}`;
const givenCondition = (parameter: string): string => `Given${parameter}`;

/** In the texts of the template: the account that judges, which is the hub's unless another is named. */
const judgingAccount = ifElse(judgedByHub, ref('HubAccountId'), ref('JudgingAccountId'));
const root = (account: string): string => `arn:\${AWS::Partition}:iam::\${${account}}:root`;

const words: MemberWords = {
  partition: '${AWS::Partition}',
  accountId: '${AWS::AccountId}',
  prefix: '${NamePrefix}',
  hubAccountId: '${HubAccountId}',
  hubRegion: '${HubRegion}',
  externalId: '${ExternalId}',
  judgingAccountId: '${Judge}',
  judges: ifElse(
    judgedByHub,
    filledIn([root('HubAccountId')]),
    filledIn([root('HubAccountId'), root('JudgingAccountId')]),
  ),
  andReaders(arns) {
    const people = ifElse(withReaders, { 'Fn::Join': [',', ref('ReaderPrincipals')] });
    return { 'Fn::Split': [',', { 'Fn::Join': [',', [withJudge(arns.join(',')), people]] }] };
  },
};

/** A text in which `${Judge}` is the account that judges. */
function withJudge(text: string): TemplateValue {
  return text.includes('${Judge}') ? { 'Fn::Sub': [text, { Judge: judgingAccount }] } : filledIn(text);
}

function roleResources(): Record<string, TemplateResource> {
  return Object.fromEntries(
    memberRoles(words).map(({ id, name, description, trust, statements }): [string, TemplateResource] => [
      `${logicalName(id)}Role`,
      {
        Type: 'AWS::IAM::Role',
        Condition: inRolesRegion,
        Properties: {
          RoleName: filledIn(name),
          Description: description,
          AssumeRolePolicyDocument: policyDocument(trust),
          Policies: [{ PolicyName: 'configmend', PolicyDocument: policyDocument(statements) }],
        },
      },
    ]),
  );
}

function ruleResources(): Record<string, TemplateResource> {
  const ours = judgingRules.map((rule): [string, TemplateResource] => {
    const { description, resourceTypes, details } = configRuleTerms(rule);
    const parameters = Object.keys(rule.parameters).map((name): [string, TemplateValue] => {
      const parameter = parameterName(rule, name);
      return [name, ifElse(givenCondition(parameter), ref(parameter))];
    });
    return [
      `${logicalName(rule.id)}Rule`,
      {
        Type: 'AWS::Config::ConfigRule',
        Condition: onCondition(rule.id),
        DependsOn: [recorderReadyId],
        Properties: {
          ConfigRuleName: filledIn(`\${NamePrefix}-${rule.id}`),
          Description: description,
          InputParameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
          Scope: { ComplianceResourceTypes: resourceTypes },
          Source: {
            Owner: 'CUSTOM_LAMBDA',
            SourceIdentifier: withJudge(
              `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${Judge}:function:\${NamePrefix}-${rule.id}`,
            ),
            SourceDetails: details.map(({ eventSource, messageType, maximumExecutionFrequency }) => ({
              EventSource: eventSource,
              MessageType: messageType,
              MaximumExecutionFrequency: maximumExecutionFrequency,
            })),
          },
        },
      },
    ];
  });
  const managed = memberStackVariables.managed_rules.default.map((identifier): [string, TemplateResource] => [
    `Managed${logicalName(identifier.toLowerCase())}`,
    {
      Type: 'AWS::Config::ConfigRule',
      Condition: withManagedRules,
      DependsOn: [recorderReadyId],
      Properties: {
        ConfigRuleName: filledIn(`\${NamePrefix}-managed-${identifier.toLowerCase().replaceAll('_', '-')}`),
        Source: { Owner: 'AWS', SourceIdentifier: identifier },
      },
    },
  ]);
  return Object.fromEntries([...ours, ...managed]);
}

function eventResources(): Record<string, TemplateResource> {
  const { trust, statements } = forwarderPolicies('${AWS::AccountId}', '${HubBusArn}');
  const rules = forwardedEvents('${NamePrefix}').map(
    ({ name, description, pattern, kind }): [string, TemplateResource] => [
      `${logicalName(name)}Rule`,
      {
        Type: 'AWS::Events::Rule',
        ...(kind === 'calls' ? { Condition: hearsCalls } : {}),
        Properties: {
          Name: filledIn(`\${NamePrefix}-${name}`),
          Description: description,
          EventPattern: filledIn(pattern),
          State: 'ENABLED',
          Targets: [{ Id: 'hub', Arn: ref('HubBusArn'), RoleArn: { 'Fn::GetAtt': ['ForwarderRole', 'Arn'] } }],
        },
      },
    ],
  );
  return {
    ForwarderRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: filledIn(`\${NamePrefix}-\${AWS::Region}-${forwarder}`),
        Description: 'Sends events to the configmend hub.',
        AssumeRolePolicyDocument: policyDocument(trust),
        Policies: [{ PolicyName: 'configmend', PolicyDocument: policyDocument(statements) }],
      },
    },
    ...Object.fromEntries(rules),
  };
}
