/** An error as AWS would answer it; the protocol decides how it is written. */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status; below 500 the sender is at fault. */
  readonly status: number;
  /** Further elements of the error, such as BucketName. */
  readonly details: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, details: Record<string, string> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** What an operation that the local account lacks answers: never a silent empty success. */
export function notImplemented(service: string, operation: string): AwsError {
  return new AwsError('NotImplemented', `the local account does not implement ${service}:${operation}`, 501);
}
