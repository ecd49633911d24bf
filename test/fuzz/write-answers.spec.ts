import { createHash } from 'node:crypto';
import { ConfigServiceClient, type Evaluation } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { publishNotices } from '../../notifier/publish-notices.ts';
import { createQueue } from '../../queue/queue.ts';
import { putEvaluations } from '../../rules/put-evaluations.ts';
import { createLedger } from '../../safety/ledger.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { groupIdentity, held } from '../support/instructions.ts';
import { outcomeNotice } from '../support/notices.ts';
import { answering, type Asked } from './support/answering.ts';
import { bentText, treacherousTexts } from './support/bent.ts';
import { bentXml } from './support/bent-xml.ts';
import { endOf } from './support/end-of.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { withSecrets } from './support/secrets.ts';

const name = 'answers to writes';
const json = answering('application/x-amz-json-1.1');
const xml = answering();
const sqs = new SQSClient(json.config);
const config = new ConfigServiceClient(json.config);
const sns = new SNSClient(xml.config);
const s3 = new S3Client(xml.config);

const statuses = fc.constantFrom(200, 200, 200, 200, 200, 200, 200, 202, 400, 403, 500, 503);
const jsonOf = (samples: readonly unknown[]) =>
  fc.record({ status: statuses, body: withSecrets(bentText(samples)).map(String) });

const Json = v.pipe(v.string(), v.parseJson());
const Entry = v.looseObject({
  Id: v.string(),
  MessageBody: v.optional(v.string()),
  ReceiptHandle: v.optional(v.string()),
});
const Sent = v.pipe(Json, v.object({ Entries: v.array(Entry) }));
const Confirming = v.pipe(Json, v.looseObject({ Successful: v.array(v.unknown()) }));
const hasId = (one: unknown, id: string): boolean => v.is(v.looseObject({ Id: v.literal(id) }), one);

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/q';
const queue = createQueue(sqs, { queueUrl, deadLetterQueueUrl: `${queueUrl}-dead`, holdSeconds: 900 });
const messages = ['sg-1', 'sg-2'].map((id) => ({
  ...held({ resource: groupIdentity(id) }),
  receiptHandle: `r of ${id}`,
}));
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
/** In the place of the digest of what was sent, by which the SDK refuses what SQS took otherwise. */
const digests = ['@md5-0', '@md5-1'];
const refusal = { Id: '0', Code: 'InternalError', Message: 'later', SenderFault: false };
const successes = digests.map((digest, id) => ({ Id: String(id), MessageId: `m-${id}`, MD5OfMessageBody: digest }));
const batchAnswers = [
  { Successful: successes },
  { Successful: successes, Failed: [] },
  { Successful: successes.slice(1), Failed: [refusal] },
];

/** What SQS was asked to do with each message, and which of it it confirmed: by its own reading of what went to and fro. */
function answeredByQueue(given: { readonly status: number; readonly body: string }) {
  const asked: string[] = [];
  const confirmed = new Set<string>();
  json.answer(({ body: request, headers }: Asked) => {
    const { Entries } = v.parse(Sent, request);
    const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
    asked.push(operation);
    const body = Entries.reduce(
      (text, { MessageBody = '' }, at) => text.replaceAll(digests[at] ?? '', md5(MessageBody)),
      given.body,
    );
    const listed = v.safeParse(Confirming, body);
    for (const { Id, MessageBody, ReceiptHandle } of Entries) {
      if (given.status < 300 && listed.success && listed.output.Successful.some((one) => hasId(one, Id)))
        confirmed.add(`${operation} ${MessageBody ?? ReceiptHandle}`);
    }
    return { status: given.status, body };
  });
  return {
    asked,
    confirmedOf: (operation: string) => [...confirmed].filter((one) => one.startsWith(`${operation} `)).length,
  };
}

const confirmation = (id: number) => `<member><Id>${id}</Id><MessageId>m-${id}</MessageId></member>`;
const published = (successful: string, failed: string) =>
  `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed>${failed}</Failed><Successful>${successful}</Successful></PublishBatchResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishBatchResponse>`;
const publishAnswers = [
  published(`${confirmation(0)}${confirmation(1)}`, ''),
  published(`${confirmation(0)}${confirmation(1)}`, ''),
  published(confirmation(1), '<member><Id>0</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member>'),
];
const notices = [0, 1].map((at) => outcomeNotice({ actionId: `action-${at}` }));

const evaluations: Evaluation[] = ['sg-1', 'sg-2'].map((id) => ({
  ComplianceResourceType: 'AWS::EC2::SecurityGroup',
  ComplianceResourceId: id,
  ComplianceType: 'NON_COMPLIANT',
  OrderingTimestamp: new Date('2026-11-20T10:00:00.000Z'),
}));
const refusedEvaluations = evaluations.slice(1).map((one) => ({ ...one, OrderingTimestamp: 1_795_168_800 }));
const evaluationAnswers = [{}, { FailedEvaluations: [] }, { FailedEvaluations: refusedEvaluations }];
const Put = v.pipe(
  Json,
  v.object({ Evaluations: v.array(v.looseObject({ ComplianceResourceId: v.string(), ComplianceType: v.string() })) }),
);

