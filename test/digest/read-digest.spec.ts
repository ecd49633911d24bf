import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as v from 'valibot';
import { initialNoOpTally } from '../../contract/no-op-tally.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { nonCompliantByRule } from '../../digest/compliance-by-rule.ts';
import { noOpsKey } from '../../digest/no-op-store.ts';
import { oldestWaiting } from '../../digest/oldest-waiting.ts';
import { readDigest } from '../../digest/read-digest.ts';
import { addedKey, declaredKey } from '../../exemptions/exemption-objects.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../support/aws.ts';

const region = 'eu-west-1';
const urls = {
  waiting: 'https://sqs/remediation',
  deadLetters: 'https://sqs/dead',
  failedInvocations: 'https://sqs/failed',
  untold: 'https://sqs/outbox',
  undeliverable: 'https://sqs/outbox-dead',
};
const places = {
  accountId: '111122223333',
  region,
  ledgerBucket: 'ledger',
  gateParameter: '/gate',
  queues: urls,
  configRules: { 's3-bucket-logging': 'team-s3-bucket-logging' },
};
const span = { since: new Date('2026-11-20T07:00:00Z'), now: new Date('2026-11-21T07:00:00Z') };
const Read = v.object({ Key: v.string() });
const Asked = v.object({ QueueUrl: v.string() });

const objects: Readonly<Record<string, unknown>> = {
  [safetyKey]: initialSafetyState,
  [noOpsKey]: initialNoOpTally,
  [declaredKey]: { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
  [addedKey]: { version: 1, exemptions: [] },
};

function clients(denied: readonly string[] = []) {
  const or = (operation: string, answer: unknown): unknown =>
    denied.includes(operation) ? awsError('AccessDenied', { status: 403 }) : answer;
  const config = answering(new ConfigServiceClient({ region }), {
    DescribeComplianceByConfigRule: or('config', { ComplianceByConfigRules: [] }),
  });
  const s3 = answering(new S3Client({ region }), {
    ListObjectsV2: or('list', { Contents: [] }),
    GetObject: (input: unknown) => {
      const text = JSON.stringify(objects[v.parse(Read, input).Key]);
      return or('s3', { Body: { transformToString: () => Promise.resolve(text) }, ETag: 'e' });
    },
  });
  const sqs = answering(new SQSClient({ region }), {
    GetQueueAttributes: (input: unknown) =>
      or('sqs', {
        Attributes: {
          ApproximateNumberOfMessages: String(v.parse(Asked, input).QueueUrl.length),
          ApproximateNumberOfMessagesNotVisible: '1',
          ApproximateNumberOfMessagesDelayed: '2',
        },
      }),
    ReceiveMessage: or('sqs', {}),
  });
  const ssm = answering(new SSMClient({ region }), { GetParameter: or('ssm', { Parameter: { Value: 'true' } }) });
  return { config: config.client, s3: s3.client, sqs: sqs.client, ssm: ssm.client };
}

describe('readDigest', () => {
  it('reads all that a digest tells', async () => {
    const readings = await readDigest(clients(), places, span);

    const count = (url: string) => url.length + 3;
    assert.deepEqual(readings.unread, []);
    assert.deepEqual(readings.queues, {
      waiting: count(urls.waiting),
      deadLetters: count(urls.deadLetters),
      failedInvocations: count(urls.failedInvocations),
      untold: count(urls.untold),
      undeliverable: count(urls.undeliverable),
    });
    assert.deepInclude(readings, {
      gateOpen: true,
      safety: initialSafetyState,
      noOps: initialNoOpTally,
      history: { entries: [], unreadable: [] },
      nonCompliant: new Map(),
      oldest: undefined,
    });
  });

  it('goes on without what cannot be read, and says each', async () => {
    const readings = await readDigest(clients(['config', 'list', 's3', 'sqs', 'ssm']), places, span);

    assert.lengthOf(readings.unread, 8);
    assert.isTrue(readings.unread.every((line) => line.startsWith('the ') || line.startsWith('what ')));
    for (const name of ['gateOpen', 'safety', 'history', 'noOps', 'nonCompliant', 'queues', 'exemptions'] as const) {
      assert.isUndefined(readings[name], name);
    }
  });

  it('loses nothing else where one thing is denied', async () => {
    const readings = await readDigest(clients(['config']), places, span);

    assert.deepEqual(readings.unread, ['the verdicts of AWS Config: AccessDenied: as AWS words it']);
    assert.isTrue(readings.gateOpen);
  });
});

describe('nonCompliantByRule', () => {
  it('asks for the rules that are deployed, page by page, and answers by their ids', async () => {
    const said = (ConfigRuleName: string, CappedCount: number, CapExceeded: boolean) => ({
      ConfigRuleName,
      Compliance: { ComplianceType: 'NON_COMPLIANT', ComplianceContributorCount: { CappedCount, CapExceeded } },
    });
    const { client, calls } = answering(new ConfigServiceClient({ region }), {
      DescribeComplianceByConfigRule: inTurn(
        { ComplianceByConfigRules: [said('team-a', 3, false)], NextToken: 'more' },
        { ComplianceByConfigRules: [said('team-b', 25, true)] },
      ),
    });

    const found = await nonCompliantByRule(client, { a: 'team-a', b: 'team-b', c: 'team-c' });

    assert.deepEqual(
      [...found],
      [
        ['a', { resources: 3, orMore: false }],
        ['b', { resources: 25, orMore: true }],
      ],
    );
    const asked = { ConfigRuleNames: ['team-a', 'team-b', 'team-c'], ComplianceTypes: ['NON_COMPLIANT'] };
    assert.deepEqual(inputsOf(calls, 'DescribeComplianceByConfigRule'), [asked, { ...asked, NextToken: 'more' }]);
  });

  it('asks for at most 25 rules at once, and for none of none', async () => {
    const { client, calls } = answering(new ConfigServiceClient({ region }), { DescribeComplianceByConfigRule: {} });
    const names = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`r${index}`, `team-r${index}`]));

    await nonCompliantByRule(client, {});
    const none = calls.length;
    await nonCompliantByRule(client, names);

    assert.equal(none, 0);
    assert.lengthOf(calls, 2);
  });
});

