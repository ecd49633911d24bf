import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Accounts } from '../accounts/accounts.ts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import { type EnabledRule, enabledRules } from '../fast-path/settings.ts';
import { ruleOf, rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { bindRules } from './bind-rules.ts';

export interface RulesAsked {
  readonly rule?: readonly string[];
  readonly skip?: readonly string[];
  readonly parameters?: string;
}

/** By what a sweep judges. */
export interface SweepSettings {
  readonly enabled: readonly EnabledRule[];
  /** Of the deployment, as its functions have them in RULE_PARAMETERS; absent where nothing of it is known. */
  readonly parameters?: string;
  /** Whether the hub's own account and region is looked at; it is, unless the deployment says otherwise. */
  readonly watchOwn: boolean;
}

/**
 * The rules that scan judges by, with no grace and the registry's severities. A rule that is judged upon API calls alone is none of them:
 * what is recorded of calls is the deployment's.
 */
export async function settingsAsked({ rule = [], skip, parameters }: RulesAsked): Promise<SweepSettings> {
  const bound = await bindRules(rule, parameters, skip);
  const enabled = bound
    .filter((one) => isJudgedByConfig(one.rule))
    .map((one): EnabledRule => ({ ...one, terms: { severity: one.rule.severity, graceMs: 0 } }));
  return { enabled, watchOwn: true };
}

/**
 * As the deployment's own sweep judges: rules, parameters, modes, severities and grace periods of the function PREFIX-sweep, of which
 * `rule` and `skip` choose. Rejects with READ_FAILED where it cannot be asked, and with USAGE where it is not of this bucket or has no such rule.
 */
export async function settingsDeployed(
  lambda: Pick<LambdaClient, 'send'>,
  { prefix }: Pick<Accounts, 'prefix'>,
  bucket: string,
  { rule = [], skip = [] }: RulesAsked,
): Promise<SweepSettings> {
  for (const [option, ids] of Object.entries({ rule, skip })) {
    for (const id of ids) {
      if (ruleOf(id) !== undefined) continue;
      throw new Failure('USAGE', `--${option} ${id}: there is no such rule (configmend rules lists them)`);
    }
  }
  const name = `${prefix}-sweep`;
  const environment = await environmentOf(lambda, name);
  if (environment['LEDGER_BUCKET'] !== bucket) {
    throw new Failure(
      'USAGE',
      `the function ${name} is not of the ledger ${bucket}: give --bucket that of the deployment`,
    );
  }
  const all = enabledRules(environment, rules);
  const missing = rule.filter((id) => !all.some((one) => one.rule.id === id));
  if (missing.length > 0) {
    throw new Failure('USAGE', `--rule ${missing.join(', ')}: not enabled in the deployment (enabled_rules)`);
  }
  const enabled = all.filter((one) => (rule.length === 0 || rule.includes(one.rule.id)) && !skip.includes(one.rule.id));
  if (enabled.length === 0) throw new Failure('USAGE', '--skip leaves no rule to judge by');
  return {
    enabled,
    parameters: environment['RULE_PARAMETERS'] ?? '',
    watchOwn: environment['WATCH_OWN_ACCOUNT'] !== 'false',
  };
}

async function environmentOf(
  lambda: Pick<LambdaClient, 'send'>,
  name: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return Environment?.Variables ?? {};
  } catch (cause) {
    throw new Failure(
      'READ_FAILED',
      `how the function ${name} judges was not read (${errorText(cause)}): ask for lambda:GetFunctionConfiguration on it`,
      { cause, ids: { functionName: name } },
    );
  }
}
