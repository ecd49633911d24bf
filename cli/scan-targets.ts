import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import pMap from 'p-map';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { partitionOf } from '../resources/partition.ts';
import type { Where } from '../resources/reader.ts';
import { assumedRole } from '../aws/assume-role.ts';
import { callerOf } from './caller.ts';
import type { ScanError } from './scan-input.ts';

/** Where to scan, as asked for. */
export interface ScanScope {
  /** Regions, or `all` for those that an account has switched on. At least one. */
  readonly regions: readonly string[];
  /** None: the caller's own. */
  readonly accounts: readonly string[];
  /** Of the role to assume in every account but the caller's own; a path before the name belongs to it. */
  readonly roleName?: string | undefined;
  readonly externalId?: string | undefined;
}

/** One region of one account, and what its clients are made with. */
export interface ScanTarget extends Where {
  readonly clients: ClientOptions;
}

const accountsAtOnce = 4;

/**
 * The accounts and regions to read, in the order asked for. An account whose role or regions are refused is an error and holds nobody
 * up. Rejects with READ_FAILED where there are no credentials at all, and with USAGE where a role is needed and none is named.
 */
export async function scanTargets(
  scope: ScanScope,
  clients: ClientOptions,
): Promise<{ readonly targets: readonly ScanTarget[]; readonly errors: readonly ScanError[] }> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const home = scope.regions.find((region) => region !== 'all') ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1';
  const sts = new STSClient({ ...clients, region: home });
  const caller = await callerOf(sts);
  const accounts = scope.accounts.length === 0 ? [caller.accountId] : [...new Set(scope.accounts)];
  const foreign = accounts.filter((account) => account !== caller.accountId);
  if (foreign.length > 0 && scope.roleName === undefined) {
    throw new Failure(
      'USAGE',
      `account ${foreign.join(', ')} is not the caller’s (${caller.accountId}): name the role to assume there with --role-name`,
    );
  }
  const optionsOf = async (accountId: string): Promise<ClientOptions> => {
    if (accountId === caller.accountId) return clients;
    const arn = `arn:${partitionOf(home)}:iam::${accountId}:role/${scope.roleName}`;
    const credentials = assumedRole(sts, { arn, sessionName: 'configmend-scan', externalId: scope.externalId });
    await credentials();
    return { ...clients, credentials };
  };
  const found = await pMap(accounts, (accountId) => targetsOf(accountId, scope.regions, home, optionsOf), {
    concurrency: accountsAtOnce,
  });
  return { targets: found.flatMap(({ targets }) => targets), errors: found.flatMap(({ errors }) => errors) };
}

async function targetsOf(
  accountId: string,
  asked: readonly string[],
  home: string,
  optionsOf: (accountId: string) => Promise<ClientOptions>,
): Promise<{ targets: ScanTarget[]; errors: ScanError[] }> {
  const errors: ScanError[] = [];
  const regions: string[] = [];
  try {
    const clients = await optionsOf(accountId);
    for (const region of new Set(asked)) {
      if (region !== 'all') regions.push(region);
      else {
        const ec2 = new EC2Client({ ...clients, region: home, maxAttempts: 6 });
        regions.push(...(await enabledRegions(ec2).catch(refused(accountId, errors))));
      }
    }
    const targets = [...new Set(regions)].map((region) => ({
      accountId,
      region,
      partition: partitionOf(region),
      clients,
    }));
    return { targets, errors };
  } catch (error) {
    const why = error instanceof Failure ? error.message : errorText(error);
    return { targets: [], errors: [{ message: `account ${accountId}: ${why}` }] };
  }
}

function refused(accountId: string, errors: ScanError[]): (error: unknown) => string[] {
  return (error) => {
    errors.push({ message: `account ${accountId}: its regions cannot be listed: ${errorText(error)}` });
    return [];
  };
}

/** Those that need no opting in, and those that the account has opted in to (EC2 API, DescribeRegions). Rejects with the SDK's error. */
async function enabledRegions(ec2: Pick<EC2Client, 'send'>): Promise<string[]> {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: false }));
  return Regions.flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined || OptInStatus === 'not-opted-in' ? [] : [RegionName],
  );
}
