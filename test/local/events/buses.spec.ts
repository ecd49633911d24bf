import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { assert } from 'chai';
import { queueArn, startEvents, where } from '../support/events.ts';
import { assertRefused } from '../support/refusal.ts';

const busArn = `arn:aws:events:${where.region}:${where.accountId}:event-bus/members`;
const EventPattern = '{"source":["shop"]}';
const entry = { Source: 'shop', DetailType: 'Order', Detail: '{}' };

describe('An event bus of an account’s own', () => {
  let account: Awaited<ReturnType<typeof startEvents>>;
  beforeEach(async () => {
    account = await startEvents();
    const made = await account.sdk.send(new CreateEventBusCommand({ Name: 'members', Description: 'of members' }));
    assert.equal(made.EventBusArn, busArn);
  });
  afterEach(() => account.stop());

  const rule = async (Name: string, EventBusName: string, pattern = EventPattern) => {
    await account.sdk.send(new PutRuleCommand({ Name, EventBusName, EventPattern: pattern }));
    const Targets = [{ Id: 'queue', Arn: queueArn }];
    await account.sdk.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  };
  const describeBus = (Name = 'members') => account.sdk.send(new DescribeEventBusCommand({ Name }));

  it('is listed beside the default one, and is there once', async () => {
    const { EventBuses = [] } = await account.sdk.send(new ListEventBusesCommand({}));

    assert.deepEqual(
      EventBuses.map(({ Name, Arn }) => [Name, Arn]),
      [
        ['default', busArn.replace('members', 'default')],
        ['members', busArn],
      ],
    );
    assert.equal((await describeBus(busArn)).Description, 'of members');
    await assertRefused(
      account.sdk.send(new CreateEventBusCommand({ Name: 'members' })),
      'ResourceAlreadyExistsException',
    );
  });

  it('keeps its rules and its events apart from those of the default bus', async () => {
    await rule('orders', 'members');
    await rule('orders', 'default');

    await account.sdk.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'members' }] }));
    await account.pending.settled();
    const onDefault = await account.sdk.send(new ListRulesCommand({}));
    const described = await account.sdk.send(new DescribeRuleCommand({ Name: 'orders', EventBusName: busArn }));

    assert.lengthOf(account.received, 1);
    assert.lengthOf(onDefault.Rules ?? [], 1);
    assert.equal(described.Arn, `arn:aws:events:${where.region}:${where.accountId}:rule/members/orders`);
    assert.equal(described.EventBusName, 'members');
  });

  it('has no schedules', () =>
    assertRefused(
      account.sdk.send(
        new PutRuleCommand({ Name: 'every', EventBusName: 'members', ScheduleExpression: 'rate(1 minute)' }),
      ),
      'ValidationException',
      /only on the default event bus/,
    ));

  it('is deleted once its rules are', async () => {
    await rule('orders', 'members');
    const remove = () => account.sdk.send(new DeleteEventBusCommand({ Name: 'members' }));

    await assertRefused(remove(), 'ValidationException', /since it has rules/);
    const of = { Rule: 'orders', EventBusName: 'members' };
    await account.sdk.send(new RemoveTargetsCommand({ ...of, Ids: ['queue'] }));
    await account.sdk.send(new DeleteRuleCommand({ Name: 'orders', EventBusName: 'members' }));
    await remove();
    await remove();

    await assertRefused(describeBus(), 'ResourceNotFoundException', /members does not exist/);
    await assertRefused(account.sdk.send(new DeleteEventBusCommand({ Name: 'default' })), 'ValidationException');
  });

  it('has a policy, whole or by statement, and has it taken away', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'a', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: busArn }],
    });
    const sids = async () =>
      (
        JSON.parse((await describeBus()).Policy ?? '{"Statement":[]}') as { Statement: { Sid: string }[] }
      ).Statement.map(({ Sid }) => Sid);
    const EventBusName = 'members';

    await account.sdk.send(new PutPermissionCommand({ EventBusName, Policy }));
    const whole = (await describeBus()).Policy;
    const statement = { StatementId: 'b', Action: 'events:PutEvents', Principal: '210987654321' };
    const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' };
    await account.sdk.send(new PutPermissionCommand({ EventBusName, ...statement, Condition }));
    const both = await sids();
    await account.sdk.send(new RemovePermissionCommand({ EventBusName, StatementId: 'a' }));
    const left = await sids();
    await account.sdk.send(new RemovePermissionCommand({ EventBusName, RemoveAllPermissions: true }));

    assert.equal(whole, Policy);
    assert.deepEqual([both, left, await sids()], [['a', 'b'], ['b'], []]);
    await assertRefused(
      account.sdk.send(new RemovePermissionCommand({ EventBusName, StatementId: 'a' })),
      'ResourceNotFoundException',
    );
  });

  for (const [what, Policy] of [
    ['is no JSON', '{'],
    ['has no principal', JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })],
    [
      'cannot be judged here',
      JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '${x}' } }),
    ],
  ] as const) {
    it(`takes no policy that ${what}`, () =>
      assertRefused(account.sdk.send(new PutPermissionCommand({ Policy })), 'ValidationException', /Policy/));
  }
});
