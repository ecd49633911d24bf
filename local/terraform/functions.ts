import { collectionFunctions } from './collection-functions.ts';
import { networkFunctions } from './network-functions.ts';
import { textFunctions } from './text-functions.ts';
import { TerraformError, templateError } from './terraform-error.ts';
import { timeFunctions } from './time-functions.ts';
import { fromJson, toJson, toNumber, type Value } from './value.ts';

/** A function of the Terraform language, pure. It throws TerraformError for arguments that Terraform would refuse. */
export type TerraformFunction = (...values: readonly Value[]) => Value;

const functions: Readonly<Record<string, TerraformFunction>> = {
  ...collectionFunctions,
  ...textFunctions,
  ...timeFunctions,
  ...networkFunctions,
  floor: (value = null) => Math.floor(toNumber(value, 'floor')),
  jsonencode: (value = null) => toJson(value),
  jsondecode(text = null) {
    if (typeof text !== 'string') throw new TerraformError('jsondecode: a string is needed');
    try {
      return fromJson(JSON.parse(text));
    } catch (cause) {
      throw new TerraformError(`jsondecode: not JSON: ${text.slice(0, 40)}`, { cause });
    }
  },
};

/** `try` and `can` are not among them: they decide what is evaluated. Throws, naming it, for a function that is not read here. */
export function functionNamed(name: string): TerraformFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw templateError(`the function ${name} is not known here`);
  return (...values) => {
    if (found.length > values.length && name !== 'coalesce') {
      throw templateError(`${name}: ${found.length} arguments are needed, not ${values.length}`);
    }
    return found(...values);
  };
}
