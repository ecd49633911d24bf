import { classifyError, errorCode, errorText, isDenied } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';

/** Why the ledger could not be read, in one sentence that ends with the next step. A Failure is taken as it is. */
export function explainLedgerError(cause: unknown, bucket: string): Failure {
  if (cause instanceof Failure) return cause;
  const failure = (message: string): Failure => new Failure('READ_FAILED', message, { cause, ids: { bucket } });
  const code = errorCode(cause);
  if (code === 'NoSuchBucket') {
    return failure(
      `there is no bucket ${bucket} in reach of these credentials: give --bucket the stack’s output ledger_bucket`,
    );
  }
  if (rejectedCredentials.has(code)) {
    return failure(
      `AWS does not accept the credentials (${errorText(cause)}): check AWS_PROFILE and the other AWS_* variables`,
    );
  }
  if (isDenied(cause)) {
    return failure(
      `the caller may not read ${bucket} (${errorText(cause)}): ask for s3:ListBucket and s3:GetObject on it`,
    );
  }
  if (/region is missing/i.test(errorText(cause)))
    return failure('no region is set: set AWS_REGION to that of the ledger');
  const next = classifyError(cause) === 'transient' ? 'try again' : 'check the name of the bucket and AWS_REGION';
  return failure(`the ledger in ${bucket} was not read (${errorText(cause)}): ${next}`);
}

/** Of the SDK's own search for credentials, and of S3 (S3 API Reference, "List of error codes"). */
export const rejectedCredentials: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);
