import { GetPublicAccessBlockCommand, type S3ControlClient } from '@aws-sdk/client-s3-control';
import { errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';

/** The account's Block Public Access: null where it was never set, `unreadable` where AWS would not say. Never rejects. */
export async function readAccountBlock(
  s3Control: S3ControlClient,
  accountId: string,
): Promise<Context['accountBlock']> {
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
    return { kind: 'unreadable', reason: errorText(error) };
  }
}
