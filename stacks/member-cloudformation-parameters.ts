import type { RegisteredRule } from '../rules/registered-rule.ts';
import { logicalName } from './cloudformation-text.ts';
import { commonVariables } from './common-variables.ts';
import { memberStackVariables } from './member-stack-variables.ts';
import { externalIdForm } from './member-variables.ts';
import { parameterForms } from './parameter-forms.ts';
import { judgingRules } from './rule-functions.ts';

export interface TemplateParameter {
  readonly Type: 'String' | 'CommaDelimitedList';
  readonly Description: string;
  readonly Default?: string;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
}

const accountId = '[0-9]{12}';
const region = '[a-z]{2,4}(-[a-z]+)+-[0-9]+';
const onOff = (description: string, on: boolean): TemplateParameter => ({
  Type: 'String',
  Description: description,
  Default: String(on),
  AllowedValues: ['true', 'false'],
});
const text = (description: string, pattern: string, says: string, Default?: string): TemplateParameter => ({
  Type: 'String',
  Description: description,
  AllowedPattern: pattern,
  ConstraintDescription: says,
  ...(Default === undefined ? {} : { Default }),
});
const { hub_account_id, hub_region, external_id, hub_bus_arn, roles_region, judging_account_id, reader_principals } =
  memberStackVariables;
const { create_config_recorder, enable_fast_path, enable_aggregator_authorization, managed_rules } =
  memberStackVariables;

/** Of the whole stack, as its variables are in the Terraform form. */
const shared = {
  NamePrefix: text(
    commonVariables.name_prefix.description,
    '[a-z][a-z0-9]{0,15}|(?=.{3,16}$)[a-z][a-z0-9]*(-[a-z0-9]+)+',
    'must be 1 to 16 lower-case letters and digits, with single hyphens between them, beginning with a letter',
    commonVariables.name_prefix.default,
  ),
  HubAccountId: text(hub_account_id.description, accountId, 'must be a 12-digit account id'),
  HubRegion: text(hub_region.description, region, 'must be the name of an AWS region'),
  HubBusArn: text(hub_bus_arn.description, 'arn:[a-z-]+:events:.+:event-bus/.+', 'must be the ARN of an event bus'),
  ExternalId: text(external_id.description, externalIdForm, 'must be the external id of the hub'),
  RolesRegion: text(roles_region.description, region, 'must be the name of an AWS region'),
  JudgingAccountId: text(
    judging_account_id.description.replace('With judge = hub: the', 'The'),
    `(${accountId})?`,
    'must be a 12-digit account id, or empty',
    '',
  ),
  ReaderPrincipals: {
    Type: 'CommaDelimitedList',
    Description: reader_principals.description,
    Default: '',
    AllowedPattern: '^(arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=,.@/-]+)?$',
  },
  CreateConfigRecorder: onOff(create_config_recorder.description, create_config_recorder.default),
  EnableFastPath: onOff(enable_fast_path.description, enable_fast_path.default),
  EnableAggregatorAuthorization: onOff(
    enable_aggregator_authorization.description,
    enable_aggregator_authorization.default,
  ),
  ManagedRules: onOff(`Deploy rules of AWS beside ours: ${managed_rules.default.join(', ')}.`, true),
} satisfies Readonly<Record<string, TemplateParameter>>;

/** Name of the parameter that switches a rule on. */
export function enableName(rule: Pick<RegisteredRule, 'id'>): string {
  return `Enable${logicalName(rule.id)}`;
}

/** Name of the parameter that a rule's parameter is. */
export function parameterName(rule: Pick<RegisteredRule, 'id'>, parameter: string): string {
  return logicalName(rule.id, parameter);
}

/** Every parameter: those of the stack, and for each rule whether it is deployed, and its parameters, empty for what holds unless given. */
export function memberParameters(): Record<string, TemplateParameter> {
  const ofRules = judgingRules.flatMap((rule): [string, TemplateParameter][] => [
    [enableName(rule), onOff(`Whether ${rule.id} is deployed.`, rule.enabledByDefault)],
    ...Object.entries(rule.parameters).map(([name, { summary }]): [string, TemplateParameter] => {
      const form = parameterForms[rule.id]?.[name];
      const description = `${rule.id}: ${summary}`;
      if (form === undefined)
        return [parameterName(rule, name), { Type: 'String', Description: description, Default: '' }];
      return [parameterName(rule, name), text(description, `^$|${form.pattern}`, `must be ${form.says}, or empty`, '')];
    }),
  ]);
  return { ...shared, ...Object.fromEntries(ofRules) };
}
