import type { Accounts } from '../accounts/accounts.ts';
import type { SweptPlace } from '../contract/sweep-report.ts';
import { Failure } from '../contract/failure.ts';
import { chosenPlaces } from './chosen-places.ts';
import { scanClients } from './scan-clients.ts';
import { type ScanTarget, scanTargets } from './scan-targets.ts';

export interface PlacesAsked {
  readonly region?: readonly string[];
  readonly account?: readonly string[];
  readonly roleName?: string;
  readonly externalId?: string;
}

/** A place to look at; `refused` where nobody gets into it, and why. */
export interface SweepTarget {
  readonly place: SweptPlace;
  readonly mode: 'observe' | 'auto';
  readonly target: ScanTarget | { readonly refused: string };
}

export interface SweepTargets {
  readonly targets: readonly SweepTarget[];
  /** Accounts of which not even the regions are known. */
  readonly unread: readonly string[];
}

/**
 * Where to look: of a deployment its places, of which account and region choose some, otherwise as scan does. Rejects with USAGE or
 * READ_FAILED.
 */
export async function sweepTargets(
  asked: PlacesAsked,
  members: Accounts | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<SweepTargets> {
  const { account: accounts = [], roleName, externalId } = asked;
  const regions = asked.region ?? (members === undefined ? [ownRegion(environment)] : []);
  const found = await scanTargets({ regions, accounts, roleName, externalId, members }, scanClients());
  const of = ({ accountId, region }: { accountId: string; region: string }): SweepTarget['place'] => ({
    accountId,
    name: members?.accounts.find(({ id }) => id === accountId)?.name ?? accountId,
    region,
  });
  const modeOf = (accountId: string): SweepTarget['mode'] =>
    members?.accounts.find(({ id }) => id === accountId)?.mode ?? 'auto';
  const open = found.targets.map((target) => ({ place: of(target), mode: modeOf(target.accountId), target }));
  const unread: string[] = [];
  const closed = found.errors.flatMap(({ of: where, message }): SweepTarget[] => {
    const accountId = where?.accountId ?? '';
    const named = regions.filter((region) => region !== 'all');
    const places =
      members === undefined
        ? named.map((region) => ({ accountId, region }))
        : chosenPlaces(members, { accounts: [accountId], regions });
    const left = places.filter((place) => !open.some((one) => isSame(one.place, place)));
    if (left.length === 0) unread.push(message);
    return left.map((place) => ({ place: of(place), mode: modeOf(accountId), target: { refused: message } }));
  });
  return { targets: [...open, ...closed], unread };
}

function isSame(one: SweptPlace, { accountId, region }: { accountId: string; region: string }): boolean {
  return one.accountId === accountId && one.region === region;
}

/** A region is never guessed: a sweep of the wrong one would look compliant. */
function ownRegion(environment: Readonly<Record<string, string | undefined>>): string {
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (region) return region;
  throw new Failure('USAGE', 'no region to sweep: give --region or --bucket, or set AWS_REGION');
}
