import { GetPublicAccessBlockCommand, type S3ControlClient } from '@aws-sdk/client-s3-control';
import { errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';
import type { PublicAccessBlock } from '../contract/resource.ts';
import { type PassingErrors, passingErrors } from './passing-errors.ts';

/** The account's Block Public Access: null where it was never set, `unreadable` where AWS would not say, which `passing` notes. Never rejects. */
export async function readAccountBlock(
  s3Control: S3ControlClient,
  accountId: string,
  passing: PassingErrors = passingErrors(),
): Promise<Context['accountBlock']> {
  try {
    return await fetchAccountBlock(s3Control, accountId);
  } catch (error) {
    passing.note(error);
    return { kind: 'unreadable', reason: errorText(error) };
  }
}

/**
 * Null where it was never set. What an organisation's policy sets for its accounts is in it (S3 Control API, "GetPublicAccessBlock":
 * the effective configuration). Rejects with the SDK's error.
 */
export async function fetchAccountBlock(
  s3Control: S3ControlClient,
  accountId: string,
): Promise<PublicAccessBlock | null> {
  try {
    const { PublicAccessBlockConfiguration: block } = await s3Control.send(
      new GetPublicAccessBlockCommand({ AccountId: accountId }),
    );
    return {
      blockPublicAcls: block?.BlockPublicAcls === true,
      ignorePublicAcls: block?.IgnorePublicAcls === true,
      blockPublicPolicy: block?.BlockPublicPolicy === true,
      restrictPublicBuckets: block?.RestrictPublicBuckets === true,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchPublicAccessBlockConfiguration') return null;
    throw error;
  }
}
