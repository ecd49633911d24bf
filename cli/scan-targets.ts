import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import pMap from 'p-map';
import type { Accounts } from '../accounts/accounts.ts';
import { accountWords } from '../accounts/membership.ts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { partitionOf } from '../resources/partition.ts';
import type { Where } from '../resources/reader.ts';
import { accountClients, noRoleFor, roleIn, type RoleThere } from './account-clients.ts';
import { callerOf } from './caller.ts';
import { chosenPlaces } from './chosen-places.ts';
import type { ScanError } from './scan-input.ts';

/** Where to scan, as asked for. */
export interface ScanScope extends RoleThere {
  /** Regions, or `all` for those that an account has switched on; of a deployment all, where none is named. */
  readonly regions: readonly string[];
  /** None: the caller's own; of a deployment all. */
  readonly accounts: readonly string[];
  /** A deployment's, among which accounts and regions then choose; its reader role is assumed, unless another is named. */
  readonly members?: Accounts | undefined;
}

/** One region of one account, and what its clients are made with. */
export interface ScanTarget extends Where {
  /** The account, as people are told of it: `prod (111122223333)`. */
  readonly account: string;
  readonly clients: ClientOptions;
}

const accountsAtOnce = 4;

/** An account, and the regions of it that are asked for. */
interface Asked {
  readonly accountId: string;
  readonly regions: readonly string[];
}

/**
 * The accounts and regions to read, in the order asked for. An account whose role or regions are refused is an error and holds nobody
 * up. Rejects with READ_FAILED where there are no credentials at all, and with USAGE where a role is needed and none is named, or a
 * deployment does not have what is asked for.
 */
export async function scanTargets(
  scope: ScanScope,
  clients: ClientOptions,
): Promise<{ readonly targets: readonly ScanTarget[]; readonly errors: readonly ScanError[] }> {
  const { members } = scope;
  const asked = members === undefined ? undefined : membersAsked(members, scope);
  const home = members?.hub.region ?? homeOf(scope.regions);
  const sts = new STSClient({ ...clients, region: home });
  const caller = await callerOf(sts);
  const accounts = asked ?? accountsAsked(scope, caller.accountId);
  const role = roleIn(members, scope);
  const foreign = accounts.flatMap(({ accountId }) => (accountId === caller.accountId ? [] : [accountId]));
  if (foreign.length > 0 && role.roleName === undefined) throw noRoleFor(foreign, caller.accountId);
  const clientsOf = accountClients({ ...role, sts, caller, region: home, sessionName: 'configmend-scan', clients });
  const found = await pMap(
    accounts,
    (one) => targetsOf(one, accountWords(members, one.accountId), home, async (id) => (await clientsOf(id)) ?? clients),
    { concurrency: accountsAtOnce },
  );
  return { targets: found.flatMap(({ targets }) => targets), errors: found.flatMap(({ errors }) => errors) };
}

/** Where STS is asked: any region will do that is switched on. */
function homeOf(regions: readonly string[]): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return regions.find((region) => region !== 'all') ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1';
}

function accountsAsked({ accounts, regions }: ScanScope, callerId: string): Asked[] {
  const ids = accounts.length === 0 ? [callerId] : [...new Set(accounts)];
  return ids.map((accountId) => ({ accountId, regions }));
}

function membersAsked(members: Accounts, { accounts, regions }: ScanScope): Asked[] {
  const byAccount = new Map<string, string[]>();
  for (const { accountId, region } of chosenPlaces(members, { accounts, regions })) {
    byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), region]);
  }
  return [...byAccount].map(([accountId, ofIt]) => ({ accountId, regions: ofIt }));
}

async function targetsOf(
  { accountId, regions: asked }: Asked,
  account: string,
  home: string,
  optionsOf: (accountId: string) => Promise<ClientOptions>,
): Promise<{ targets: ScanTarget[]; errors: ScanError[] }> {
  const errors: ScanError[] = [];
  const regions: string[] = [];
  const error = (why: string): ScanError => ({ message: `account ${account}: ${why}`, of: { accountId } });
  try {
    const clients = await optionsOf(accountId);
    for (const region of new Set(asked)) {
      if (region !== 'all') {
        regions.push(region);
        continue;
      }
      const ec2 = new EC2Client({ ...clients, region: home, maxAttempts: 6 });
      const enabled = await enabledRegions(ec2).catch((cause: unknown): string[] => {
        errors.push(error(`its regions cannot be listed: ${errorText(cause)}`));
        return [];
      });
      regions.push(...enabled);
    }
    const targets = [...new Set(regions)].map((region) => ({
      accountId,
      account,
      region,
      partition: partitionOf(region),
      clients,
    }));
    return { targets, errors };
  } catch (cause) {
    return { targets: [], errors: [error(cause instanceof Failure ? cause.message : errorText(cause))] };
  }
}

/** Those that need no opting in, and those that the account has opted in to (EC2 API, DescribeRegions). Rejects with the SDK's error. */
async function enabledRegions(ec2: Pick<EC2Client, 'send'>): Promise<string[]> {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: false }));
  return Regions.flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined || OptInStatus === 'not-opted-in' ? [] : [RegionName],
  );
}
