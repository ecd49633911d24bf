import * as v from 'valibot';
import { jsonBytes } from './json-bytes.ts';
import { Plan } from './plan.ts';
import { ResourceIdentity } from './resource.ts';
import { valuesWithin } from './values-within.ts';
import { Violation } from './violation.ts';
import { moment } from './moment.ts';

export const Severity = v.picklist(['critical', 'high', 'medium', 'low']);
export type Severity = v.InferOutput<typeof Severity>;

/** The remediators, one per kind of resource. */
export const RemediatorId = v.picklist(['security-group', 's3-bucket', 's3-account']);
export type RemediatorId = v.InferOutput<typeof RemediatorId>;

/** One instruction names so many other calls at most. */
export const mostOtherCalls = 20;

/** A call that may have brought a violation about: its id in CloudTrail and who made it, as far as either is known. */
export const Call = v.strictObject({ eventId: v.optional(v.string()), actor: v.optional(v.string()) });
export type Call = v.InferOutput<typeof Call>;

/**
 * What a message may say of a resource: what AWS lets it have, 50 tags of 128 and 256 characters and those that services add. A message may
 * have been forged, and a notice has to fit into SNS (see notice-lines.ts).
 */
const mostTagBytes = 80_000;
const longestArn = 2048;
export const NamedResource = v.strictObject({
  ...ResourceIdentity.entries,
  arn: v.pipe(ResourceIdentity.entries.arn, v.maxLength(longestArn)),
  tags: v.pipe(
    ResourceIdentity.entries.tags,
    v.check((tags) => jsonBytes(tags) <= mostTagBytes, `has more than ${mostTagBytes} bytes`),
  ),
});

/**
 * Of the calls of a preview: five times what fits into the longest that rules send. One that was forged could take a hundred megabytes of
 * whoever reads ten of them.
 */
const mostValues = 100_000;

/**
 * The fix instruction: the one message of the remediation queue, a JSON object that a message of SQS has room for. It says
 * what was found and previews the plan; what is changed is decided again on the live resource. Another `version` is refused.
 */
export const Instruction = v.strictObject({
  version: v.literal(1),
  /** Stable hash of account, region, resource and rule: the same violation found twice carries the same id. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits')),
  rule: v.pipe(v.string(), v.maxLength(128)),
  remediator: RemediatorId,
  resource: NamedResource,
  violations: v.array(Violation),
  plan: v.pipe(
    Plan,
    v.check(({ changes }) => valuesWithin(mostValues, changes), `has more than ${mostValues} values in its calls`),
  ),
  /** Told and recorded, and nothing is decided by it: one that was forged changes words alone. */
  severity: Severity,
  evidence: v.strictObject({
    source: v.picklist(['config', 'cloudtrail', 'sweep']),
    /** Of the API call in CloudTrail that brought it about: its id, its name there, and the address or AWS service it came from. */
    eventId: v.optional(v.string()),
    eventName: v.optional(v.string()),
    sourceAddress: v.optional(v.string()),
    /** ISO 8601; the moment the judged state was captured, not the moment of judging. */
    capturedAt: moment,
  }),
  /** ARN of the principal that made the change, where the source of evidence knows it. It is told and recorded, and nothing is decided by it. */
  actor: v.optional(v.string()),
  /** Other calls that messages were about which this one stands for: told and recorded beside its own. */
  otherCalls: v.optional(v.pipe(v.array(Call), v.maxLength(mostOtherCalls))),
  /** How often a mend was tried before. Counted here because SQS counts a peek as a receive. */
  attempt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** ISO 8601; not to be mended before: when the rule's grace period ends. Absent where the rule has none. */
  notBefore: v.optional(moment),
  /** With `notBefore`: AWS Config knew of no violation of the rule, so that the grace of an earlier one has ended with it. */
  begins: v.optional(v.literal(true)),
  /** People were told by when it will be mended. */
  announced: v.optional(v.literal(true)),
});
export type Instruction = v.InferOutput<typeof Instruction>;
