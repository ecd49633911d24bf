import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { BadMember } from '../read-input.ts';

/** The default bus by name or ARN; another one does not exist here. */
export const BusName = v.optional(
  v.pipe(v.string(), v.regex(/^(?:arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?default$/, 'no such event bus')),
);

export const RuleName = v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/));

export function invalidToken(): AwsError {
  return new AwsError('ValidationException', 'Parameter NextToken is not valid.');
}

export function badMember({ member, message, wrongType }: BadMember): AwsError {
  if (message === 'no such event bus') {
    return new AwsError(
      'ResourceNotFoundException',
      'Event bus does not exist: the local account has the default bus only.',
    );
  }
  return new AwsError(
    wrongType ? 'SerializationException' : 'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${message}`,
  );
}
