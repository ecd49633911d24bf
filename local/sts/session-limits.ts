import { deflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { parsePolicy, type Statement } from '../iam/policy-document.ts';

/** Characters of keys and values (STS API Reference, Tag). */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const Tag = v.strictObject({
  Key: v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.regex(tagText)),
  Value: v.pipe(v.string(), v.maxLength(256), v.regex(tagText)),
});

/** The members of AssumeRole by which a session is less than its role (STS API Reference, AssumeRole). */
export const sessionLimitMembers = {
  Tags: v.optional(v.pipe(v.array(Tag), v.maxLength(50))),
  Policy: v.optional(
    v.pipe(v.string(), v.minLength(1), v.maxLength(2048, 'Member must have length less than or equal to 2048')),
  ),
};

/** What a session was begun with. */
export interface SessionLimits {
  readonly sessionTags?: Readonly<Record<string, string>>;
  readonly sessionPolicy?: readonly Statement[];
  /** Percent of what a session's policy and tags may take; absent without either. */
  readonly packedSize?: number;
}

/**
 * AWS does not say how it packs policy and tags together, only that what is packed has a limit of its own (IAM User Guide, "IAM and AWS STS
 * quotas"): here deflate, and as many bytes as a policy may have characters.
 */
const packedBytes = 2048;

/** Throws MalformedPolicyDocument, PackedPolicyTooLarge, and ValidationError for tags. */
export function sessionLimits(input: {
  readonly Tags?: readonly v.InferOutput<typeof Tag>[] | undefined;
  readonly Policy?: string | undefined;
}): SessionLimits {
  const { Tags = [], Policy } = input;
  if (Tags.length === 0 && Policy === undefined) return {};
  assertTags(Tags.map(({ Key }) => Key));
  const packedSize = Math.ceil((deflateRawSync(JSON.stringify([Policy, Tags])).length / packedBytes) * 100);
  if (packedSize > 100) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      Policy === undefined
        ? `Packed size of session tags consumes ${packedSize}% of allotted space.`
        : `Packed policy consumes ${packedSize}% of allotted space, please use smaller policy.`,
    );
  }
  return {
    packedSize,
    ...(Tags.length === 0 ? {} : { sessionTags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }),
    ...(Policy === undefined ? {} : { sessionPolicy: parsePolicy(parseJson(Policy)) }),
  };
}

/** Keys are not told apart by case (IAM User Guide, "Passing session tags in AWS STS"). */
function assertTags(keys: readonly string[]): void {
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) {
    throw new AwsError(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  if (keys.some((key) => /^aws:/i.test(key))) {
    throw new AwsError(
      'InvalidParameterValue',
      'System tags cannot be added or updated by a requester: aws: is reserved.',
    );
  }
}

function parseJson(policy: string): unknown {
  try {
    return JSON.parse(policy);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
}
