import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AwsError } from '../../../local/aws-error.ts';
import { createLambda } from '../../../local/lambda/lambda.ts';
import { Pending } from '../../../local/pending.ts';
import { createSqs } from '../../../local/sqs/sqs.ts';
import { bundles } from './lambda.ts';
import { accountId, region, serve } from './served.ts';
import { createTestQueue } from './sqs.ts';

export const queueArn = `arn:aws:sqs:${region}:${accountId}:outbox`;

/** Lambda and SQS with one queue and one function, which prints the bodies of each batch as a line of JSON and then runs `answer`. */
export async function startPolled(
  options: { answer?: string; frozen?: boolean; visibilitySeconds?: number; reservedConcurrency?: number } = {},
) {
  const { answer = 'return null;', frozen = true, visibilitySeconds = 60, reservedConcurrency } = options;
  const folder = await bundles();
  const asked: string[] = [];
  const denied = new Set<string>();
  const made: { port: number } = { port: 0 };
  const served = await serve(
    (deps, credentials, clock) => {
      const pending = new Pending(clock);
      const queues = createSqs(deps);
      const lambda = createLambda(deps, {
        credentials,
        pending,
        sqs: queues,
        port: () => made.port,
        authorisePoll({ operation }) {
          asked.push(operation);
          if (denied.has(operation)) throw new AwsError('AccessDeniedException', `not allowed: ${operation}`, 403);
        },
      });
      return { services: [lambda, queues], handles: { lambda, pending, queues } };
    },
    { frozen },
  );
  made.port = Number(new URL(served.settings().endpoint).port);
  const sdk = new LambdaClient({ ...served.settings(), maxAttempts: 1 });
  const sqs = new SQSClient(served.settings());
  const queue = await createTestQueue(sqs, 'outbox', { VisibilityTimeout: String(visibilitySeconds) });
  const source = `export const handler = async ({ Records }) => {
    console.log(JSON.stringify(Records.map(({ body }) => body)));
    ${answer}
  };`;
  const created = {
    accountId,
    region,
    name: 'poller',
    bundlePath: await folder.write(source),
    environment: {},
    timeoutMs: 10_000,
    roleArn: `arn:aws:iam::${accountId}:role/poller`,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
  };
  const functionArn = served.lambda.createFunction(created);
  return {
    ...served,
    sdk,
    queue,
    functionArn,
    asked,
    denied,
    map: (more: Partial<CreateEventSourceMappingCommandInput> = {}) =>
      sdk.send(new CreateEventSourceMappingCommand({ EventSourceArn: queueArn, FunctionName: 'poller', ...more })),
    /** The bodies of each batch that the function was given, in order. */
    batches: (): string[][] =>
      served.lambda.logs('poller').flatMap((line) => (line.startsWith('[') ? [JSON.parse(line) as string[]] : [])),
    async stop(): Promise<void> {
      await served.lambda.stop();
      await served.stop();
      served.pending.stop();
      await folder.remove();
    },
  };
}
