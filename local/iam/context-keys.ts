import { AwsError } from '../aws-error.ts';
import { type AccessRequest, concerns } from './evaluate-policy.ts';
import type { Statement } from './policy-document.ts';

/** Context keys that a request may have or lack, in lower case; any other key that a request does not give is unknown here. */
const optionalKeys = new Set(
  [
    'aws:PrincipalOrgID',
    'aws:PrincipalServiceName',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:TagKeys',
    'aws:username',
    'events:detail-type',
    'events:source',
    's3:prefix',
    's3:x-amz-acl',
    'sts:ExternalId',
    'sts:RoleSessionName',
  ].map((key) => key.toLowerCase()),
);
const optionalKey = /^aws:(principaltag|requesttag)\//;

/** A condition on what is not known here cannot be judged, be it for or against the call. Throws NotImplemented, naming the key. */
export function assertKnownKeys(statements: readonly Statement[], request: AccessRequest): void {
  const given = new Set(Object.keys(request.context).map((key) => key.toLowerCase()));
  for (const { key } of statements.filter((one) => concerns(one, request)).flatMap(({ conditions }) => conditions)) {
    const known = key.toLowerCase();
    if (given.has(known) || optionalKeys.has(known) || optionalKey.test(known)) continue;
    throw new AwsError('NotImplemented', `the local account does not know ${key} of ${request.action}`, 501);
  }
}
