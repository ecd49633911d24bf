import {
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused } from '../support/refusal.ts';
import { accountId } from '../support/served.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

const member = '999988887777';
const hub = `arn:aws:sqs:eu-west-1:${accountId}:hub`;
const everything = { Effect: 'Allow', Principal: { AWS: member }, Action: 'sqs:*' };

describe('a queue of the local SQS and other accounts', () => {
  let served: ServedSqs;
  let other: SQSClient;
  beforeEach(async () => {
    served = await startSqs();
    other = served.client({ accountId: member });
  });
  afterEach(() => served.stop());

  const withPolicy = (statement: object): Promise<TestQueue> =>
    createTestQueue(served.sqs, 'hub', {
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Resource: '*', ...statement }] }),
    });
  const send = (QueueUrl: string): Promise<unknown> =>
    other.send(new SendMessageCommand({ QueueUrl, MessageBody: 'from a member' }));

  it('is closed to them without a policy', async () => {
    const { url } = await createTestQueue(served.sqs, 'hub');

    await assertRefused(send(url), 'AccessDenied');
    await assertRefused(
      other.send(new GetQueueUrlCommand({ QueueName: 'hub', QueueOwnerAWSAccountId: accountId })),
      'AccessDenied',
    );
  });

  const admitting: [string, object][] = [
    ['the account’s root', { Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: 'sqs:SendMessage' }],
    ['the account’s number', { Principal: { AWS: [member] }, Action: ['sqs:SendMessage'] }],
    ['everybody', { Principal: '*', Action: 'SQS:Send*' }],
    ['everybody as AWS', { Principal: { AWS: '*' }, Action: '*' }],
  ];
  for (const [whom, statement] of admitting) {
    it(`lets them send, singly and in batches, where the policy names ${whom}`, async () => {
      const queue = await withPolicy({ Effect: 'Allow', ...statement });

      await send(queue.url);
      await other.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: [{ Id: 'a', MessageBody: 'b' }] }));

      assert.deepEqual(await queue.counts(), [2, 0, 0]);
    });
  }

  it('lets a role send whose session calls', async () => {
    served.credentials.issue('ASIASESSION', {
      accountId: member,
      principalArn: `arn:aws:sts::${member}:assumed-role/rules/session`,
    });
    const role = `arn:aws:iam::${member}:role/rules`;
    const queue = await withPolicy({ Effect: 'Allow', Principal: { AWS: role }, Action: 'sqs:SendMessage' });
    other = served.client({ accessKeyId: 'ASIASESSION' });

    await send(queue.url);

    assert.deepEqual(await queue.counts(), [1, 0, 0]);
    await assertRefused(
      served.client({ accountId: member }).send(new ReceiveMessageCommand({ QueueUrl: queue.url })),
      'AccessDenied',
    );
  });

  const refusing: [string, object][] = [
    ['another action', { Effect: 'Allow', Principal: '*', Action: 'sqs:ReceiveMessage' }],
    ['another account', { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sqs:*' }],
    ['a service', { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:*' }],
    ['another queue', { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: `${hub}-other` }],
    ['an organization', { ...everything, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    [
      'a role',
      { ...everything, Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${member}:role/rules-*` } } },
    ],
  ];
  for (const [what, statement] of refusing) {
    it(`does not let them send where the policy allows only ${what}`, async () => {
      const { url } = await withPolicy(statement);

      await assertRefused(send(url), 'AccessDenied');
    });
  }

  it('lets those roles send that a condition on their ARN names', async () => {
    const names = { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${member}:role/rules-*` } };
    const queue = await withPolicy({ ...everything, Condition: names });
    const sessionOf = (role: string): SQSClient => {
      const { accessKeyId } = served.credentials.issueSession(`arn:aws:iam::${member}:role/${role}`, 'run', (length) =>
        role.padEnd(length, '0'),
      );
      return served.client({ accessKeyId });
    };

    other = sessionOf('rules-open-ports');
    await send(queue.url);
    other = sessionOf('coordinator');
    await assertRefused(send(queue.url), 'AccessDenied');

    assert.deepEqual(await queue.counts(), [1, 0, 0]);
  });

  it('names a condition that it cannot judge, rather than guess', async () => {
    const { url } = await withPolicy({ ...everything, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } });

    await assertRefused(send(url), 'NotImplemented', /aws:SourceVpce/);
  });

  it('is called in its own region, wherever the caller runs', async () => {
    const { url } = await withPolicy(everything);

    await send(url);
    other = served.client({ accountId: member, region: 'us-east-1' });
    await assertRefused(send(url), 'QueueDoesNotExist');
  });

  it('lets a Deny win', async () => {
    const { url } = await createTestQueue(served.sqs, 'hub', {
      Policy: JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' },
          { Effect: 'Deny', Principal: { AWS: member }, Action: 'sqs:SendMessage', Resource: '*' },
        ],
      }),
    });

    await assertRefused(send(url), 'AccessDenied');
  });

  it('keeps its administration to its own account whatever the policy', async () => {
    const { url } = await withPolicy({ Effect: 'Allow', Principal: '*', Action: 'sqs:*' });

    await assertRefused(other.send(new ListQueueTagsCommand({ QueueUrl: url })), 'AccessDenied');
  });
});
