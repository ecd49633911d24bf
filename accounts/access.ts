import { Failure } from '../contract/failure.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import type { Account, Accounts } from './accounts.ts';
import { membershipOf, type Place } from './membership.ts';
import type { ReaderSessions } from './reader-session.ts';

/** How a place is judged. */
export interface Access {
  readonly account: Account;
  /** Of the clients there; undefined where the function's own role will do. */
  readonly options: ClientOptions | undefined;
}

export interface AccessDeps {
  /** Where the function is. */
  readonly own: Place;
  readonly sessions: ReaderSessions;
}

/**
 * Rejects with ACCOUNT_UNKNOWN for a place that is not ours, the function's own among them, before any role is assumed; and with
 * ROLE_NOT_ASSUMED.
 */
export async function accessTo(accounts: Accounts, place: Place, { own, sessions }: AccessDeps): Promise<Access> {
  const membership = membershipOf(accounts, place);
  if (membership.kind === 'stranger') throw unknown(place, membership.reason);
  const { account } = membership;
  if (place.accountId === own.accountId && place.region === own.region) return { account, options: undefined };
  return { account, options: await sessions(accounts, place.accountId) };
}

function unknown({ accountId, region }: Place, reason: string): Failure {
  const next = 'Add it to member_accounts of the hub, or take the rule or the forwarding of events away there.';
  return new Failure('ACCOUNT_UNKNOWN', `${reason}, so nothing of it is judged. ${next}`, {
    ids: { accountId, region },
  });
}
