import { evaluateData, type Scope } from './evaluate.ts';
import type { Condition, VariableBlock } from './template.ts';
import { TerraformError } from './terraform-error.ts';
import { converterTo } from './type-constraint.ts';
import { fromJson, toBoolean, toText, type Value, type ValueObject } from './value.ts';

/** Values for variables, by name, as a .tfvars.json file would hold them. */
export type VariableValues = Readonly<Record<string, unknown>>;

/**
 * All variables of a template: what is given, converted to its type, else the default. Throws TerraformError before anything is
 * touched: for a value of the wrong type, an unknown or a missing variable, and, with the sentences of the template, for what its
 * validations refuse. All that is wrong is said at once.
 */
export function resolveVariables(declared: readonly VariableBlock[], given: VariableValues): ValueObject {
  const known = new Set(declared.map(({ name }) => name));
  const problems = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => `the variable ${name} is not declared`);
  const resolved: Record<string, Value> = {};
  for (const variable of declared) {
    try {
      resolved[variable.name] = valueOf(variable, given[variable.name]);
    } catch (error) {
      problems.push(sentence(error));
    }
  }
  if (problems.length > 0) throw new TerraformError(problems.join('\n'));
  const scope = { var: resolved };
  const refused = declared.flatMap(({ validations }) => unmet(validations, scope));
  if (refused.length > 0) throw new TerraformError(refused.join('\n'));
  return resolved;
}

/** The sentences of the conditions that are not met. */
export function unmet(conditions: readonly Condition[], scope: Scope): string[] {
  return conditions
    .filter(({ condition }) => !toBoolean(evaluateData(condition, scope), 'condition'))
    .map(({ message }) => toText(evaluateData(message, scope), 'error_message'));
}

/** null stands for the default where the variable is not nullable. */
function valueOf({ name, type, default: fallback, nullable }: VariableBlock, given: unknown): Value {
  const value = given === undefined || (given === null && !nullable) ? fallback : given;
  if (value === undefined) throw new TerraformError(`the variable ${name} needs a value`);
  return converterTo(type)(fromJson(value), `var.${name}`);
}

function sentence(error: unknown): string {
  if (error instanceof TerraformError) return error.message;
  throw error;
}
