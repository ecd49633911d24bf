import { errorCode } from './classify-error.ts';

/**
 * What services answer to credentials that a region does not know, as those of every account that has not switched it on (AWS Account
 * Management reference guide, "Enable or disable AWS Regions in your account"; EC2, S3 and STS API references, "Error codes").
 */
const unknownCredentials: ReadonlySet<string> = new Set([
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'OptInRequired',
  'RegionDisabledException',
  'UnrecognizedClientException',
]);

/** Whether a region refuses credentials that another one has taken: nothing of it can be read, of whatever kind. */
export function isClosedRegion(error: unknown): boolean {
  return unknownCredentials.has(errorCode(error));
}
