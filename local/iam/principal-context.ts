import type { Caller } from '../service.ts';
import { roleArnOf, userIdOf } from '../sts/principal.ts';
import type { RequestContext } from './condition.ts';

/**
 * What every request tells of who makes it (IAM User Guide, "AWS global condition context keys"): of a session `aws:PrincipalArn` is its
 * role's ARN. Nothing here is encrypted, and every call counts as if it were.
 */
export function principalContext(caller: Caller): RequestContext {
  const { principalArn, accountId, region, organizationId, sessionTags = {} } = caller;
  const roleArn = caller.roleArn ?? roleArnOf(principalArn);
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(principalArn)?.[1];
  return {
    'aws:PrincipalArn': roleArn ?? principalArn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': roleArn !== undefined ? 'AssumedRole' : user === undefined ? 'Account' : 'User',
    'aws:PrincipalIsAWSService': 'false',
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'true',
    'aws:userid': userIdOf(principalArn),
    'aws:ViaAWSService': 'false',
    ...(user === undefined ? {} : { 'aws:username': user }),
    ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
    ...Object.fromEntries(Object.entries(sessionTags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  };
}
