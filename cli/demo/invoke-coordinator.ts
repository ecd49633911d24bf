import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';

/** Starts it by hand, waits for all that follows, and gives its answer. */
export async function invokeCoordinator(account: LocalAccount, deployment: Deployment): Promise<unknown> {
  const FunctionName = deployment.functionName('coordinator');
  const lambda = new LambdaClient(account.clientConfig());
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  await account.settled();
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
  return answer;
}
