import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import type { InvokeSource } from '../lambda/resource-policy.ts';
import type { Regional, ServiceDeps } from '../service.ts';
import { configPage, invalidParameter, nextToken, readConfigInput, ruleNames } from './input.ts';
import type { Notifications } from './notifications.ts';
import { type ConfigRuleInput, PutConfigRuleInput, readDefinition } from './rule-input.ts';
import { configArn, type ConfigRule, type ConfigState, requireRecorder, ruleNamed, rulesNamed } from './state.ts';
import type { Triggering } from './triggering.ts';

const NameInput = v.strictObject({ ConfigRuleName: v.string() });
const DescribeInput = v.strictObject({ ConfigRuleNames: ruleNames, NextToken: nextToken });
const StatusInput = v.strictObject({ ...DescribeInput.entries, Limit: v.optional(v.number()) });
const StartInput = v.strictObject({ ConfigRuleNames: ruleNames });

const rulesPerRegion = 1000;
const pageSize = 25;
const startIntervalMs = 60_000;

export interface RuleOperationDeps {
  readonly states: Regional<ConfigState>;
  readonly deps: ServiceDeps;
  readonly lambda: { mayInvoke(functionArn: string, source: InvokeSource): boolean };
  readonly triggering: Triggering;
  readonly notifications: Notifications;
}

/** Custom Lambda rules: put, describe, delete and start. Putting a rule evaluates what is recorded. */
export function ruleOperations({
  states,
  deps,
  lambda,
  triggering,
  notifications,
}: RuleOperationDeps): Record<string, JsonOperation> {
  const newRule = (state: ConfigState, name: string, definition: ConfigRule['definition']): ConfigRule => {
    const id = `config-rule-${deps.id(6)}`;
    return {
      name,
      id,
      arn: configArn(state, `config-rule/${id}`),
      definition,
      results: new Map(),
      status: { activatedAt: deps.clock.now() },
      startedAt: undefined,
      disarm: undefined,
    };
  };

  return {
    PutConfigRule(raw, caller) {
      const { ConfigRule: input } = readConfigInput(PutConfigRuleInput, raw);
      const state = states.of(caller);
      requireRecorder(state);
      const definition = readDefinition(input);
      const held = existing(state, input);
      if (held === undefined && state.rules.size >= rulesPerRegion) {
        throw new AwsError(
          'MaxNumberOfConfigRulesExceededException',
          `Failed to put config rule because the maximum number of ${rulesPerRegion} is reached.`,
        );
      }
      const rule = held ?? newRule(state, input.ConfigRuleName ?? '', definition);
      const source = { principal: 'config.amazonaws.com', sourceArn: rule.arn, sourceAccount: state.accountId };
      if (definition.functionArn.split(':')[3] !== state.region || !lambda.mayInvoke(definition.functionArn, source)) {
        throw new AwsError(
          'InsufficientPermissionsException',
          `The AWS Lambda function ${definition.functionArn} cannot be invoked. Check the specified function ARN, and check the function's permissions.`,
        );
      }
      rule.definition = definition;
      state.rules.set(rule.name, rule);
      triggering.schedule(state, rule);
      triggering.evaluateNow(state, rule);
      return {};
    },
    DescribeConfigRules(raw, caller) {
      const input = readConfigInput(DescribeInput, raw);
      const rules = rulesNamed(states.of(caller), input.ConfigRuleNames);
      const { items, nextToken } = configPage(rules, 'rules', pageSize, input.NextToken);
      return {
        ConfigRules: items.map((rule) => ({
          ConfigRuleName: rule.name,
          ConfigRuleArn: rule.arn,
          ConfigRuleId: rule.id,
          ...rule.definition.described,
        })),
        NextToken: nextToken,
      };
    },
    DeleteConfigRule(raw, caller) {
      const state = states.of(caller);
      const rule = ruleNamed(state, readConfigInput(NameInput, raw).ConfigRuleName);
      rule.disarm?.();
      state.rules.delete(rule.name);
      return {};
    },
    StartConfigRulesEvaluation(raw, caller) {
      const { ConfigRuleNames: names = [] } = readConfigInput(StartInput, raw);
      const state = states.of(caller);
      if (names.length === 0) throw invalidParameter('ConfigRuleNames: name at least one rule.');
      const now = deps.clock.now();
      const rules = rulesNamed(state, names);
      for (const { name, startedAt } of rules) {
        if (startedAt !== undefined && now - startedAt < startIntervalMs) {
          throw new AwsError(
            'LimitExceededException',
            `The rule ${name} was started less than a minute ago: StartConfigRulesEvaluation can be called once per minute.`,
          );
        }
      }
      for (const rule of rules) {
        rule.startedAt = now;
        triggering.evaluateNow(state, rule);
      }
      notifications.evaluationStarted(state, names);
      return {};
    },
    DescribeConfigRuleEvaluationStatus(raw, caller) {
      const input = readConfigInput(StatusInput, raw);
      const rules = rulesNamed(states.of(caller), input.ConfigRuleNames);
      const size = input.Limit === undefined || input.Limit === 0 ? pageSize : input.Limit;
      const { items, nextToken } = configPage(rules, 'evaluation status', size, input.NextToken);
      return { ConfigRulesEvaluationStatus: items.map(describeStatus), NextToken: nextToken };
    },
  };
}

/** The rule that a put changes: by name, else by ARN or id, which have to exist. */
function existing(
  state: ConfigState,
  { ConfigRuleName, ConfigRuleArn, ConfigRuleId }: ConfigRuleInput,
): ConfigRule | undefined {
  if (ConfigRuleName !== undefined) return state.rules.get(ConfigRuleName);
  if (ConfigRuleArn === undefined && ConfigRuleId === undefined) {
    throw invalidParameter('One or more identifiers needs to be provided. Provide Name or Id or Arn');
  }
  const found = [...state.rules.values()].find(({ arn, id }) => arn === ConfigRuleArn || id === ConfigRuleId);
  return found ?? ruleNamed(state, ConfigRuleArn ?? ConfigRuleId ?? '');
}

function describeStatus({ name, arn, id, status }: ConfigRule): object {
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
  return {
    ConfigRuleName: name,
    ConfigRuleArn: arn,
    ConfigRuleId: id,
    LastSuccessfulInvocationTime: seconds(status.invokedAt),
    LastFailedInvocationTime: seconds(status.invocationFailedAt),
    LastSuccessfulEvaluationTime: seconds(status.evaluatedAt),
    FirstActivatedTime: seconds(status.activatedAt),
    LastErrorCode: status.error?.code,
    LastErrorMessage: status.error?.message,
    FirstEvaluationStarted: status.invokedAt !== undefined,
  };
}
