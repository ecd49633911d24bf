import * as v from 'valibot';
import type { Bucket } from '../contract/resource.ts';

const Configuration = v.nullish(v.record(v.string(), v.unknown()));

/**
 * Whether an item's BucketWebsiteConfiguration is one. The key is absent where there is none (AWS Config resource schema,
 * AWS::S3::Bucket); one that says nothing is none either, since S3 takes no website without a page or a redirect.
 */
export function websiteFromItem(given: unknown): Bucket['website'] {
  const parsed = v.safeParse(Configuration, given);
  if (!parsed.success) return { kind: 'unread', reason: 'BucketWebsiteConfiguration is of a form that is not known' };
  return Object.values(parsed.output ?? {}).some(saysSomething);
}

function saysSomething(value: unknown): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}
