import * as v from 'valibot';
import type { Bucket } from '../contract/resource.ts';

/** Both null where access is not logged; the first is there in any case. */
const Item = v.object({ destinationBucketName: v.nullable(v.string()), logFilePrefix: v.nullish(v.string()) });
const Answer = v.object({
  LoggingEnabled: v.optional(v.object({ TargetBucket: v.string(), TargetPrefix: v.optional(v.string()) })),
});

/** Access logging as an item has it (`BucketLoggingConfiguration`); where the item lacks it, access is not logged. */
export function loggingFromItem(given: unknown): Bucket['logging'] {
  if (given === undefined || given === null) return null;
  const parsed = v.safeParse(Item, given);
  if (!parsed.success) return unknownForm;
  return loggingTo(parsed.output.destinationBucketName, parsed.output.logFilePrefix);
}

/** What GetBucketLogging answers: an empty status where access is not logged (S3 API Reference). */
export function loggingFromS3(answer: unknown): Bucket['logging'] {
  const parsed = v.safeParse(Answer, answer);
  if (!parsed.success) return unknownForm;
  const { LoggingEnabled: enabled } = parsed.output;
  return loggingTo(enabled?.TargetBucket, enabled?.TargetPrefix);
}

function loggingTo(
  targetBucket: string | null | undefined,
  targetPrefix: string | null | undefined,
): Bucket['logging'] {
  return targetBucket ? { targetBucket, targetPrefix: targetPrefix ?? '' } : null;
}

const unknownForm: Bucket['logging'] = { kind: 'unread', reason: 'it is of a form that is not known' };
