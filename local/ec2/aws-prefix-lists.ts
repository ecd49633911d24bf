import { derivedId } from './ids.ts';
import type { PrefixList } from './prefix-list.ts';

/**
 * Lists that AWS owns, with the weights it gives them (VPC user guide, "AWS-managed prefix lists"). Their ranges are a fixed
 * sample of public AWS space, the same in every region: a stand-in, not what AWS publishes today.
 */
const lists: readonly { name: (region: string) => string; weight: number; cidrs: readonly string[] }[] = [
  {
    name: (region) => `com.amazonaws.${region}.s3`,
    weight: 1,
    cidrs: ['3.5.0.0/19', '52.216.0.0/15', '54.231.0.0/16'],
  },
  {
    name: (region) => `com.amazonaws.${region}.dynamodb`,
    weight: 1,
    cidrs: ['52.94.0.0/22', '52.119.224.0/20'],
  },
  {
    name: () => 'com.amazonaws.global.cloudfront.origin-facing',
    weight: 55,
    cidrs: ['15.158.0.0/16', '130.176.0.0/17', '205.251.218.0/24'],
  },
];

export function awsPrefixLists(region: string, nextSequence: () => number): PrefixList[] {
  return lists.map(({ name, weight, cidrs }) => ({
    id: derivedId('pl', `${region}/${name(region)}`, 8),
    sequence: nextSequence(),
    name: name(region),
    family: 'IPv4',
    ownerId: 'AWS',
    maxEntries: undefined,
    weight,
    version: 1,
    versions: new Map([[1, cidrs.map((cidr) => ({ cidr, description: undefined }))]]),
    state: 'create-complete',
    stateMessage: undefined,
    tags: new Map(),
  }));
}
