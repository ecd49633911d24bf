import * as v from 'valibot';
import { type Bucket, BucketVersioning } from '../contract/resource.ts';

/** Null where it was never enabled; without the key it is something else. */
const Item = v.object({
  status: v.nullable(BucketVersioning.entries.status),
  isMfaDeleteEnabled: v.nullish(v.boolean(), false),
});
const Answer = v.object({
  Status: v.optional(v.picklist(['Enabled', 'Suspended'])),
  MFADelete: v.optional(v.picklist(['Enabled', 'Disabled'])),
});

/** Versioning as an item has it (`BucketVersioningConfiguration`); where the item lacks it, it was never enabled. */
export function versioningFromItem(given: unknown): Bucket['versioning'] {
  if (given === undefined || given === null) return { status: 'Off', mfaDelete: false };
  const parsed = v.safeParse(Item, given);
  if (!parsed.success) return unknownForm;
  return { status: parsed.output.status ?? 'Off', mfaDelete: parsed.output.isMfaDeleteEnabled };
}

/** What GetBucketVersioning answers: neither member for a bucket that never had versioning (S3 API Reference). */
export function versioningFromS3(answer: unknown): Bucket['versioning'] {
  const parsed = v.safeParse(Answer, answer);
  if (!parsed.success) return unknownForm;
  return { status: parsed.output.Status ?? 'Off', mfaDelete: parsed.output.MFADelete === 'Enabled' };
}

const unknownForm: Bucket['versioning'] = { kind: 'unread', reason: 'it is of a form that is not known' };
