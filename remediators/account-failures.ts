import type { Accounts } from '../accounts/accounts.ts';
import { accountWords } from '../accounts/membership.ts';
import { Failure } from '../contract/failure.ts';
import type { ResourceIdentity } from '../contract/resource.ts';

/** Of a resource whose account or region is not ours; `reason` is membershipOf's. */
export function accountUnknown({ id, accountId, region }: ResourceIdentity, reason: string): Failure {
  const next =
    'add it to member_accounts, apply the hub and send the message back to the queue, or find out who sent it';
  return new Failure('ACCOUNT_UNKNOWN', `${id} is left as it is, since ${reason}: ${next}`, {
    ids: { resourceId: id, accountId, region },
  });
}

/** Not for good: the message waits until the account's mode is `auto`. */
export function accountObserved(accounts: Accounts, accountId: string): Failure {
  const words = accountWords(accounts, accountId);
  return new Failure('ACCOUNT_OBSERVED', `account ${words} is only observed: nothing of it is changed`, {
    ids: { accountId },
    transient: true,
  });
}
