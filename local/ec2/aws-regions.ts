import * as v from 'valibot';
import { partitionOf } from '../credentials.ts';
import { FilterMember, filterBy, type Property } from './filters.ts';
import { type Ec2Operation, Flag, invalidValue, operation } from './operation.ts';
import type { Ec2Region } from './region.ts';

type OptIn = 'opt-in-not-required' | 'opted-in' | 'not-opted-in';

interface AwsRegion {
  readonly name: string;
  readonly endpoint: string;
  readonly optIn: OptIn;
}

const alwaysOn = [
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1',
  'eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
  'cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1',
].flatMap((line) => line.split(' '));

const optIn = [
  'af-south-1 ap-east-1 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7 ca-west-1 eu-central-2',
  'eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1',
].flatMap((line) => line.split(' '));

/** Whether an account has to opt in to a region before it can call anything there. */
export function isOptIn(region: string): boolean {
  return optIn.includes(region);
}

/** Every region there is, as far as is known here. */
export const regionNames: readonly string[] = [...alwaysOn, ...optIn].sort();

/**
 * DescribeRegions: the regions of the caller's partition (AWS account management guide, "Regions"). Those that ask for opting in
 * are off, and shown with AllRegions only, except those that the account has switched on, and the one that is being called.
 */
export const regionOperations: Readonly<Record<string, Ec2Operation>> = {
  DescribeRegions: operation(
    {
      ...FilterMember,
      RegionName: v.optional(v.array(v.string()), []),
      AllRegions: v.optional(Flag, 'false'),
    },
    ({ Filter, RegionName, AllRegions }, region) => {
      const known = regionsSeenFrom(region);
      const unknown = RegionName.filter((name) => !known.some((candidate) => candidate.name === name));
      if (unknown.length > 0) throw invalidValue(`Invalid region names: [${unknown.join(', ')}]`);
      const shown = known
        .filter(({ name }) => RegionName.length === 0 || RegionName.includes(name))
        .filter((candidate) => AllRegions || candidate.optIn !== 'not-opted-in')
        .filter(filterBy(Filter, propertyOf));
      return () => ({
        regionInfo: shown.map(({ name, endpoint, optIn: optInStatus }) => ({
          regionName: name,
          regionEndpoint: endpoint,
          optInStatus,
        })),
      });
    },
  ),
};

function regionsSeenFrom({ accountId, region, partition, optInState }: Ec2Region): AwsRegion[] {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const statusOf = (name: string): OptIn => {
    if (alwaysOn.includes(name)) return 'opt-in-not-required';
    return name === region || optInState({ accountId, region: name }) === 'enabled' ? 'opted-in' : 'not-opted-in';
  };
  return [...new Set([...alwaysOn, ...optIn, region])]
    .filter((name) => partitionOf(name) === partition)
    .sort()
    .map((name) => ({ name, endpoint: `ec2.${name}.${suffix}`, optIn: statusOf(name) }));
}

function propertyOf(name: string): Property<AwsRegion> | undefined {
  switch (name) {
    case 'region-name':
      return ({ name: regionName }) => [regionName];
    case 'endpoint':
      return ({ endpoint }) => [endpoint];
    case 'opt-in-status':
      return ({ optIn: status }) => [status];
    default:
      return undefined;
  }
}
