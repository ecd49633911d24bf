import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { QueryInput } from '../query-protocol.ts';
import { type BadMember, readInput } from '../read-input.ts';
import type { XmlValue } from '../xml.ts';
import type { Ec2Region } from './region.ts';

export type Output = { [element: string]: XmlValue };

/** An operation on the state of the caller's account and region. */
export type Ec2Operation = (input: QueryInput, region: Ec2Region) => Output;

/** An integer, which the query protocol carries as text. */
export const Integer = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,15}$/, ({ input }) => `Value (${input}) is not an integer.`),
  v.transform(Number),
);

export const Flag = v.pipe(
  v.string(),
  v.regex(/^(true|false)$/i, ({ input }) => `Value (${input}) is not true or false.`),
  v.transform((text) => text.toLowerCase() === 'true'),
);

const Common = { Action: v.string(), Version: v.string(), DryRun: v.optional(Flag, 'false') };

/**
 * An operation in two steps: `prepare` checks everything and changes nothing, what it returns makes the change. So a refused
 * call leaves everything as it was, and a dry run is a call whose second step is left out. `members` are those of the query
 * protocol; another member is answered with NotImplemented.
 */
export function operation<const Members extends v.ObjectEntries>(
  members: Members,
  prepare: (
    input: v.InferOutput<v.StrictObjectSchema<typeof Common & Members, undefined>>,
    region: Ec2Region,
  ) => () => Output,
): Ec2Operation {
  const schema = v.strictObject({ ...Common, ...members });
  return (given, region) => {
    const input = readInput(schema, given, refused);
    const commit = prepare(input, region);
    if (isDryRun(input)) {
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return commit();
  };
}

function isDryRun(input: object): boolean {
  return 'DryRun' in input && input.DryRun === true;
}

function refused({ member, missing, message }: BadMember): AwsError {
  const name = member.replaceAll(/\.(\d+)/g, (_, index: string) => `.${Number(index) + 1}`);
  if (missing) return missingParameter(`The request must contain the parameter ${name}`);
  return new AwsError('InvalidParameterValue', `Invalid value for parameter ${name}. ${message}`);
}

export function missingParameter(message: string): AwsError {
  return new AwsError('MissingParameter', message);
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** Two parameters that exclude each other; EC2 names them in camelCase. */
export function notTogether(one: string, other: string): AwsError {
  return new AwsError(
    'InvalidParameterCombination',
    `The parameter '${one}' may not be used in combination with '${other}'.`,
  );
}
