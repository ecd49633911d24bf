const byPrefix: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The partition of a region (AWS General Reference, "Amazon Resource Names"; the SDK's partitions.json). */
export function partitionOf(region: string): string {
  return byPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
