import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { assert } from 'chai';
import { assertRefused } from '../support/refusal.ts';
import { functionArn, queueArn, startEvents, topicArn, where } from '../support/events.ts';

describe('EventBridge rules', () => {
  let account: Awaited<ReturnType<typeof startEvents>>;
  beforeEach(async () => {
    account = await startEvents();
  });
  afterEach(() => account.stop());

  const rule = async (Name: string, pattern: object, targets: readonly string[] = [queueArn]) => {
    await account.sdk.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
    await account.sdk.send(
      new PutTargetsCommand({ Rule: Name, Targets: targets.map((Arn, index) => ({ Id: String(index), Arn })) }),
    );
  };
  const entry: PutEventsRequestEntry = { Source: 'shop', DetailType: 'Order', Detail: '{"total":5}' };

  it('sends a matching event to every target of every matching rule, whole', async () => {
    await rule('orders', { source: ['shop'] }, [queueArn, functionArn, topicArn]);
    await rule('large', { detail: { total: [{ numeric: ['>', 100] }] } });

    const { Entries, FailedEntryCount } = await account.sdk.send(
      new PutEventsCommand({ Entries: [{ ...entry, Resources: ['order-1'], Time: new Date(1_700_000_000_000) }] }),
    );
    await account.pending.settled();

    assert.equal(FailedEntryCount, 0);
    assert.deepEqual(
      account.received.map(({ target }) => target),
      [queueArn, functionArn, topicArn],
    );
    assert.deepEqual(account.bodies()[0], {
      version: '0',
      id: Entries?.[0]?.EventId ?? '',
      'detail-type': 'Order',
      source: 'shop',
      account: where.accountId,
      time: '2023-11-14T22:13:20Z',
      region: where.region,
      resources: ['order-1'],
      detail: { total: 5 },
    });
  });

  it('keeps events of a service in their own account and region', async () => {
    await rule('config', { source: ['aws.config'] });
    const event = { source: 'aws.config', detailType: 'x', resources: [], detail: {} };

    account.events.emit(event, { ...where, region: 'us-east-1' });
    account.events.emit(event, { ...where, accountId: '999999999999' });
    await account.pending.settled();

    assert.deepEqual(account.received, []);
  });

  it('notes a target that could not be invoked and goes on', async () => {
    await rule('orders', { source: ['shop'] }, [queueArn.replace('inbox', 'missing'), queueArn]);

    await account.sdk.send(new PutEventsCommand({ Entries: [entry] }));
    await account.pending.settled();

    assert.deepEqual(
      account.received.map(({ target }) => target),
      [queueArn],
    );
    assert.match(account.events.failedInvocations[0]?.reason ?? '', /NotDelivered/);
  });

  const refusedEntries: { name: string; bad: PutEventsRequestEntry; code: string }[] = [
    { name: 'without a source', bad: { ...entry, Source: '' }, code: 'InvalidArgument' },
    { name: 'of an AWS source', bad: { ...entry, Source: 'aws.config' }, code: 'NotAuthorizedForSourceException' },
    { name: 'whose detail is no object', bad: { ...entry, Detail: '[1]' }, code: 'MalformedDetail' },
  ];
  for (const { name, bad, code } of refusedEntries) {
    it(`answers ${code} for an entry ${name}, and takes the others`, async () => {
      await rule('orders', { 'detail-type': ['Order'] });

      const output = await account.sdk.send(new PutEventsCommand({ Entries: [bad, entry] }));
      await account.pending.settled();

      assert.equal(output.FailedEntryCount, 1);
      assert.equal(output.Entries?.[0]?.ErrorCode, code);
      assert.equal(account.received.length, 1);
    });
  }

  it('lists rules and targets page by page', async () => {
    for (const name of ['b', 'a', 'c']) await rule(name, { source: ['x'] }, [queueArn, functionArn]);

    const first = await account.sdk.send(new ListRulesCommand({ Limit: 2 }));
    const second = await account.sdk.send(new ListRulesCommand({ Limit: 2, NextToken: first.NextToken }));
    const targets = await account.sdk.send(new ListTargetsByRuleCommand({ Rule: 'a', Limit: 1 }));
    const rest = await account.sdk.send(new ListTargetsByRuleCommand({ Rule: 'a', NextToken: targets.NextToken }));

    assert.deepEqual(
      [first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name)),
      [['a', 'b'], ['c']],
    );
    assert.deepEqual(
      [targets, rest].map(({ Targets }) => Targets?.map(({ Arn }) => Arn)),
      [[queueArn], [functionArn]],
    );
    await assertRefused(
      account.sdk.send(new ListRulesCommand({ NextToken: targets.NextToken })),
      'ValidationException',
    );
  });

  it('describes a rule, and deletes it once its targets are gone', async () => {
    await rule('orders', { source: ['shop'] });
    const named = { Name: 'orders' };

    const described = await account.sdk.send(new DescribeRuleCommand(named));
    await assertRefused(account.sdk.send(new DeleteRuleCommand(named)), 'ValidationException', /since it has targets/);
    await account.sdk.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['0'] }));
    await account.sdk.send(new DeleteRuleCommand(named));
    await account.sdk.send(new DeleteRuleCommand(named));

    assert.deepInclude(described, { State: 'ENABLED', EventPattern: '{"source":["shop"]}', EventBusName: 'default' });
    await assertRefused(account.sdk.send(new DescribeRuleCommand(named)), 'ResourceNotFoundException');
  });

  it('refuses what it would otherwise have to pass over', async () => {
    await rule('orders', { source: ['shop'] });
    const target = { Id: 'x', Arn: queueArn };

    await assertRefused(
      account.sdk.send(new PutRuleCommand({ Name: 'empty' })),
      'ValidationException',
      /must be specified/,
    );
    await assertRefused(
      account.sdk.send(new PutRuleCommand({ Name: 'suffix', EventPattern: '{"source":[{"suffix":"x"}]}' })),
      'InvalidEventPatternException',
    );
    await assertRefused(
      account.sdk.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ ...target, InputPath: '$.detail' }] })),
      'NotImplemented',
      /InputPath/,
    );
    const InputTransformer = { InputPathsMap: { rule: '$.detail.rule' }, InputTemplate: '{"rule":<rule>}' };
    await assertRefused(
      account.sdk.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ ...target, InputTransformer }] })),
      'NotImplemented',
      /InputTransformer/,
    );
    await assertRefused(
      account.sdk.send(
        new PutTargetsCommand({ Rule: 'orders', Targets: [{ ...target, Arn: 'arn:aws:states:x:1:y' }] }),
      ),
      'ValidationException',
    );
    await assertRefused(
      account.sdk.send(new PutRuleCommand({ Name: 'other', EventPattern: '{"a":["b"]}', EventBusName: 'other' })),
      'ResourceNotFoundException',
      /Event bus other does not exist/,
    );
    await assertRefused(
      account.sdk.send(
        new PutTargetsCommand({
          Rule: 'orders',
          Targets: Array.from({ length: 6 }, (_, index) => ({ Id: `more-${index}`, Arn: queueArn })),
        }),
      ),
      'LimitExceededException',
    );
    const named = { Name: 'tagged', EventPattern: '{"a":["b"]}' };
    await assertRefused(
      account.sdk.send(new PutRuleCommand({ ...named, Tags: [{ Key: 'a', Value: 'b' }] })),
      'NotImplemented',
      /Tags/,
    );
    await assertRefused(
      account.sdk.send(new PutRuleCommand({ ...named, RoleArn: 'arn:aws:iam::111122223333:role/x' })),
      'NotImplemented',
      /RoleArn/,
    );
    await assertRefused(
      account.sdk.send(new TestEventPatternCommand({ EventPattern: '{}', Event: '{}' })),
      'NotImplemented',
      /events:TestEventPattern/,
    );
  });
});
