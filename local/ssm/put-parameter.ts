import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { type BadMember, readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import type { Parameter } from './parameter.ts';

/** Tags, policies and patterns are left out. Nothing is encrypted, so a key changes nothing. */
const Input = v.strictObject({
  Name: v.string(),
  Value: v.pipe(v.string(), v.minLength(1, 'Member must have length greater than or equal to 1')),
  Type: v.optional(v.picklist(['String', 'StringList', 'SecureString'])),
  Overwrite: v.optional(v.boolean(), false),
  Description: v.optional(v.string()),
  KeyId: v.optional(v.string()),
  Tier: v.optional(v.string(), 'Standard'),
  DataType: v.optional(v.string(), 'text'),
});
const longestValue = 4096;
const keptVersions = 100;
const deepest = 15;

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function refuseMember({ member, message }: BadMember): AwsError {
  return validationError(`1 validation error detected: Value at '${member}' failed to satisfy constraint: ${message}`);
}

function lacking(what: string): AwsError {
  return new AwsError('NotImplemented', `the local account does not implement ${what}`, 501);
}

/** PutParameter, Standard tier. */
export function putParameter(parameters: Map<string, Parameter>, raw: unknown, caller: Caller, now: number): object {
  const input = readInput(Input, raw, refuseMember);
  assertName(input.Name);
  if (input.Tier !== 'Standard') throw lacking(`the tier ${input.Tier} (member Tier)`);
  if (input.DataType !== 'text') throw lacking(`the data type ${input.DataType} (member DataType)`);
  if (input.Value.length > longestValue) {
    throw validationError(`Standard tier parameters support a maximum parameter value of ${longestValue} characters.`);
  }
  if (input.KeyId !== undefined && input.Type !== 'SecureString') {
    throw validationError('KeyId is required for SecureString type parameter only.');
  }
  const existing = parameters.get(input.Name);
  const type = input.Type ?? existing?.type;
  if (existing !== undefined && !input.Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (type === undefined) throw validationError('A parameter type is required when you create a parameter.');
  if (existing !== undefined && existing.type !== type) {
    throw new AwsError(
      'HierarchyTypeMismatchException',
      `The parameter ${input.Name} is of type ${existing.type} and cannot become ${type}. Create another.`,
    );
  }
  const version = (existing?.versions.at(-1)?.version ?? 0) + 1;
  parameters.set(input.Name, {
    name: input.Name,
    arn: `arn:${caller.partition}:ssm:${caller.region}:${caller.accountId}:parameter/${input.Name.replace(/^\//, '')}`,
    type,
    versions: [...(existing?.versions ?? []), { version, value: input.Value, modifiedAt: now }].slice(-keptVersions),
  });
  return { Version: version, Tier: 'Standard' };
}

/** Systems Manager User Guide, "Requirements and constraints for parameter names". */
function assertName(name: string): void {
  if (!/^[\w.\-/]+$/.test(name) || name.endsWith('/') || name.includes('//')) {
    throw validationError(
      'Parameter name: only a mix of letters, numbers and the following 4 symbols .-_/ is allowed.',
    );
  }
  if (name.includes('/') && !name.startsWith('/'))
    throw validationError('Parameter name must be a fully qualified name.');
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw validationError('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (name.split('/').length - 1 > deepest) {
    throw new AwsError('HierarchyLevelLimitExceededException', `A hierarchy can have a maximum of ${deepest} levels.`);
  }
}
