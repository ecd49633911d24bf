import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { functionArn, type ServedSns, startSns } from '../support/sns.ts';

const queueArn = `arn:aws:sqs:${region}:${accountId}:work`;

describe('subscriptions of the local SNS', () => {
  let served: ServedSns;
  let topicArn: string;
  beforeEach(async () => {
    served = await startSns();
    topicArn = await served.topic('notices');
  });
  afterEach(() => served.stop());

  const attributesOf = async (SubscriptionArn: string): Promise<Record<string, string>> => {
    const { Attributes } = await served.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return Attributes ?? {};
  };
  const listed = async (): Promise<(string | undefined)[][]> => {
    const { Subscriptions = [] } = await served.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    return Subscriptions.map(({ SubscriptionArn, Protocol, Endpoint }) => [SubscriptionArn, Protocol, Endpoint]);
  };

  it('confirms a queue of the own account at once', async () => {
    const arn = await served.subscribe(topicArn, 'sqs', queueArn, {
      RawMessageDelivery: 'true',
      FilterPolicy: '{"kind":["a"]}',
    });

    assert.match(arn, new RegExp(`^${topicArn}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`));
    assert.deepEqual(await attributesOf(arn), {
      SubscriptionArn: arn,
      TopicArn: topicArn,
      Owner: accountId,
      Protocol: 'sqs',
      Endpoint: queueArn,
      SubscriptionPrincipal: `arn:aws:iam::${accountId}:user/local-administrator`,
      ConfirmationWasAuthenticated: 'true',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'true',
      FilterPolicy: '{"kind":["a"]}',
      FilterPolicyScope: 'MessageAttributes',
    });
  });

  it('gives the same subscription for the same endpoint, and refuses it with other attributes', async () => {
    const first = await served.subscribe(topicArn, 'lambda', functionArn);

    const again = await served.subscribe(topicArn, 'lambda', functionArn);

    assert.equal(again, first);
    await assertRefused(
      served.subscribe(topicArn, 'lambda', functionArn, { FilterPolicy: '{"kind":["a"]}' }),
      'InvalidParameterException',
      /already exists with different attributes/,
    );
  });

  it('lists those of a topic, pending ones without their ARN', async () => {
    const lambda = await served.subscribe(topicArn, 'lambda', functionArn);
    await served.subscribe(topicArn, 'email', 'ops@example.com');

    assert.deepEqual(await listed(), [
      [lambda, 'lambda', functionArn],
      ['PendingConfirmation', 'email', 'ops@example.com'],
    ]);
  });

  it('lists a hundred at a time', async () => {
    for (let index = 0; index < 101; index++) await served.subscribe(topicArn, 'email', `ops-${index}@example.com`);

    const first = await served.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    const second = await served.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken: first.NextToken }),
    );

    assert.lengthOf(first.Subscriptions ?? [], 100);
    assert.deepEqual(
      second.Subscriptions?.map(({ Endpoint }) => Endpoint),
      ['ops-100@example.com'],
    );
    assert.isUndefined(second.NextToken);
  });

  it('unsubscribes, also from what does not exist', async () => {
    const SubscriptionArn = await served.subscribe(topicArn, 'lambda', functionArn);

    await served.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await served.sns.send(new UnsubscribeCommand({ SubscriptionArn }));

    assert.deepEqual(await listed(), []);
    const gone = await refusalOf(served.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })));
    assert.instanceOf(gone, NotFoundException);
    assert.equal(gone.message, 'Subscription does not exist');
  });

  it('changes attributes, and takes a filter away by an empty policy', async () => {
    const SubscriptionArn = await served.subscribe(topicArn, 'sqs', queueArn, { FilterPolicy: '{"kind":["a"]}' });
    const set = (AttributeName: string, AttributeValue: string): Promise<unknown> =>
      served.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));

    await set('RawMessageDelivery', 'true');
    await set('FilterPolicyScope', 'MessageBody');
    assert.include(await attributesOf(SubscriptionArn), {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
    });
    await set('FilterPolicy', '{}');

    assert.notProperty(await attributesOf(SubscriptionArn), 'FilterPolicy');
  });

  describe('by e-mail', () => {
    it('stay pending: the address gets the confirmation, the rest is kept and marked as withheld', async () => {
      const answer = await served.sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
      );
      await served.sns.send(new PublishCommand({ TopicArn: topicArn, Subject: 'Careful', Message: 'a port is open' }));

      assert.equal(answer.SubscriptionArn, 'pending confirmation');
      const shown = served.topics.mailbox.map(({ to, kind, subject, sent }) => [to, kind, subject, sent]);
      assert.deepEqual(shown, [
        ['ops@example.com', 'confirmation', 'AWS Notification - Subscription Confirmation', true],
        ['ops@example.com', 'notification', 'Careful', false],
      ]);
      assert.equal(served.topics.mailbox[1]?.body, 'a port is open');
    });

    it('are sent once the token of the mail has confirmed them', async () => {
      const arn = await served.subscribe(topicArn, 'email', 'ops@example.com');
      const Token = served.topics.mailbox[0]?.token;

      const confirmed = await served.sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token }));
      await served.sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'a port is open' }));

      assert.equal(confirmed.SubscriptionArn, arn);
      const { to, subject, sent } = served.topics.mailbox[1] ?? {};
      assert.deepEqual([to, subject, sent], ['ops@example.com', 'AWS Notification Message', true]);
      await assertRefused(
        served.sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token })),
        'InvalidParameterException',
        /Token/,
      );
    });
  });

  const invalid = 'InvalidParameterException';
  const refused: [string, [string, string, Record<string, string>?], string, RegExp][] = [
    ['an unknown protocol', ['pigeon', 'coop'], invalid, /does not support this protocol string: pigeon/],
    ['a protocol it lacks', ['https', 'https://example.com'], 'NotImplemented', /https/],
    ['a queue that is no ARN', ['sqs', 'work'], invalid, /SQS endpoint ARN/],
    ['a function that is no ARN', ['lambda', queueArn], invalid, /Lambda endpoint ARN/],
    ['an address without @', ['email', 'ops'], invalid, /Email address/],
    [
      'another account’s queue',
      ['sqs', queueArn.replace(accountId, '999988887777')],
      'NotImplemented',
      /another account/,
    ],
    [
      'raw delivery to a function',
      ['lambda', functionArn, { RawMessageDelivery: 'true' }],
      invalid,
      /\[lambda\] does not support raw/,
    ],
    ['half a boolean', ['sqs', queueArn, { RawMessageDelivery: 'yes' }], invalid, /Invalid value \[yes\]/],
    ['an unknown scope', ['sqs', queueArn, { FilterPolicyScope: 'Subject' }], invalid, /FilterPolicyScope/],
    ['an unknown attribute', ['sqs', queueArn, { Color: 'red' }], invalid, /AttributeName/],
    ['an attribute it lacks', ['sqs', queueArn, { RedrivePolicy: '{}' }], 'NotImplemented', /RedrivePolicy/],
  ];
  for (const [what, [protocol, endpoint, attributes], name, message] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      await assertRefused(served.subscribe(topicArn, protocol, endpoint, attributes), name, message);
      assert.deepEqual(await listed(), []);
    });
  }

  it('refuses a topic that does not exist, and an ARN that is no subscription’s', async () => {
    await assertRefused(
      served.subscribe(`${topicArn}-absent`, 'lambda', functionArn),
      'NotFoundException',
      /Topic does not exist/,
    );
    await assertRefused(served.sns.send(new UnsubscribeCommand({ SubscriptionArn: topicArn })), invalid);
    await assertRefused(
      served.sns.send(new UnsubscribeCommand({ SubscriptionArn: 'x' })),
      invalid,
      /at least 6 elements/,
    );
  });
});
