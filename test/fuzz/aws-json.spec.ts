import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { readMessage } from '../../coordinator/read-message.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { createWebhookUrlSource } from '../../notifier/webhook-url.ts';
import { createQueue } from '../../queue/queue.ts';
import { isJudgeable } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { fetchItem, reportedBefore, violatedBefore } from '../../rules/config-history.ts';
import { parameterGate } from '../../safety/gate.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { instruction } from '../support/instructions.ts';
import { bent, bentText } from './support/bent.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { apiItems } from './support/items.ts';
import { assertJudged } from './support/judged.ts';
import { assertNoSecret, loggedAs, secrets, withSecrets } from './support/secrets.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}
let answer: Answer = { status: 500, body: '' };
/** After so many that are the same comes the last page: whoever is told of more asks for more. */
let leftOfPages = Infinity;
/** Real clients without a socket: ten thousand answers take seconds. */
const config = (bodyOf: (text: string) => unknown) => ({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIAPLANTED', secretAccessKey: secrets.secretAccessKey },
  maxAttempts: 1,
  requestHandler: {
    async handle() {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' };
      const { status, body } = leftOfPages-- > 0 ? answer : { status: 200, body: '{}' };
      return { response: { statusCode: status, headers, body: bodyOf(body) } };
    },
  } as never,
});
const whole = config((text) => Buffer.from(text));
const aws = new ConfigServiceClient(whole);
const sqs = new SQSClient(whole);
const ssm = new SSMClient(whole);
/** An object's content is a stream. */
const s3 = new S3Client(config((text) => Readable.from([Buffer.from(text)])));

/** A Failure, or what AWS refused as the SDK throws it: its name is AWS's code. What the SDK trips over itself has neither. */
async function codedOr<T>(call: () => Promise<T>): Promise<{ readonly answer: T } | 'refused'> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (error instanceof Failure) assertNoSecret(loggedAs(error));
    else if (!(error instanceof Error && '$metadata' in error)) throw error;
    return 'refused';
  }
}

const verdicts = {
  NextToken: 'more',
  EvaluationResults: [
    {
      ComplianceType: 'NON_COMPLIANT',
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: { ConfigRuleName: 'configmend-x', ResourceType: 'AWS::S3::Bucket', ResourceId: 'b' },
        OrderingTimestamp: 1_795_168_800,
      },
      ResultRecordedTime: 1_795_168_800.5,
    },
  ],
};
const histories = apiItems.map((item) => {
  const {
    configurationItemCaptureTime: _,
    resourceCreationTime: __,
    ...rest
  } = Object(item) as Record<string, unknown>;
  return { configurationItems: [{ ...rest, configurationItemCaptureTime: 1_795_168_800.123 }] };
});
const received = {
  Messages: [0, 1].map((at) => ({
    MessageId: `m-${at}`,
    ReceiptHandle: `r-${at}`,
    Body: JSON.stringify(instruction()),
    Attributes: { ApproximateReceiveCount: '1' },
  })),
};
/** Two messages, of which the second is as it was. */
const neighbourId = 'the-neighbour';
const besideBent = withSecrets(bent(received.Messages)).map((message): Answer => {
  const Messages = [message, { ...received.Messages[1], MessageId: neighbourId }];
  return { status: 200, body: JSON.stringify({ Messages }) };
});
const Received = v.looseObject({ Messages: v.array(v.unknown()) });
const WithBody = v.looseObject({ Body: v.string() });

/** As SQS says of each body, by which the SDK refuses what came otherwise than it was sent. */
function withDigests(text: string): string {
  const given = v.safeParse(v.pipe(v.string(), v.parseJson(), Received), text);
  if (!given.success) return text;
  const Messages = given.output.Messages.map((message) => {
    const { success, output } = v.safeParse(WithBody, message);
    return success ? { ...output, MD5OfBody: createHash('md5').update(output.Body).digest('hex') } : message;
  });
  return JSON.stringify({ ...given.output, Messages });
}

const parameter = (Value: string) => ({ Parameter: { Name: '/x', Type: 'String', Value, Version: 1 } });
const refusal = { __type: 'ThrottlingException', message: 'Rate exceeded' };

const statuses = fc.constantFrom(200, 200, 200, 200, 200, 200, 400, 403, 500, 503);
const answers = (samples: readonly unknown[]): fc.Arbitrary<Answer> =>
  fc.record({ status: statuses, body: withSecrets(bentText([...samples, ...samples, refusal])).map(String) });