const entry: LedgerEntry = {
  version: 1,
  id: '20261120T233800Z-0a1b2c3d',
  runId: 'run-1',
  remediator: 'security-group',
  accountId: '123456789012',
  region: 'eu-west-1',
  startedAt: '2026-11-20T23:38:00.000Z',
  actions: [],
};
const etags = fc.constantFrom('"1"', '"1"', '"1"', '', 'W/"1"', '*', '"', ...treacherousTexts);
const s3Error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>none</Message></Error>`;
const s3Answers = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 403, 404, 409, 412, 500),
  etag: etags,
  body: fc.oneof(
    fc.constant(''),
    bentXml([s3Error('PreconditionFailed'), s3Error('ConditionalRequestConflict'), s3Error('AccessDenied')]),
  ),
});

describe('fuzz: answers of AWS to what was written', () => {
  it('of SQS let nothing be deleted that was not queued again, and say of nothing that it was done that is not confirmed', () =>
    fuzz({
      name,
      share: 0.3,
      inputs: fc.tuple(jsonOf(batchAnswers), fc.constantFrom('retry', 'putOff', 'delete', 'giveBack')),
      async try([given, what]): Promise<Ended> {
        const { asked, confirmedOf } = answeredByQueue(given);
        const [first] = messages;
        if (first === undefined) assert.fail('there is a message');

        const ended = await endOf(() => {
          if (what === 'retry') return queue.retry(first, 30);
          return what === 'giveBack' ? queue.giveBack(messages, 0) : queue[what](messages, 30);
        });

        const last = what === 'giveBack' ? 'ChangeMessageVisibilityBatch' : 'DeleteMessageBatch';
        const count = what === 'retry' ? 1 : messages.length;
        const isQueuedFirst = what === 'retry' || what === 'putOff';
        if (isQueuedFirst && confirmedOf('SendMessageBatch') < count)
          assert.notInclude(asked, last, 'an instruction is lost');
        if (ended === 'good') assert.equal(confirmedOf(last), count, 'not all of it is confirmed');
        return ended;
      },
    }));

  it('of SNS are no notice that is out unless they name it', () =>
    fuzz({
      name,
      share: 0.15,
      inputs: fc.record({ status: statuses, body: bentXml(publishAnswers) }),
      async try(given): Promise<Ended> {
        let last: readonly string[] = [];
        const named = new Set<string>();
        xml.answer(({ body }) => {
          const asked = new URLSearchParams(String(body));
          last = [...asked].flatMap(([key, value]) => (key.endsWith('.Message') ? value : []));
          for (const [at, message] of last.entries()) {
            if (given.body.includes('<Successful>') && given.body.includes(`<Id>${at}</Id>`)) named.add(message);
          }
          return given;
        });

        const ended = await endOf(() => publishNotices(sns, 'arn:aws:sns:eu-west-1:123456789012:t', notices));

        if (ended === 'good')
          assert.lengthOf([...named], notices.length, 'a notice is taken for told that nobody confirmed');
        return ended;
      },
    }));

  it('of AWS Config are verdicts that are stored, or sent again as they were, or refused by name', () =>
    fuzz({
      name,
      share: 0.15,
      inputs: jsonOf([...evaluationAnswers, { FailedEvaluations: refusedEvaluations }]),
      async try(given): Promise<Ended> {
        const sent: string[] = [];
        json.answer(({ body }, count) => {
          for (const one of v.parse(Put, body).Evaluations) {
            assert.deepInclude(one, { ComplianceType: 'NON_COMPLIANT' }, 'a verdict is not what it was');
            sent.push(one.ComplianceResourceId);
          }
          // What is refused may be stored the next time.
          return count === 0 ? given : { status: 200, body: '{}' };
        });

        const ended = await endOf(() => putEvaluations(config, 'token', evaluations));

        assert.includeMembers(['sg-1', 'sg-2'], sent);
        const { FailedEvaluations: failed } = Object(jsonIn(given.body));
        if (ended === 'good' && JSON.stringify(failed) === JSON.stringify(refusedEvaluations))
          assert.deepEqual(sent, ['sg-1', 'sg-2', 'sg-2']);
        return ended;
      },
    }));

  it('of S3 are records that are there, under whose ETag alone they are written again', () =>
    fuzz({
      name,
      share: 0.15,
      inputs: s3Answers,
      async try({ status, etag, body }): Promise<Ended> {
        const conditions: (string | undefined)[] = [];
        xml.answer(({ headers }) => {
          conditions.push(headers['if-match'] ?? headers['if-none-match']);
          return { status, body, headers: { etag } };
        });
        const store = createSafetyStore(s3, 'ledger');

        const written = await endOf(async () => {
          const next = await store.write({ state: initialSafetyState, etag: '"0"' });
          if (next === null) return;
          assert.isBelow(status, 300, 'a state is taken for written that was refused');
          await store.write({ state: initialSafetyState, etag: next });
          assert.equal(conditions.at(-1), etag);
        });
        const opened = await endOf(async () => {
          const open = await createLedger(s3, 'ledger').open(entry);
          assert.isBelow(status, 300, 'a record is taken for written that was refused');
          await open.close(entry);
          assert.equal(conditions.at(-1), etag);
        });

        assert.notInclude(conditions, undefined, 'something is written over whatever is there');
        return written === 'good' && opened === 'good' ? 'good' : 'refused';
      },
    }));
});

function jsonIn(text: string): unknown {
  const parsed = v.safeParse(Json, text);
  return parsed.success ? parsed.output : undefined;
}
