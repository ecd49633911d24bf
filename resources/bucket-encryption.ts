import * as v from 'valibot';
import { type Bucket, EncryptionAlgorithm, type UnreadSetting } from '../contract/resource.ts';

const Rule = v.object({
  applyserversideencryptionbydefault: v.nullish(
    v.object({ ssealgorithm: EncryptionAlgorithm, kmsmasterkeyid: v.nullish(v.string()) }),
  ),
  bucketkeyenabled: v.nullish(v.boolean()),
  blockedencryptiontypes: v.nullish(v.object({ encryptiontype: v.nullish(v.array(v.string())) })),
});
const Configuration = v.object({ rules: v.array(Rule) });

/**
 * Default encryption as an item has it (`ServerSideEncryptionConfiguration`) or as GetBucketEncryption answers it: the same members,
 * written `kmsMasterKeyID` by one and `KMSMasterKeyID` by the other. Nothing at all means that none is configured; what is not
 * understood is never taken for that. A rule that only blocks kinds of encryption leaves the default at SSE-S3 (S3 User Guide,
 * "Setting default server-side encryption behavior for Amazon S3 buckets").
 */
export function encryptionOf(given: unknown): Bucket['encryption'] {
  if (given === undefined || given === null) return null;
  const parsed = v.safeParse(Configuration, lowerKeys(given));
  if (!parsed.success) return unread('it is of a form that is not known');
  const [rule, ...more] = parsed.output.rules;
  if (rule === undefined) return null;
  if (more.length > 0) return unread('it has more than one rule');
  const { ssealgorithm: algorithm = 'AES256', kmsmasterkeyid } = rule.applyserversideencryptionbydefault ?? {};
  const blockedTypes = rule.blockedencryptiontypes?.encryptiontype;
  return {
    algorithm,
    ...(kmsmasterkeyid ? { kmsKeyId: kmsmasterkeyid } : {}),
    bucketKeyEnabled: rule.bucketkeyenabled ?? false,
    ...(blockedTypes ? { blockedTypes } : {}),
  };
}

function unread(reason: string): UnreadSetting {
  return { kind: 'unread', reason };
}

/** The same with the keys of all objects in lower case. */
function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toLowerCase(), lowerKeys(member)]));
}
