import * as v from 'valibot';
import { AccountId, type Accounts } from '../accounts/accounts.ts';
import { membershipOf } from '../accounts/membership.ts';
import type { Asked } from './asked-of.ts';

/**
 * Pure. Why what a call was about is none of ours; undefined where it is judged. Both the account whose log has the call and the one that
 * owns the resource have to be members, with this region.
 */
export function notJudged({ call, place }: Asked, accounts: Accounts): string | undefined {
  const told = membershipOf(accounts, call);
  if (told.kind === 'stranger') return told.reason;
  const owner = membershipOf(accounts, place);
  if (owner.kind !== 'stranger') return undefined;
  // The record's own words: nothing of it is quoted that is not an account's id.
  const reason = v.is(AccountId, place.accountId) ? `: ${owner.reason}` : '';
  return `the bucket is of another account${reason}`;
}
