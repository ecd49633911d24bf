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
  RulesPerSecurityGroupLimitExceeded: 'moved-on',
  NoSuchBucketPolicy: 'moved-on',
  AccessControlListNotSupported: 'moved-on',
  OperationAborted: 'transient',
  ConditionalRequestConflict: 'transient',
  RequestLimitExceeded: 'transient',
  Throttling: 'transient',
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
  ECONNRESET: 'transient',
  ECONNREFUSED: 'transient',
  EPIPE: 'transient',
  ETIMEDOUT: 'transient',
  ENOTFOUND: 'transient',
};

/** By name (SDK v3 gives EC2 and S3 errors no classes of their own: the service's code is the name), then by HTTP status. */
export function classifyError(error: unknown): ErrorClass {
  const known = classes[errorCode(error)];
  if (known !== undefined) return known;
  return httpStatus(error) >= 500 ? 'transient' : 'permanent';
}

/** The service's code, or Node's for a connection that failed. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Unknown';
  if ('code' in error && typeof error.code === 'string' && error.code in classes) return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'Unknown';
}

/** One line for people: the code and AWS's own words. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${errorCode(error)}: ${error.message}` : String(error);
}

function httpStatus(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}
