import { CreateTopicCommand, type CreateTopicCommandInput, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as sinon from 'sinon';
import { createSns, type SnsTargets, type SnsTopics } from '../../../local/sns/sns.ts';
import { createSqs, type SqsQueues } from '../../../local/sqs/sqs.ts';
import { accountId, region, type Served, serve } from './served.ts';

export interface ServedSns extends Served {
  readonly topics: SnsTopics;
  readonly queues: SqsQueues;
  readonly invokeAsync: sinon.SinonStub<Parameters<SnsTargets['invokeAsync']>, void>;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  client(who?: Parameters<Served['settings']>[0]): SNSClient;
  topic(name: string, more?: Partial<CreateTopicCommandInput>): Promise<string>;
  /** The ARN of the subscription. */
  subscribe(topicArn: string, protocol: string, endpoint: string, attributes?: Record<string, string>): Promise<string>;
}

export const functionArn = `arn:aws:lambda:${region}:${accountId}:function:notifier`;

/** SNS with SQS beside it and functions that only note what they are invoked with, on a clock that stands still. */
export async function startSns(): Promise<ServedSns> {
  const served = await serve(
    (deps) => {
      const queues = createSqs(deps);
      const invokeAsync: ServedSns['invokeAsync'] = sinon.stub();
      const topics = createSns(deps, { sqs: queues, invokeAsync });
      return { services: [queues, topics], handles: { queues, topics, invokeAsync } };
    },
    { frozen: true },
  );
  const client: ServedSns['client'] = (who = {}) => new SNSClient(served.settings(who));
  const sns = client();
  return {
    ...served,
    client,
    sns,
    sqs: new SQSClient(served.settings()),
    async topic(name, more = {}) {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, ...more }));
      return TopicArn ?? '';
    },
    async subscribe(TopicArn, Protocol, Endpoint, Attributes = {}) {
      const { SubscriptionArn } = await sns.send(
        new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
      );
      return SubscriptionArn ?? '';
    },
  };
}
