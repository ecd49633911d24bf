import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { BadMember } from '../read-input.ts';

/** A bus by name or ARN; the default one unless given. */
export const BusName = v.optional(v.pipe(v.string(), v.regex(/^[/.\-_A-Za-z0-9:]{1,1600}$/)));

export const RuleName = v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/));

export function invalidToken(): AwsError {
  return new AwsError('ValidationException', 'Parameter NextToken is not valid.');
}

export function badMember({ member, message, wrongType }: BadMember): AwsError {
  return new AwsError(
    wrongType ? 'SerializationException' : 'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${message}`,
  );
}
