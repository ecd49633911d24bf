import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './input.ts';
import type { RuleDefinition } from './state.ts';

const hour = 3_600_000;
const frequencies = {
  One_Hour: hour,
  Three_Hours: 3 * hour,
  Six_Hours: 6 * hour,
  Twelve_Hours: 12 * hour,
  TwentyFour_Hours: 24 * hour,
} as const;
const Frequency = v.optional(v.picklist(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours']));

const text = (max: number) => v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(max)));
const ConfigRuleInput = v.strictObject({
  ConfigRuleName: text(128),
  ConfigRuleArn: v.optional(v.string()),
  ConfigRuleId: v.optional(v.string()),
  Description: v.optional(v.pipe(v.string(), v.maxLength(256))),
  Scope: v.optional(
    v.strictObject({
      ComplianceResourceTypes: v.optional(v.pipe(v.array(v.string()), v.maxLength(100))),
      TagKey: text(128),
      TagValue: text(256),
      ComplianceResourceId: text(768),
    }),
  ),
  Source: v.strictObject({
    Owner: v.picklist(['CUSTOM_LAMBDA', 'AWS', 'CUSTOM_POLICY']),
    SourceIdentifier: v.optional(v.string(), ''),
    SourceDetails: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            EventSource: v.optional(v.literal('aws.config')),
            MessageType: v.picklist([
              'ConfigurationItemChangeNotification',
              'OversizedConfigurationItemChangeNotification',
              'ScheduledNotification',
              'ConfigurationSnapshotDeliveryCompleted',
            ]),
            MaximumExecutionFrequency: Frequency,
          }),
        ),
        v.maxLength(25),
      ),
      [],
    ),
  }),
  InputParameters: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  MaximumExecutionFrequency: Frequency,
  ConfigRuleState: v.optional(v.literal('ACTIVE')),
  CreatedBy: v.optional(v.string()),
  EvaluationModes: v.optional(v.array(v.strictObject({ Mode: v.picklist(['DETECTIVE', 'PROACTIVE']) }))),
});
export const PutConfigRuleInput = v.strictObject({ ConfigRule: ConfigRuleInput });
export type ConfigRuleInput = v.InferOutput<typeof ConfigRuleInput>;

/** Custom Lambda rules in detective mode; anything else is NotImplemented (AWS Config API Reference, ConfigRule). */
export function readDefinition(input: ConfigRuleInput): RuleDefinition {
  const { Source, Scope, InputParameters, EvaluationModes, MaximumExecutionFrequency } = input;
  if (Source.Owner !== 'CUSTOM_LAMBDA') throw lacking(`rules whose Owner is ${Source.Owner}`);
  if (EvaluationModes?.some(({ Mode }) => Mode === 'PROACTIVE') === true) throw lacking('proactive evaluation');
  if (Source.SourceDetails.length === 0) {
    throw invalidParameter('SourceDetails must be specified for a rule whose Owner is CUSTOM_LAMBDA.');
  }
  if (!/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/.test(Source.SourceIdentifier)) {
    throw invalidParameter(
      `The sourceIdentifier '${Source.SourceIdentifier}' is invalid: give the ARN of a Lambda function.`,
    );
  }
  checkScope(Scope);
  const kinds = new Set(Source.SourceDetails.map(({ MessageType }) => MessageType));
  if (kinds.has('ConfigurationSnapshotDeliveryCompleted')) throw lacking('rules triggered by configuration snapshots');
  const periodic = Source.SourceDetails.find(({ MessageType }) => MessageType === 'ScheduledNotification');
  for (const { MessageType, MaximumExecutionFrequency: frequency } of Source.SourceDetails) {
    if (frequency !== undefined && MessageType !== 'ScheduledNotification') {
      throw invalidParameter(`MaximumExecutionFrequency is not allowed for MessageType ${MessageType}.`);
    }
  }
  const frequency = periodic?.MaximumExecutionFrequency ?? MaximumExecutionFrequency ?? 'TwentyFour_Hours';
  return {
    functionArn: Source.SourceIdentifier,
    onChange: kinds.has('ConfigurationItemChangeNotification'),
    onOversized: kinds.has('OversizedConfigurationItemChangeNotification'),
    periodMs: periodic === undefined ? undefined : frequencies[frequency],
    scope: Scope,
    ruleParameters: InputParameters === undefined ? undefined : readParameters(InputParameters),
    described: {
      Description: input.Description,
      Scope,
      Source,
      InputParameters,
      MaximumExecutionFrequency,
      ConfigRuleState: 'ACTIVE',
      EvaluationModes: [{ Mode: 'DETECTIVE' }],
    },
  };
}

function checkScope(scope: ConfigRuleInput['Scope']): void {
  if (scope === undefined) return;
  const { ComplianceResourceTypes: types = [], ComplianceResourceId, TagKey, TagValue } = scope;
  if (TagValue !== undefined && TagKey === undefined) throw invalidParameter('Scope: TagValue needs a TagKey.');
  if (TagKey !== undefined && (types.length > 0 || ComplianceResourceId !== undefined)) {
    throw invalidParameter('Scope: give either a tag or resource types, not both.');
  }
  if (ComplianceResourceId !== undefined && types.length !== 1) {
    throw invalidParameter('Scope: a ComplianceResourceId needs exactly one of ComplianceResourceTypes.');
  }
}

/** All values reach the rule as strings. */
function readParameters(json: string): string {
  const invalid = invalidParameter(`InputParameters must be a JSON object of plain values: ${json}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw invalid;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalid;
  const entries = Object.entries(parsed).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw invalid;
    return [name, String(value)];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function lacking(what: string): AwsError {
  return new AwsError('NotImplemented', `the local account does not implement ${what}`, 501);
}
