import type { Accounts } from '../accounts/accounts.ts';
import { type Place, placesOf } from '../accounts/membership.ts';
import type { SweptPlace } from '../contract/sweep-report.ts';

/**
 * Pure. Every place that a sweep looks at, the hub's own first. A hub that does not watch its own account (`watchOwn` false) leaves out
 * its own place; other regions of that account are members like any other.
 */
export function placesToSweep(accounts: Accounts, watchOwn = true): SweptPlace[] {
  const { hub } = accounts;
  return placesOf(accounts)
    .filter(({ accountId, region }) => watchOwn || accountId !== hub.accountId || region !== hub.region)
    .map(({ accountId, region }) => ({
      accountId,
      name: accounts.accounts.find(({ id }) => id === accountId)?.name ?? accountId,
      region,
    }));
}

/**
 * Pure. Where a place asks for its account's block, the place's own region first: only the first place of an account does, and asks the
 * others' regions where its own does not answer.
 */
export function blockRegionsOf(places: readonly Place[], { accountId, region }: Place): string[] {
  const regions = places.filter((place) => place.accountId === accountId).map((place) => place.region);
  return regions[0] === region ? regions : [];
}