const host = 'https://sqs.eu-west-1.amazonaws.com/123456789012';
const summary = {
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-1',
  accountId: '123456789012',
  captureTime: '2026-11-20T10:00:00.000Z',
  status: 'OK',
};

describe('fuzz: JSON answers of AWS', function () {
  beforeEach(() => {
    leftOfPages = Infinity;
  });

  it('of AWS Config are judged, or refused with a code', () =>
    fuzz({
      name: 'JSON from AWS',
      share: 0.4,
      inputs: fc.oneof(
        fc.record({ of: fc.constant('history'), given: answers(histories) }),
        fc.record({ of: fc.constantFrom('reported', 'violated'), given: answers([verdicts]) }),
      ),
      async try({ of, given }): Promise<Ended> {
        answer = given;
        leftOfPages = of === 'history' ? Infinity : 3;
        if (of === 'history') {
          const item = await codedOr(() => fetchItem(aws, summary));
          if (item === 'refused') return 'refused';
          const resource = await codedOr(async () => (isJudgeable(item.answer) ? fromItem(item.answer) : undefined));
          if (resource === 'refused' || resource.answer === undefined) return 'refused';
          await assertJudged(resource.answer);
          return 'good';
        }
        const call: Promise<unknown> =
          of === 'reported' ? reportedBefore(aws, 'x') : violatedBefore(aws, 'configmend-x', resourceOfRule);
        return (await codedOr(() => call)) === 'refused' ? 'refused' : 'good';
      },
    }));

  it('of SQS are messages, of which each can be settled, or are refused with a code', () =>
    fuzz({
      name: 'JSON from AWS',
      share: 0.2,
      inputs: fc.tuple(fc.oneof(answers([received]), besideBent), fc.nat(7)),
      async try([{ status, body }, chance]): Promise<Ended> {
        answer = { status, body: chance === 0 ? body : withDigests(body) };
        const queue = createQueue(sqs, { queueUrl: `${host}/q`, deadLetterQueueUrl: `${host}/d`, holdSeconds: 900 });
        const messages = await codedOr(() => queue.receive(0));
        if (messages === 'refused') return 'refused';
        // What is no message whole is buried by name, and none stands in the way of another.
        for (const message of messages.answer) assertNoSecret(reasonOf(readMessage(message)));
        if (body.includes(neighbourId)) {
          const kinds = messages.answer.map((message) => [message.MessageId, readMessage(message).kind]);
          assert.deepInclude(kinds, [neighbourId, 'instruction'], 'the neighbour is lost');
        }
        return messages.answer.length === 0 ? 'refused' : 'good';
      },
    }));

  it('of SSM open the gate by one word alone, and give no webhook away', () =>
    fuzz({
      name: 'JSON from AWS',
      share: 0.2,
      inputs: answers([parameter('true'), parameter('false'), parameter(secrets.webhookUrl)]),
      async try(given): Promise<Ended> {
        answer = given;

        const gate = await codedOr(parameterGate(ssm, '/gate'));
        const url = await codedOr(createWebhookUrlSource({ parameter: '/x', client: ssm }).read);

        if (gate !== 'refused' && gate.answer) {
          const { Parameter } = JSON.parse(given.body) as { Parameter?: { Value?: unknown } };
          assert.equal(Parameter?.Value, 'true', 'the gate opened by another word');
        }
        if (url !== 'refused') assert.match(new URL(url.answer).protocol, /^https?:$/);
        return gate === 'refused' ? 'refused' : 'good';
      },
    }));

  it('of S3 are a state or a list whole, or known to be unreadable', () =>
    fuzz({
      name: 'JSON from AWS',
      share: 0.2,
      inputs: answers([
        { version: 1, tripped: null, runs: [], inFlight: [], mends: [], tugsOfWar: [] },
        { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
      ]),
      async try(given): Promise<Ended> {
        answer = given;

        const state = await codedOr(() => createSafetyStore(s3, 'ledger').read());
        const list = await exemptionReader(s3, 'ledger')();

        if (list.kind === 'unreadable') assertNoSecret(loggedAs(list.failure));
        return state === 'refused' && list.kind === 'unreadable' ? 'refused' : 'good';
      },
    }));
});

const resourceOfRule = { type: 'AWS::S3::Bucket', id: 'b' } as const;

function reasonOf(read: ReturnType<typeof readMessage>): string {
  return read.kind === 'unreadable' ? loggedAs(read.unreadable.failure) : '';
}
