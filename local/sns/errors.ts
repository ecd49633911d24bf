import { AwsError } from '../aws-error.ts';
import type { BadMember } from '../read-input.ts';

/** SNS's codes are those of the query wire; SDK classes add `Exception` (client-sns, `awsQueryError`). */
export function invalidParameter(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

export function notFound(what: 'Topic' | 'Subscription'): AwsError {
  return new AwsError('NotFound', `${what} does not exist`, 404);
}

export function lacking(what: string): AwsError {
  return new AwsError('NotImplemented', `the local account does not implement ${what}`, 501);
}

export function refuseMember({ member, message }: BadMember): AwsError {
  return invalidParameter(`${member} Reason: ${message}`);
}
