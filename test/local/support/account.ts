import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAccount } from '../../../local/local-account.ts';
import type { bundles } from './lambda.ts';

/** Judges any security group by whether its item mentions 0.0.0.0/0, over a bare HTTP call that is not retried. */
const ruleSource = `
export const handler = async (event) => {
  const { configurationItem: item } = JSON.parse(event.invokingEvent);
  const open = JSON.stringify(item.configuration?.ipPermissions ?? []).includes('0.0.0.0/0');
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': 'StarlingDoveService.PutEvaluations',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION + '/config/aws4_request',
    },
    body: JSON.stringify({
      ResultToken: event.resultToken,
      Evaluations: [{
        ComplianceResourceType: item.resourceType,
        ComplianceResourceId: item.resourceId,
        ComplianceType: open ? 'NON_COMPLIANT' : 'COMPLIANT',
        OrderingTimestamp: Date.parse(item.configurationItemCaptureTime) / 1000,
      }],
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};`;

/** Puts the function in place; its permissions are those to invoke it. */
export async function createFunction(
  { services, accountId, region }: LocalAccount,
  folder: Awaited<ReturnType<typeof bundles>>,
  name: string,
  source: string,
  permissions: readonly { principal: string; sourceArn?: string }[] = [],
): Promise<string> {
  return services.lambda.createFunction({
    accountId,
    region,
    name,
    bundlePath: await folder.write(source),
    environment: {},
    timeoutMs: 10_000,
    roleArn: `arn:aws:iam::${accountId}:role/${name}`,
    permissions,
  });
}

/** A rule `open`, its recorder, and a queue that hears the topic and the bus; answers the queue's URL. */
export async function deployRule(
  account: LocalAccount,
  folder: Awaited<ReturnType<typeof bundles>>,
  permissions = [{ principal: 'config.amazonaws.com' }],
): Promise<string> {
  const { accountId, region } = account;
  const functionArn = await createFunction(account, folder, 'rule', ruleSource, permissions);
  const sqs = new SQSClient(account.clientConfig());
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const queueArn = `arn:aws:sqs:${region}:${accountId}:inbox`;
  const sns = new SNSClient(account.clientConfig());
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'config' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
  const events = new EventBridgeClient(account.clientConfig());
  await events.send(new PutRuleCommand({ Name: 'bus', EventPattern: '{"source":["aws.config"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'bus', Targets: [{ Id: 'queue', Arn: queueArn }] }));
  const config = new ConfigServiceClient(account.clientConfig());
  const recorder = { name: 'default', roleARN: `arn:aws:iam::${accountId}:role/config` };
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: recorder }));
  const channel = { name: 'default', s3BucketName: 'bucket', snsTopicARN: TopicArn };
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: channel }));
  const Source = {
    Owner: 'CUSTOM_LAMBDA' as const,
    SourceIdentifier: functionArn,
    SourceDetails: [
      { EventSource: 'aws.config' as const, MessageType: 'ConfigurationItemChangeNotification' as const },
    ],
  };
  const Scope = { ComplianceResourceTypes: ['AWS::EC2::SecurityGroup'] };
  await config.send(new PutConfigRuleCommand({ ConfigRule: { ConfigRuleName: 'open', Source, Scope } }));
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
  await account.settled();
  return QueueUrl;
}

export async function createOpenGroup(account: LocalAccount): Promise<string> {
  const ec2 = new EC2Client(account.clientConfig());
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }));
  const permission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
  return GroupId;
}

/** What the rule `open` found, by resource. */
export async function verdicts(account: LocalAccount) {
  const { EvaluationResults = [] } = await new ConfigServiceClient(account.clientConfig()).send(
    new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'open', Limit: 100 }),
  );
  return new Map(
    EvaluationResults.map((result) => [
      result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId,
      result.ComplianceType,
    ]),
  );
}
