import { Failure } from '../../contract/failure.ts';
import { parametersByRule } from '../../rules/parameters-by-rule.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import { readJsonFile } from '../read-json-file.ts';

export interface GivenJudges {
  /** Of the rules that the file names, and no others. */
  readonly judges: ReadonlyMap<string, Judge>;
  /** What it says, by rule. */
  readonly parameters: ReadonlyMap<string, unknown>;
}

/**
 * Rules with the parameters of a file of the form `{"<rule>": {"<parameter>": "<value>"}}`. Throws FILE_UNREADABLE, USAGE or
 * PARAMETER_INVALID naming the file.
 */
export async function judgesOfFile(file: string): Promise<GivenJudges> {
  const given = parametersByRule(await readJsonFile(file));
  if ('fault' in given) throw new Failure('FILE_UNREADABLE', `${file}: ${given.fault}`);
  const judges = new Map<string, Judge>();
  for (const [id, parameters] of given) {
    const rule = ruleOf(id);
    if (rule === undefined)
      throw new Failure('USAGE', `${file}: ${id}: there is no such rule (configmend rules lists them)`);
    try {
      judges.set(id, rule.withParameters(parameters));
    } catch (error) {
      throw error instanceof Failure ? new Failure(error.code, `${file}: ${error.message}`, { cause: error }) : error;
    }
  }
  return { judges, parameters: given };
}
