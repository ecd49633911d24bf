import { Failure } from '../contract/failure.ts';
import { parametersByRule } from '../rules/parameters-by-rule.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import { ruleOf, rules } from '../rules/registry.ts';
import { readJsonFile } from './read-json-file.ts';
import type { BoundRule } from './scan-evaluate.ts';

/**
 * The rules asked for (those that are on by default, if none is) with the parameters of a file of the form `{"<rule>": {"<parameter>": "<value>"}}`.
 * Throws USAGE for an unknown rule, FILE_UNREADABLE or PARAMETER_INVALID naming the file, rule, parameter and value.
 */
export async function bindRules(ids: readonly string[], parametersFile: string | undefined): Promise<BoundRule[]> {
  const parameters = parametersFile === undefined ? new Map<string, unknown>() : await readParameters(parametersFile);
  for (const id of parameters.keys()) refuseUnknown(id, `${parametersFile}: `);
  for (const id of ids) refuseUnknown(id, '--rule ');
  const chosen = rules.filter(({ id, enabledByDefault }) => (ids.length === 0 ? enabledByDefault : ids.includes(id)));
  return chosen.map((rule) => ({ rule, judge: bind(rule, parameters.get(rule.id), parametersFile) }));
}

function bind(rule: RegisteredRule, parameters: unknown, file: string | undefined): Judge {
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
