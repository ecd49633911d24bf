import * as v from 'valibot';

/**
 * What an AWS error means for a mend.
 * `gone`: the resource no longer exists. `moved-on`: the resource changed since it was read, so read and plan again.
 * `transient`: the same call may succeed later. `permanent`: it will not until a person changes something.
 */
export type ErrorClass = 'gone' | 'moved-on' | 'transient' | 'permanent';

const classes: Readonly<Record<string, ErrorClass>> = {
  'InvalidGroup.NotFound': 'gone',
  NoSuchBucket: 'gone',
  'InvalidPermission.NotFound': 'moved-on',
  'InvalidPermission.Duplicate': 'moved-on',
  'InvalidSecurityGroupRuleId.NotFound': 'moved-on',
  RulesPerSecurityGroupLimitExceeded: 'moved-on',
  NoSuchBucketPolicy: 'moved-on',
  AccessControlListNotSupported: 'moved-on',
  OperationAborted: 'transient',
  ConditionalRequestConflict: 'transient',
  RequestLimitExceeded: 'transient',
  RequestThrottled: 'transient',
  RequestThrottledException: 'transient',
  BandwidthLimitExceeded: 'transient',
  Throttling: 'transient',
  Throttled: 'transient',
  ThrottledException: 'transient',
  ThrottlingException: 'transient',
  TooManyRequestsException: 'transient',
  EC2ThrottledException: 'transient',
  LimitExceededException: 'transient',
  SlowDown: 'transient',
  RequestTimeout: 'transient',
  RequestTimeoutException: 'transient',
  TimeoutError: 'transient',
  InternalError: 'transient',
  InternalFailure: 'transient',
  ServiceUnavailable: 'transient',
  Unavailable: 'transient',
  ExpiredToken: 'transient',
  ExpiredTokenException: 'transient',
  ECONNABORTED: 'transient',
  ECONNRESET: 'transient',
  ECONNREFUSED: 'transient',
  EPIPE: 'transient',
  ETIMEDOUT: 'transient',
  ENOTFOUND: 'transient',
  EAI_AGAIN: 'transient',
  EHOSTUNREACH: 'transient',
  ENETUNREACH: 'transient',
};

/**
 * By name (SDK v3 gives EC2 and S3 errors no classes of their own: the service's code is the name), then by HTTP status. An answer that
 * cannot be read passes: AWS took the call, and words it better the next time.
 */
export function classifyError(error: unknown): ErrorClass {
  const code = errorCode(error);
  if (isKnown(code)) return classes[code] ?? 'permanent';
  const { httpStatusCode: status } = metadataOf(error);
  return status === 429 || status >= 500 || isUnreadable(error) ? 'transient' : 'permanent';
}

/**
 * Whether AWS took the call and its answer could not be read. The SDK notes the status of 2xx in an error of its own where it cannot parse
 * the body; where Node cannot parse the answer as HTTP, the code begins with that of its parser, and no status is known.
 */
function isUnreadable(error: unknown): boolean {
  const { httpStatusCode: status } = metadataOf(error);
  if (status >= 200 && status < 300) return true;
  return v.is(OfParser, error);
}

const OfParser = v.object({ code: v.pipe(v.string(), v.startsWith('HPE_')) });

/** Whether AWS refused the caller, whatever the call: a person has to change a policy. */
export function isDenied(error: unknown): boolean {
  return metadataOf(error).httpStatusCode === 403 || denials.has(errorCode(error));
}

const denials = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

function isKnown(code: string): boolean {
  return Object.hasOwn(classes, code);
}

/**
 * Whether somebody else was faster: a conditional write that lost a race meets 412, or 409 while the two overlap (Amazon S3 User
 * Guide, "Conditional writes").
 */
export function isOvertaken(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'PreconditionFailed' || code === 'ConditionalRequestConflict';
}

/**
 * Whether a write of what must not be there yet found that it is: 412. That another write overlaps, 409, does not say so: the other may
 * fail yet, and S3 wants the write tried again (Amazon S3 API Reference, PutObject, "If-None-Match").
 */
export function isThere(error: unknown): boolean {
  return errorCode(error) === 'PreconditionFailed';
}

/**
 * Whether a call that failed may have taken effect all the same: the answer was lost or cannot be read, or the SDK sent it again after
 * losing the first answer.
 */
export function isInDoubt(error: unknown): boolean {
  return classifyError(error) === 'transient' || metadataOf(error).attempts > 1;
}

/** The service's code, or Node's for a connection that failed. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Unknown';
  if ('code' in error && typeof error.code === 'string' && isKnown(error.code)) return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'Unknown';
}

/** One line for people: the code and AWS's own words. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'an error that says nothing';
  // The SDK takes over whatever the answer has in its place.
  const words: unknown = error.message;
  return `${errorCode(error)}: ${typeof words === 'string' ? words : 'no message'}`;
}

/** What the SDK notes of an answer. */
const Answered = v.object({
  $metadata: v.object({
    httpStatusCode: v.optional(v.number(), 0),
    attempts: v.optional(v.number(), 0),
  }),
});

function metadataOf(error: unknown): { httpStatusCode: number; attempts: number } {
  const answered = v.safeParse(Answered, error);
  return answered.success ? answered.output.$metadata : { httpStatusCode: 0, attempts: 0 };
}
