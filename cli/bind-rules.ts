import { Failure } from '../contract/failure.ts';
import { parametersByRule } from '../rules/parameters-by-rule.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import { ruleOf, rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { readJsonFile } from './read-json-file.ts';
import type { BoundRule } from './scan-evaluate.ts';

/**
 * The rules asked for (those that are on by default, if none is) but those to be left out, with the parameters of a file of the form `{"<rule>": {"<parameter>": "<value>"}}`.
 * Throws USAGE for an unknown rule, FILE_UNREADABLE or PARAMETER_INVALID naming the file, rule, parameter and value.
 */
export async function bindRules(
  ids: readonly string[],
  parametersFile: string | undefined,
  leftOut: readonly string[] = [],
): Promise<BoundRule[]> {
  const parameters = parametersFile === undefined ? new Map<string, unknown>() : await readParameters(parametersFile);
  for (const id of parameters.keys()) refuseUnknown(id, `${parametersFile}: `);
  for (const id of ids) refuseUnknown(id, '--rule ');
  for (const id of leftOut) refuseUnknown(id, '--skip ');
  const chosen = rules
    .filter(({ id, enabledByDefault }) => (ids.length === 0 ? enabledByDefault : ids.includes(id)))
    .filter(({ id }) => !leftOut.includes(id));
  if (chosen.length === 0) throw new Failure('USAGE', '--skip leaves no rule to judge by');
  return chosen.map((rule) => ({ rule, judge: bind(rule, parameters.get(rule.id), parametersFile) }));
}

function bind(rule: RegisteredRule, parameters: unknown, file: string | undefined): Judge {
  // A scan judges nothing by it, whatever it would have to be given.
  if (!isJudgedByConfig(rule) && parameters === undefined) return () => [];
  try {
    return rule.withParameters(parameters);
  } catch (error) {
    if (!(error instanceof Failure) || file === undefined) throw error;
    throw new Failure(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

function refuseUnknown(id: string, where: string): void {
  if (ruleOf(id) !== undefined) return;
  throw new Failure('USAGE', `${where}${id}: there is no such rule (configmend rules lists them)`);
}

async function readParameters(file: string): Promise<ReadonlyMap<string, unknown>> {
  const parameters = parametersByRule(await readJsonFile(file));
  if ('fault' in parameters) throw new Failure('FILE_UNREADABLE', `${file}: ${parameters.fault}`);
  return parameters;
}
