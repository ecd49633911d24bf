import { ConfigServiceClient, GetComplianceDetailsByResourceCommand } from '@aws-sdk/client-config-service';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { FunctionSpec } from '../../local/lambda/local-function.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { RecordedState } from '../../local/service.ts';
import type { SafetyLimits } from '../../safety/limits.ts';
import { clientsOf, type Endpoints, endpointsOf, region } from './sides.ts';
import type { Clients } from './step.ts';

/** From now on AWS Config records what the map says, and nothing of the account's own. */
export function recordWhatIsSaid({ services: { ec2, s3, s3Control } }: LocalAccount): Map<string, RecordedState> {
  const said = new Map<string, RecordedState>();
  for (const service of [ec2, s3, s3Control]) {
    service.recordedState = (type, id, { accountId }) => said.get(`${accountId}/${type}/${id}`);
    service.resourceIds = () => [];
  }
  return said;
}

export interface Verdict {
  readonly compliance: string | undefined;
  readonly annotation: string | undefined;
}

/** What AWS Config answers about a resource now, by one of its rules. */
export async function verdictOn(
  { clientConfig }: LocalAccount,
  configRule: string,
  {
    resourceType: ResourceType,
    resourceId: ResourceId,
  }: { readonly resourceType: string; readonly resourceId: string },
): Promise<Verdict> {
  const { EvaluationResults = [] } = await new ConfigServiceClient(clientConfig()).send(
    new GetComplianceDetailsByResourceCommand({ ResourceType, ResourceId }),
  );
  const result = EvaluationResults.find(
    ({ EvaluationResultIdentifier: of }) => of?.EvaluationResultQualifier?.ConfigRuleName === configRule,
  );
  return { compliance: result?.ComplianceType, annotation: result?.Annotation };
}

/** The remediation queue and its dead letters: their addresses on moto by those that the functions were given. */
export async function createQueues(
  account: LocalAccount,
  { sqs }: Clients,
  { queueUrl, deadLetterQueueUrl }: Deployment,
): Promise<ReadonlyMap<string, string>> {
  const local = clientsOf(endpointsOf(account.endpoint), {
    accessKeyId: account.accountId,
    secretAccessKey: 'none',
  }).sqs;
  const urls = new Map<string, string>();
  for (const url of [deadLetterQueueUrl, queueUrl]) {
    const { Attributes: { RedrivePolicy, VisibilityTimeout } = {} } = await local.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    const given = { RedrivePolicy, VisibilityTimeout };
    const Attributes = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: url.split('/').at(-1), Attributes }));
    urls.set(url, QueueUrl);
  }
  return urls;
}

/** All that is in the queue and nobody holds. They are given back. */
export async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const all = await takenFrom(sqs, QueueUrl);
  for (const { ReceiptHandle } of all) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return all;
}

/** The same, which are held for a minute. */
export async function takenFrom(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60, MessageAttributeNames: ['All'] };
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    if (Messages.length === 0) break;
    all.push(...Messages);
  }
  return all;
}

interface At {
  readonly client: S3Client;
  readonly bucket: string;
}

/** A new bucket with the objects of another, be it of another account. */
export async function copyBucket(from: At, { client, bucket: Bucket }: At): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: region } as const;
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  for await (const { Contents = [] } of paginateListObjectsV2({ client: from.client }, { Bucket: from.bucket })) {
    for (const { Key } of Contents) {
      const { Body } = await from.client.send(new GetObjectCommand({ Bucket: from.bucket, Key }));
      await client.send(new PutObjectCommand({ Bucket, Key, Body: (await Body?.transformToByteArray()) ?? '' }));
    }
  }
}

/**
 * Sends each function's calls of moto's services there, by the SDK's own variables. Whoever tells keeps the queue to Slack, which the local
 * account polls; rules keep the account's STS, whose sessions AWS Config knows. Who mends and who sweeps is let into moto's accounts by
 * moto's. Answers the functions as they were.
 */
export async function redirect(
  { services: { lambda }, clientConfig }: LocalAccount,
  accountIds: readonly string[],
  { all, s3Control }: Endpoints,
  queues: ReadonlyMap<string, string>,
): Promise<FunctionSpec[]> {
  const before: FunctionSpec[] = [];
  for (const accountId of accountIds) {
    const client = new LambdaClient(clientConfig(region, accountId));
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionArn = '', FunctionName = '' } of Functions) {
        await lambda.updateFunction(FunctionArn, (spec) => {
          before.push(spec);
          return {
            ...spec,
            environment: {
              ...Object.fromEntries(
                Object.entries(spec.environment).map(([name, value]) => [name, queues.get(value) ?? value]),
              ),
              AWS_ENDPOINT_URL_EC2: all,
              AWS_ENDPOINT_URL_S3: all,
              AWS_ENDPOINT_URL_S3_CONTROL: s3Control,
              ...(/-(notifier|digest)$/.test(FunctionName) ? {} : { AWS_ENDPOINT_URL_SQS: all }),
              ...(/-(remediator-.*|sweep)$/.test(FunctionName) ? { AWS_ENDPOINT_URL_STS: all } : {}),
            },
          };
        });
      }
    }
  }
  return before;
}

/** As an apply leaves the gate's parameter, or as whoever may write it does; undefined: it is gone. */
export async function setGate(
  account: LocalAccount,
  { gateParameter: Name }: Deployment,
  Value: string | undefined,
): Promise<void> {
  const ssm = new SSMClient(account.clientConfig());
  if (Value === undefined) await ssm.send(new DeleteParameterCommand({ Name }));
  else await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
}

/** As an apply with other `breaker_limits` leaves the remediators. */
export async function setLimits(account: LocalAccount, limits: SafetyLimits): Promise<void> {
  const client = new LambdaClient(account.clientConfig());
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionArn = '', FunctionName = '' } of Functions) {
      if (!FunctionName.includes('-remediator-')) continue;
      await account.services.lambda.updateFunction(FunctionArn, (spec) => ({
        ...spec,
        environment: { ...spec.environment, BREAKER_LIMITS: JSON.stringify(limits) },
      }));
    }
  }
}

/** From now on the clock starts no function: at a moment of its own one would find again what other scenarios have left. */
export async function stopSchedules(account: LocalAccount): Promise<void> {
  const events = new EventBridgeClient(account.clientConfig());
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name, ScheduleExpression } of Rules) {
    if (ScheduleExpression !== undefined) await events.send(new DisableRuleCommand({ Name }));
  }
}
