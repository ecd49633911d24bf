import type { Accounts } from '../accounts/accounts.ts';
import { accountWords, type Place, placesOf } from '../accounts/membership.ts';
import { Failure } from '../contract/failure.ts';

/** Which accounts and regions of a deployment; all, where none is named. */
export interface PlaceFilter {
  readonly accounts: readonly string[];
  /** `all` as well. */
  readonly regions: readonly string[];
}

/**
 * Pure. The accounts and regions of a deployment that were asked for, the hub's own first. Throws USAGE for an account or region that it does
 * not have, and where no account that was asked for has any of the regions: what is not looked at must not pass for well.
 */
export function chosenPlaces(members: Accounts, { accounts, regions }: PlaceFilter): Place[] {
  const places = placesOf(members);
  for (const id of accounts) {
    if (places.some(({ accountId }) => accountId === id)) continue;
    throw new Failure('USAGE', `account ${id} is not one of the deployment’s: ${named(members)}`);
  }
  const asked = regions.filter((region) => region !== 'all');
  for (const region of asked) {
    if (places.some((place) => place.region === region)) continue;
    const known = [...new Set(places.map((place) => place.region))].join(', ');
    throw new Failure('USAGE', `no account of the deployment has the region ${region}: they have ${known}`);
  }
  const chosen = places.filter(
    ({ accountId, region }) =>
      (accounts.length === 0 || accounts.includes(accountId)) &&
      (asked.length === 0 || regions.includes('all') || asked.includes(region)),
  );
  if (chosen.length > 0) return chosen;
  throw new Failure('USAGE', `account ${accounts.join(', ')} does not have the region ${asked.join(', ')}`);
}

function named(members: Accounts): string {
  return members.accounts.map(({ id }) => accountWords(members, id)).join(', ');
}
