import * as v from 'valibot';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { menderRoleName, roleArn } from '../accounts/membership.ts';
import { Failure } from '../contract/failure.ts';
import { RemediatorId } from '../contract/instruction.ts';
import { setting } from '../contract/setting.ts';
import { judgesFrom } from '../remediators/judges.ts';
import { isPlainObject } from '../rules/parameters-by-rule.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { type Terms, termsFrom } from '../rules/terms.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A rule by which the fast path may queue a mend, as it was deployed. */
export interface EnabledRule {
  readonly rule: RegisteredRule;
  readonly judge: Judge;
  readonly terms: Terms;
  /** Name of its Config rule; absent of a rule that AWS Config does not ask. */
  readonly configRule?: string;
  /** What it finds is told, and not mended. Only of a rule that AWS Config does not ask: the others' verdicts are told there. */
  readonly observed?: true;
  /** Nothing of the account is mended, whatever the rule. */
  readonly inObservedAccount?: true;
}

/** A record of valibot's takes a list as well. */
const Texts = v.pipe(v.custom<object>(isPlainObject), v.record(v.string(), v.string()));
const Modes = v.pipe(v.custom<object>(isPlainObject), v.record(v.string(), v.picklist(['auto', 'observe'])));
const Arns = v.pipe(v.array(v.pipe(v.string(), v.regex(/^arn:/))), v.minLength(1));

/**
 * The rules that are enabled and not only observed, and those that AWS Config does not ask whatever their mode in RULE_MODES
 * (`{"<rule>": "observe"}`, auto unless given), from RULE_PARAMETERS (`{"<rule>": {"<parameter>": "<value>"}}`), with
 * RULE_SEVERITIES and GRACE_PERIODS (`{"<rule>": "<value>"}`, of some rules) and the CONFIG_RULE_PREFIX of their Config rules. Throws
 * SETTING_MISSING, SETTING_INVALID or PARAMETER_INVALID: a grace that cannot be read must not come out as none.
 */
export function enabledRules(environment: Environment, rules: readonly RegisteredRule[]): EnabledRule[] {
  const judges = judgesFrom(setting(environment, 'RULE_PARAMETERS'), rules);
  const severities = parsed(environment, 'RULE_SEVERITIES', Texts, '{"<rule>": "<severity>"}');
  const graces = parsed(environment, 'GRACE_PERIODS', Texts, '{"<rule>": "<length>"}');
  const modes = parsed({ RULE_MODES: '{}', ...environment }, 'RULE_MODES', Modes, '{"<rule>": "auto" or "observe"}');
  const prefix = setting(environment, 'CONFIG_RULE_PREFIX');
  return rules.flatMap((rule): EnabledRule[] => {
    const judge = judges.get(rule.id);
    if (judge === undefined) return [];
    const terms = termsFrom({ RULE_SEVERITY: severities[rule.id], RULE_GRACE: graces[rule.id] }, rule.severity);
    const observed = modes[rule.id] === 'observe' ? { observed: true as const } : {};
    return [
      { rule, judge, terms, ...observed, ...(isJudgedByConfig(rule) ? { configRule: `${prefix}${rule.id}` } : {}) },
    ];
  });
}

/** Pure. The rules as they judge in an account. */
export function rulesIn(account: Pick<Account, 'mode'>, enabled: readonly EnabledRule[]): readonly EnabledRule[] {
  if (account.mode === 'auto') return enabled;
  return enabled.map((one) => ({ ...one, inObservedAccount: true }));
}

/** The remediators' own roles, whose calls are mends of ours, by ARN with path, from OWN_ROLE_ARNS. Throws SETTING_MISSING or SETTING_INVALID. */
export function ownRoles(environment: Environment): ReadonlySet<string> {
  return new Set(parsed(environment, 'OWN_ROLE_ARNS', Arns, '["arn:…:role/…"]'));
}

/** Pure. The roles that the remediators assume in the accounts, by ARN: calls of theirs are mends of ours as well. */
export function menderRoles(accounts: Accounts): string[] {
  return accounts.accounts.flatMap(({ id }) =>
    RemediatorId.options.map((remediator) => roleArn(accounts, id, menderRoleName(accounts.prefix, remediator))),
  );
}

function parsed<S extends v.GenericSchema>(
  environment: Environment,
  name: string,
  schema: S,
  form: string,
): v.InferOutput<S> {
  try {
    return v.parse(schema, JSON.parse(setting(environment, name)));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('SETTING_INVALID', `environment variable ${name} is not of the form ${form}`, { cause });
  }
}
