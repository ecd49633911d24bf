import * as v from 'valibot';
import type { Credentials } from '../credentials.ts';
import { queryService } from '../query-protocol.ts';
import { readInput } from '../read-input.ts';
import type { LocalService, ServiceDeps } from '../service.ts';
import { assumeRole, type AssumeRoleDeps, refuseMember } from './assume-role.ts';
import { userIdOf } from './principal.ts';
import { createRoles, type Roles } from './roles.ts';

export type { RegisteredRole, Role, Roles } from './roles.ts';

const NoInput = v.strictObject({ Action: v.string(), Version: v.string() });

/** AWS STS over the query protocol: GetCallerIdentity, and AssumeRole for the roles registered in `roles`. */
export function createSts(
  deps: Pick<ServiceDeps, 'clock' | 'id'>,
  credentials: Credentials,
  options: Pick<AssumeRoleDeps, 'isRegionOff'> = {},
): LocalService & { readonly roles: Roles } {
  const roles = createRoles();
  const assuming: AssumeRoleDeps = {
    ...options,
    clock: deps.clock,
    id: (length) => deps.id(length),
    roles,
    credentials,
  };
  return {
    ...queryService({
      signingName: 'sts',
      dialect: 'query',
      xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
      operations: {
        AssumeRole: (input, caller) => assumeRole(assuming, input, caller),
        GetCallerIdentity(input, caller) {
          readInput(NoInput, input, refuseMember);
          return { Arn: caller.principalArn, UserId: userIdOf(caller.principalArn), Account: caller.accountId };
        },
      },
    }),
    roles,
  };
}