describe('oldestWaiting', () => {
  const message = (id: number, at: number) => ({
    MessageId: `m${id}`,
    ReceiptHandle: `r${id}`,
    Attributes: { SentTimestamp: String(at) },
  });
  const setUp = (receive: unknown) =>
    answering(new SQSClient({ region }), { ReceiveMessage: receive, ChangeMessageVisibilityBatch: batchTaken() });
  const GivenBack = v.object({
    Entries: v.array(v.object({ ReceiptHandle: v.string(), VisibilityTimeout: v.literal(0) })),
  });

  it('is the oldest of those that are looked at, and all are given back at once', async () => {
    const { client, calls } = setUp(inTurn({ Messages: [message(1, 3000), message(2, 1000)] }, {}));

    const oldest = await oldestWaiting(client, urls.waiting);

    assert.deepEqual(oldest, new Date(1000));
    const given = inputsOf(calls, 'ChangeMessageVisibilityBatch').flatMap((input) => v.parse(GivenBack, input).Entries);
    assert.deepEqual(
      given.map(({ ReceiptHandle }) => ReceiptHandle),
      ['r1', 'r2'],
    );
  });

  it('is none of an empty queue, and looks at fifty of a long one', async () => {
    const empty = setUp({});
    const long = setUp({ Messages: Array.from({ length: 10 }, (_, index) => message(index, 5000)) });

    assert.isUndefined(await oldestWaiting(empty.client, urls.waiting));
    assert.deepEqual(await oldestWaiting(long.client, urls.waiting), new Date(5000));
    assert.lengthOf(inputsOf(long.calls, 'ReceiveMessage'), 5);
  });

  it('gives back what it has where reading fails', async () => {
    const { client, calls } = setUp(inTurn({ Messages: [message(1, 3000)] }, awsError('Throttled')));

    const failure = await oldestWaiting(client, urls.waiting).catch((error: unknown) => error);

    assert.instanceOf(failure, Error);
    assert.lengthOf(inputsOf(calls, 'ChangeMessageVisibilityBatch'), 1);
  });
});
