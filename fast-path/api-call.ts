import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { isPlainObject } from '../rules/parameters-by-rule.ts';
import { moment } from '../contract/moment.ts';

/** Who made a call (CloudTrail User Guide, "userIdentity element"). */
export interface Actor {
  /** `Root`, `IAMUser`, `AssumedRole`, `AWSService` …; `Unknown` where the record does not say. */
  readonly type: string;
  /** Of the user, or of the session of a role: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. A caller chooses the session's name. */
  readonly arn?: string;
  /** Of the role that the session is of, with its path. No caller can choose it. */
  readonly roleArn?: string;
  readonly accountId?: string;
  /** The AWS service that called for somebody, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** One API call that took effect, as CloudTrail records it. */
export interface ApiCall {
  /** Unique among records; the same call may be delivered more than once. Letters, digits, `-` and `_` only. */
  readonly eventId: string;
  /** CloudTrail's name of the call, which S3's differs from in places: `PutBucketPublicAccessBlock`. */
  readonly eventName: string;
  /** `ec2.amazonaws.com`. */
  readonly eventSource: string;
  /** ISO 8601, of the call. */
  readonly at: string;
  /** Whose log it is from, the resource's or the caller's where they are of two accounts. */
  readonly accountId: string;
  readonly region: string;
  readonly actor: Actor;
  /** Who owns what it was made on, where the record says so: a call may be about a bucket of another account. */
  readonly ownerAccountId?: string;
  /** An address, or the host name of the AWS service that called. */
  readonly sourceAddress?: string;
  /** Empty where the record has none: CloudTrail leaves out what is above 100 KB ("Record contents"). */
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly responseElements: Readonly<Record<string, unknown>>;
}

const text = v.pipe(v.string(), v.minLength(1));
const maybe = v.nullish(v.string());
const Envelope = v.looseObject({
  'detail-type': v.literal('AWS API Call via CloudTrail'),
  account: v.optional(v.unknown()),
  detail: v.looseObject({
    eventID: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/, 'must be an id')),
    eventName: text,
    eventSource: text,
    eventTime: moment,
    awsRegion: v.pipe(v.string(), v.regex(/^[a-z]{2,8}(-[a-z]+)+-\d+$/, 'must be a region')),
    recipientAccountId: maybe,
    sourceIPAddress: maybe,
    errorCode: v.optional(v.unknown()),
    errorMessage: v.optional(v.unknown()),
    resources: v.optional(v.unknown()),
    requestParameters: v.optional(v.unknown()),
    responseElements: v.optional(v.unknown()),
    userIdentity: v.nullish(
      v.looseObject({
        type: maybe,
        arn: maybe,
        accountId: maybe,
        invokedBy: maybe,
        sessionContext: v.nullish(
          v.looseObject({ sessionIssuer: v.nullish(v.looseObject({ type: maybe, arn: maybe })) }),
        ),
      }),
    ),
  }),
});
type Detail = v.InferOutput<typeof Envelope>['detail'];

/**
 * The call that EventBridge tells of, or why it is of no concern: it failed, and so changed nothing. Throws EVENT_UNREADABLE,
 * naming the field, for what is no record of a call.
 */
export function parseApiCall(event: unknown): ApiCall | { readonly ignored: string } {
  const parsed = v.safeParse(Envelope, event);
  if (!parsed.success) throw new Failure('EVENT_UNREADABLE', `API call: ${explainIssues(parsed.issues)}`);
  const { detail, account } = parsed.output;
  if (isSet(detail.errorCode) || isSet(detail.errorMessage)) return { ignored: 'the call failed' };
  const accountId = detail.recipientAccountId ?? account;
  if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
    throw new Failure('EVENT_UNREADABLE', 'API call: detail.recipientAccountId should be a 12-digit account id', {
      ids: { eventId: detail.eventID },
    });
  }
  // EventBridge writes the envelope's, also of what a member forwards: no member may tell of another's calls.
  if (isSet(account) && account !== accountId) {
    throw new Failure('EVENT_UNREADABLE', 'API call: account and detail.recipientAccountId are not the same account', {
      ids: { eventId: detail.eventID, accountId },
    });
  }
  return {
    eventId: detail.eventID,
    eventName: detail.eventName,
    eventSource: detail.eventSource,
    at: detail.eventTime,
    accountId,
    region: detail.awsRegion,
    actor: actorOf(detail.userIdentity),
    ...optional('ownerAccountId', ownerOf(detail.resources)),
    ...optional('sourceAddress', detail.sourceIPAddress),
    requestParameters: objectOr(detail.requestParameters),
    responseElements: objectOr(detail.responseElements),
  };
}

/** Users who signed in to the console have a session of no issuer, and federated users one that a user issued. */
function actorOf(identity: Detail['userIdentity']): Actor {
  const issuer = identity?.sessionContext?.sessionIssuer;
  return {
    type: identity?.type ?? 'Unknown',
    ...optional('arn', identity?.arn),
    ...optional('roleArn', issuer?.type === 'Role' ? issuer.arn : undefined),
    ...optional('accountId', identity?.accountId),
    ...optional('invokedBy', identity?.invokedBy),
  };
}

const Owned = v.pipe(v.array(v.looseObject({ accountId: v.string() })), v.length(1));

/** Records of calls on buckets name one resource and its owner; most others name none. */
function ownerOf(resources: unknown): string | undefined {
  return v.is(Owned, resources) ? resources[0]?.accountId : undefined;
}

function optional<K extends string>(key: K, value: string | null | undefined): { readonly [key in K]?: string } {
  return value === undefined || value === null || value === '' ? {} : ({ [key]: value } as { [key in K]: string });
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function objectOr(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(value) ? value : {};
}
