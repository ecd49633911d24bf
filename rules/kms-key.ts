import type { Bucket } from '../contract/resource.ts';
import { partitionOf } from '../resources/partition.ts';

const keyId = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const alias = /^alias\/[A-Za-z0-9/_-]{1,250}$/;
const arn = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(?<resource>.+)$/;

/** The four ways to name a KMS key (AWS KMS Developer Guide, "Key identifiers"). */
export function isKmsKeyName(text: string): boolean {
  const resource = arn.exec(text)?.groups?.['resource'];
  if (resource === undefined) return keyId.test(text) || alias.test(text);
  return alias.test(resource) || (resource.startsWith('key/') && keyId.test(resource.slice('key/'.length)));
}

type Home = Pick<Bucket, 'accountId' | 'region'>;

/** As an ARN: what names no account and region is taken as of the bucket's own. */
export function kmsArn(name: string, { region, accountId }: Home): string {
  if (name.startsWith('arn:')) return name;
  const resource = name.startsWith('alias/') ? name : `key/${name}`;
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${resource}`;
}

export function isAlias(name: string): boolean {
  return /(?:^|:)alias\//.test(name);
}

/**
 * Whether a key can be asked for in the place of another with no doubt which it is: the ARN of a key, not of an alias, in the
 * bucket's own partition, region and account. S3 takes a name that means no key, and uploads fail from then on (S3 API Reference,
 * "PutBucketEncryption"); an alias is looked up in the account of whoever uploads.
 */
export function isOwnKeyArn(name: string, { region, accountId }: Home): boolean {
  return name.startsWith(`arn:${partitionOf(region)}:kms:${region}:${accountId}:key/`);
}
