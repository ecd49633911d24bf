import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import type { TerraformStack, TerraformVariable } from 'cdktf';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { type commonVariables, longestPrefix, longestRegion } from './common-variables.ts';
import type { functionVariables } from './function-variables.ts';
import type { MemberVariables } from './member-stack-variables.ts';
import type { Variables } from './variables.ts';

/** Where a stack is deployed: enough to name things there. */
export interface Place {
  readonly stack: TerraformStack;
  readonly variables: Readonly<Record<'region' | 'name_prefix', TerraformVariable>>;
  readonly partition: DataAwsPartition;
  readonly caller: DataAwsCallerIdentity;
}

/** What those parts are built from that the main stack and the members' have in common. */
export interface Deployment extends Place {
  readonly variables: Readonly<
    Record<keyof typeof commonVariables | keyof typeof functionVariables, TerraformVariable>
  >;
  readonly bundles: readonly LambdaBundle[];
}

/** What every part of the main stack is built from. */
export interface HubDeployment extends Deployment {
  readonly variables: Variables;
}

/** What every part of a member's stack is built from. */
export interface MemberDeployment extends Deployment {
  readonly variables: MemberVariables;
}

/** `configmend-coordinator`: unique within a region. */
export function regionalName({ variables }: Pick<Place, 'variables'>, name: string): string {
  return `${variables.name_prefix.stringValue}-${name}`;
}

/** Characters of an IAM role's name (IAM user guide, "IAM and STS quotas") that are left for the end of it. */
const longestRoleEnd = 64 - longestPrefix - longestRegion - 2;

/**
 * `configmend-eu-west-1-coordinator`: unique within an account, for what is not regional (IAM roles, dashboards). Throws for a
 * name that would not fit into a role's with the longest prefix and region.
 */
export function accountName({ variables }: Pick<Place, 'variables'>, name: string): string {
  if (name.length > longestRoleEnd) {
    throw new Error(`${name} is longer than ${longestRoleEnd} characters: no IAM role can be named after it`);
  }
  return `${variables.name_prefix.stringValue}-${variables.region.stringValue}-${name}`;
}

/** Characters of a bucket's name (S3 user guide, "Bucket naming rules") beside prefix, region, account and hyphens. */
const longestBucketEnd = 63 - longestPrefix - longestRegion - 12 - 3;

/** `configmend-eu-west-1-ledger-111122223333`: unique in the world. Throws for a name that might not fit. */
export function bucketName(place: Place, name: string): string {
  if (name.length > longestBucketEnd) {
    throw new Error(`${name} is longer than ${longestBucketEnd} characters: no bucket can be named after it`);
  }
  return `${accountName(place, name)}-${place.caller.accountId}`;
}

/** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE` of this partition, region and account. */
export function arnOf(
  { partition, variables, caller }: Pick<Place, 'variables' | 'partition' | 'caller'>,
  service: string,
  resource: string,
): string {
  return `arn:${partition.partition}:${service}:${variables.region.stringValue}:${caller.accountId}:${resource}`;
}

/** The console's address of this partition and region, without a slash at the end. */
export function consoleUrl({ variables, partition }: Pick<Place, 'variables' | 'partition'>): string {
  const domain =
    `\${lookup({"aws-cn" = "console.amazonaws.cn", "aws-us-gov" = "console.amazonaws-us-gov.com"}, ` +
    `data.aws_partition.${partition.friendlyUniqueId}.partition, "console.aws.amazon.com")}`;
  return `https://${variables.region.stringValue}.${domain}`;
}
