import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';

/** Whose credentials these are. Rejects with READ_FAILED and the next step. */
export async function callerOf(sts: Pick<STSClient, 'send'>): Promise<{ accountId: string; arn: string }> {
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined && Arn !== undefined) return { accountId: Account, arn: Arn };
  } catch (cause) {
    throw new Failure(
      'READ_FAILED',
      `AWS was not reached, or does not accept the credentials: ${errorText(cause)}. Check AWS_PROFILE and the other AWS_* variables.`,
      { cause },
    );
  }
  throw new Failure('READ_FAILED', 'AWS names no account for these credentials');
}
