import type { STSClient } from '@aws-sdk/client-sts';
import type { Accounts } from '../accounts/accounts.ts';
import { readerRoleName } from '../accounts/membership.ts';
import { assumedRole } from '../aws/assume-role.ts';
import { Failure } from '../contract/failure.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { partitionOf } from '../resources/partition.ts';

/** The role to assume in every account but the caller's own. */
export interface RoleThere {
  /** A path before the name belongs to it. */
  readonly roleName?: string | undefined;
  /** What its trust policy asks for. */
  readonly externalId?: string | undefined;
}

/** With what to do where it cannot be assumed, as a sentence. */
interface ChosenRole extends RoleThere {
  readonly next: string;
}

/**
 * Pure. The role that was named, else a deployment's own for reading. The external id is of the deployment's roles, and told to no other unless
 * it was given.
 */
export function roleIn(members: Accounts | undefined, { roleName, externalId }: RoleThere): ChosenRole {
  if (members === undefined || roleName !== undefined) {
    return { roleName, externalId, next: 'See --role-name and --external-id.' };
  }
  return {
    roleName: readerRoleName(members.prefix),
    externalId: externalId ?? members.externalId,
    next: 'The member stack makes it, for those whom its reader_principals names; --role-name takes another.',
  };
}

export interface AccountClientsDeps extends ChosenRole {
  readonly sts: Pick<STSClient, 'send'>;
  readonly caller: { readonly accountId: string };
  /** A region of the partition. */
  readonly region: string;
  /** Shows in CloudTrail of the account. */
  readonly sessionName: string;
  /** What every client is made with; undefined: what a client has by itself. */
  readonly clients?: ClientOptions | undefined;
}

/**
 * What the clients of an account are made with: the caller's own credentials in its own account, elsewhere those of the role, which is
 * assumed once, and anew where that was refused. Rejects with USAGE where no role was named, and with ROLE_NOT_ASSUMED.
 */
export function accountClients(deps: AccountClientsDeps): (accountId: string) => Promise<ClientOptions | undefined> {
  const known = new Map<string, Promise<ClientOptions>>();
  return async (accountId) => {
    if (accountId === deps.caller.accountId) return deps.clients;
    const clients = known.get(accountId) ?? assumed(accountId, deps);
    known.set(accountId, clients);
    clients.catch(() => known.delete(accountId));
    return clients;
  };
}

async function assumed(accountId: string, deps: AccountClientsDeps): Promise<ClientOptions> {
  const { sts, caller, region, sessionName, roleName, externalId, next, clients } = deps;
  if (roleName === undefined) throw noRoleFor([accountId], caller.accountId);
  const arn = `arn:${partitionOf(region)}:iam::${accountId}:role/${roleName}`;
  const credentials = assumedRole(sts, { arn, sessionName, externalId });
  await credentials().catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    const { code, message, ids, transient } = error;
    throw new Failure(code, `${message} ${next}`, { cause: error.cause, ids, transient });
  });
  return { ...clients, credentials };
}

export function noRoleFor(accountIds: readonly string[], callerId: string): Failure {
  const which = `account ${accountIds.join(', ')} is not the caller’s (${callerId})`;
  return new Failure('USAGE', `${which}: name the role to assume there with --role-name`);
}
