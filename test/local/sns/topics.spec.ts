import {
  CreateTopicCommand,
  type CreateTopicCommandInput,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sns';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { functionArn, type ServedSns, startSns } from '../support/sns.ts';

const member = '999988887777';

describe('topics of the local SNS', () => {
  let served: ServedSns;
  beforeEach(async () => {
    served = await startSns();
  });
  afterEach(() => served.stop());

  it('creates a topic, and the same again without error', async () => {
    const Tags = [{ Key: 'a', Value: '1' }];
    const first = await served.topic('notices', { Attributes: { DisplayName: 'Notices' }, Tags });

    const again = await served.topic('notices', { Attributes: { DisplayName: 'Notices' }, Tags });
    const unasked = await served.topic('notices');

    const arn = `arn:aws:sns:${region}:${accountId}:notices`;
    assert.deepEqual([first, again, unasked], [arn, arn, arn]);
    const tags = await served.sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
    assert.deepEqual(tags.Tags, Tags);
  });

  it('refuses the same name with other attributes or tags', async () => {
    await served.topic('notices', { Attributes: { DisplayName: 'Notices' } });

    const others: [Partial<CreateTopicCommandInput>, RegExp][] = [
      [{ Attributes: { DisplayName: 'Other' } }, /different attributes/],
      [{ Tags: [{ Key: 'a', Value: '1' }] }, /different tags/],
    ];
    for (const [more, message] of others) {
      const error = await refusalOf(served.topic('notices', more));
      assert.instanceOf(error, InvalidParameterException);
      assert.match(error.message, message);
    }
  });

  it('has the attributes of AWS, with a policy for its own account', async () => {
    const TopicArn = await served.topic('notices');
    await served.subscribe(TopicArn, 'lambda', functionArn);
    await served.subscribe(TopicArn, 'email', 'ops@example.com');

    const { Attributes = {} } = await served.sns.send(new GetTopicAttributesCommand({ TopicArn }));

    assert.deepInclude(Attributes, {
      TopicArn,
      Owner: accountId,
      DisplayName: '',
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '1',
      SubscriptionsDeleted: '0',
    });
    assert.nestedPropertyVal(
      JSON.parse(Attributes['Policy'] ?? ''),
      'Statement[0].Condition.StringEquals.AWS:SourceOwner',
      accountId,
    );
  });

  it('sets attributes', async () => {
    const TopicArn = await served.topic('notices');

    await served.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Notices & more <b>' }),
    );

    const { Attributes } = await served.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.equal(Attributes?.['DisplayName'], 'Notices & more <b>');
  });

  it('lists topics of the account and region, a hundred at a time', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `topic-${index}`);
    for (const name of names) await served.topic(name);

    const first = await served.sns.send(new ListTopicsCommand({}));
    const second = await served.sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));

    const listed = [first, second].flatMap(({ Topics = [] }) =>
      Topics.map(({ TopicArn }) => TopicArn?.split(':').at(-1)),
    );
    assert.lengthOf(first.Topics ?? [], 100);
    assert.deepEqual(listed, names);
    assert.isUndefined(second.NextToken);
    const elsewhere = await served.client({ region: 'us-east-1' }).send(new ListTopicsCommand({}));
    assert.deepEqual(elsewhere.Topics, []);
    await assertRefused(served.sns.send(new ListTopicsCommand({ NextToken: 'made up' })), 'InvalidParameterException');
  });

  it('deletes a topic with its subscriptions, and one that does not exist without error', async () => {
    const TopicArn = await served.topic('notices');
    await served.subscribe(TopicArn, 'lambda', functionArn);

    await served.sns.send(new DeleteTopicCommand({ TopicArn }));
    await served.sns.send(new DeleteTopicCommand({ TopicArn }));

    assert.instanceOf(await refusalOf(served.sns.send(new GetTopicAttributesCommand({ TopicArn }))), NotFoundException);
    await served.topic('notices');
    await served.sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    assert.equal(served.invokeAsync.callCount, 0);
  });

  it('is closed to other accounts until its policy lets them in', async () => {
    const TopicArn = await served.topic('notices');
    const publish = new PublishCommand({ TopicArn, Message: 'x' });
    const other = served.client({ accountId: member });
    await assertRefused(other.send(publish), 'AuthorizationErrorException', /SNS:Publish/);

    const Principal = { AWS: `arn:aws:iam::${member}:root` };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: TopicArn }];
    await served.sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({ Statement }),
      }),
    );

    assert.isString((await other.send(publish)).MessageId);
    await assertRefused(other.send(new GetTopicAttributesCommand({ TopicArn })), 'AuthorizationErrorException');
  });

  const arn = `arn:aws:sns:${region}:${accountId}:notices`;
  const refused: [string, () => Promise<unknown>, string, RegExp][] = [
    ['a FIFO topic', () => served.topic('notices.fifo'), 'NotImplemented', /FIFO/],
    ['a FIFO attribute', () => served.topic('x', { Attributes: { FifoTopic: 'true' } }), 'NotImplemented', /FifoTopic/],
    [
      'an unknown attribute',
      () => served.topic('x', { Attributes: { Color: 'red' } }),
      'InvalidParameterException',
      /AttributeName/,
    ],
    [
      'a policy that is no JSON',
      () => served.topic('x', { Attributes: { Policy: '{' } }),
      'InvalidParameterException',
      /Policy/,
    ],
    ['a name with a dot', () => served.topic('a.b'), 'InvalidParameterException', /Topic Name/],
    [
      'a tag twice',
      () =>
        served.topic('x', {
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'a', Value: '2' },
          ],
        }),
      'InvalidParameterException',
      /Duplicated keys/,
    ],
    [
      'what is no ARN',
      () => served.sns.send(new GetTopicAttributesCommand({ TopicArn: 'notices' })),
      'InvalidParameterException',
      /at least 6 elements, not 1/,
    ],
    [
      'a topic of another region',
      () => served.sns.send(new GetTopicAttributesCommand({ TopicArn: arn.replace(region, 'us-east-1') })),
      'InvalidParameterException',
      /TopicArn/,
    ],
    [
      'an operation it lacks',
      () => served.sns.send(new TagResourceCommand({ ResourceArn: arn, Tags: [] })),
      'NotImplemented',
      /sns:TagResource/,
    ],
    [
      'a member it lacks',
      () => served.sns.send(new CreateTopicCommand({ Name: 'x', DataProtectionPolicy: '{}' })),
      'NotImplemented',
      /DataProtectionPolicy/,
    ],
  ];
  for (const [what, call, name, message] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      await assertRefused(call(), name, message);
    });
  }
});
