import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';
import { assertRefused } from '../support/refusal.ts';

const [hub, member, stranger] = ['123456789012', '210987654321', '999988887777'] as const;
const busArn = `arn:aws:events:eu-west-1:${hub}:event-bus/members`;
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const roleOf = (accountId: string) => `arn:aws:iam::${accountId}:role/forwarder`;
const put = { Action: 'events:PutEvents', Resource: busArn };
const membersMay = { Effect: 'Allow', Principal: { AWS: [member] }, ...put };

describe('Events on the bus of another account or region', () => {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await startLocalAccount({ seed: 1, organization: { id: 'o-1', accountIds: [hub, member] } });
    await events().send(new CreateEventBusCommand({ Name: 'members' }));
    await toQueue('heard', 'members');
    trustEvents(member);
  });
  afterEach(() => account.stop());

  const events = (accountId: string = hub, region = 'eu-west-1'): EventBridgeClient =>
    new EventBridgeClient({ ...account.clientConfig(region, accountId), maxAttempts: 1 });
  const trustEvents = (accountId: string): void => {
    const trustPolicy = document({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    });
    account.services.sts.roles.register({ arn: roleOf(accountId), trustPolicy });
  };
  const rule = async (client: EventBridgeClient, Name: string, target: object, EventBusName = 'default') => {
    const EventPattern = '{"detail-type":["Order","AWS API Call via CloudTrail"]}';
    await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
    const Targets = [{ Id: 'it', Arn: '', ...target }];
    await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  };
  const toQueue = async (name: string, bus = 'default', accountId: string = hub): Promise<void> => {
    const sqs = new SQSClient(account.clientConfig('eu-west-1', accountId));
    await sqs.send(new CreateQueueCommand({ QueueName: name }));
    await rule(events(accountId), name, { Arn: `arn:aws:sqs:eu-west-1:${accountId}:${name}` }, bus);
  };
  const heard = (name = 'heard', accountId: string = hub) =>
    account.services.sqs
      .inspect(`arn:aws:sqs:eu-west-1:${accountId}:${name}`)
      .map(({ body }) => JSON.parse(body) as { account: string; region: string; id: string });
  const forward = (accountId: string = member, region = 'eu-west-1') =>
    rule(events(accountId, region), 'forward', { Arn: busArn, RoleArn: roleOf(accountId) });
  const happen = async (accountId: string = member, region = 'eu-west-1'): Promise<string> => {
    const event = { source: 'aws.ec2', detailType: 'AWS API Call via CloudTrail', resources: [], detail: {} };
    const id = account.services.events.emit(event, { accountId, region });
    await account.settled();
    return id;
  };
  const allow = (...statements: object[]) =>
    events().send(
      new PutPermissionCommand({ EventBusName: 'members', Policy: JSON.stringify(document(...statements)) }),
    );

  it('come by a rule, and keep the account, region and id of their origin', async () => {
    await allow(membersMay);
    await forward();
    await forward(member, 'us-east-1');

    const ids = [await happen(), await happen(member, 'us-east-1')];

    assert.deepEqual(
      heard().map(({ account: of, region, id }) => [of, region, id]),
      [
        [member, 'eu-west-1', ids[0]],
        [member, 'us-east-1', ids[1]],
      ],
    );
  });

  it('come from another region of the same account without the bus being asked', async () => {
    trustEvents(hub);
    await forward(hub, 'us-east-1');

    await happen(hub, 'us-east-1');

    assert.deepEqual(
      heard().map(({ account: of, region }) => [of, region]),
      [[hub, 'us-east-1']],
    );
  });

  const inOrganization = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
  const policies: readonly [title: string, statements: readonly object[], sender: string, taken: boolean][] = [
    ['without a policy of the bus', [], member, false],
    ['of an account that the policy does not name', [membersMay], stranger, false],
    ['about another bus', [{ ...membersMay, Resource: `${busArn}-2` }], member, false],
    ['of the organization', [{ ...membersMay, Principal: '*', Condition: inOrganization }], member, true],
    ['from outside the organization', [{ ...membersMay, Principal: '*', Condition: inOrganization }], stranger, false],
    [
      'of an account by its key',
      [{ ...membersMay, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': member } } }],
      member,
      true,
    ],
    [
      'of a rule by its ARN',
      [
        {
          ...membersMay,
          Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${member}:rule/forward` } },
        },
      ],
      member,
      true,
    ],
    [
      'of another rule',
      [{ ...membersMay, Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${member}:rule/x` } } }],
      member,
      false,
    ],
    ['of a source', [{ ...membersMay, Condition: { StringEquals: { 'events:source': 'aws.ec2' } } }], member, true],
    ['against a Deny', [membersMay, { ...membersMay, Effect: 'Deny', Principal: '*' }], member, false],
  ];
  for (const [title, statements, sender, taken] of policies) {
    it(`are ${taken ? 'taken' : 'refused'} ${title}`, async () => {
      if (statements.length > 0) await allow(...statements);
      trustEvents(sender);
      await forward(sender);

      await happen(sender);

      assert.lengthOf(heard(), taken ? 1 : 0);
      const reasons = account.services.events.failedInvocations.map(({ reason }) => reason);
      if (taken) assert.isEmpty(reasons);
      else assert.match(reasons.join(), /AccessDenied.*resource-based policy/);
    });
  }

  it('need a role that may put them there', async () => {
    await allow(membersMay);
    await forward();
    account.enforceRole(roleOf(member), [document({ Effect: 'Allow', ...put, Resource: `${busArn}-2` })]);
    await happen();
    const refused = heard().length;
    account.enforceRole(roleOf(member), [document({ Effect: 'Allow', ...put })]);
    await happen();

    assert.equal(refused, 0);
    assert.lengthOf(heard(), 1);
    assert.deepEqual(
      account.decisions.map(({ action, resource, allowed }) => [action, resource, allowed]),
      [
        ['events:PutEvents', busArn, false],
        ['events:PutEvents', busArn, true],
      ],
    );
  });

  it('go no further than one bus', async () => {
    await allow(membersMay);
    await forward();
    trustEvents(hub);
    const third = `arn:aws:events:eu-west-1:${hub}:event-bus/default`;
    await rule(events(), 'further', { Arn: third, RoleArn: roleOf(hub) }, 'members');
    await toQueue('third');

    await happen();
    const once = [heard().length, heard('third').length];
    await events().send(
      new PutEventsCommand({
        Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{}', EventBusName: 'members' }],
      }),
    );
    await account.settled();

    assert.deepEqual(once, [1, 0]);
    assert.deepEqual([heard().length, heard('third').length], [2, 1]);
  });

  const targets: readonly [title: string, target: object, name: string, message: RegExp][] = [
    ['without a role', { Arn: busArn }, 'ValidationException', /RoleArn is required/],
    ['with a role of another account', { Arn: busArn, RoleArn: roleOf(hub) }, 'AccessDeniedException', /pass role/],
    [
      'with a role that there is not',
      { Arn: busArn, RoleArn: `${roleOf(member)}-2` },
      'ValidationException',
      /cannot be assumed/,
    ],
    ['with an input of its own', { Arn: busArn, RoleArn: roleOf(member), Input: '{}' }, 'NotImplemented', /Input/],
    [
      'with a role for a queue',
      { Arn: `arn:aws:sqs:eu-west-1:${member}:q`, RoleArn: roleOf(member) },
      'NotImplemented',
      /RoleArn/,
    ],
  ];
  for (const [title, target, name, message] of targets) {
    it(`take no target ${title}`, () => assertRefused(rule(events(member), 'forward', target), name, message));
  }

  it('take no role that trusts another rule’s account', async () => {
    const trustPolicy = document({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': stranger } },
    });
    account.services.sts.roles.register({ arn: roleOf(member), trustPolicy });

    await assertRefused(forward(), 'ValidationException', /cannot be assumed by principal 'events\.amazonaws\.com'/);
  });

  it('are put by a call of another account as both sides say', async () => {
    const Entries = [{ Source: 'shop', DetailType: 'Order', Detail: '{}', EventBusName: busArn }];
    const worker = `arn:aws:iam::${member}:role/worker`;
    account.enforceRole(worker, [document({ Effect: 'Allow', ...put })]);
    const client = roleClients(account, 'worker', member).of(EventBridgeClient);
    const send = () => client.send(new PutEventsCommand({ Entries }));

    await assertRefused(send(), 'AccessDeniedException', /no resource-based policy allows/);
    await allow(membersMay);
    await send();
    account.enforceRole(worker, []);
    await assertRefused(send(), 'AccessDeniedException', /no identity-based policy allows/);
    await account.settled();

    assert.deepEqual(
      heard().map(({ account: of }) => of),
      [member],
    );
  });

  it('are for the endpoint of the bus’s own region', () =>
    assertRefused(
      events(hub, 'us-east-1').send(
        new PutEventsCommand({ Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}', EventBusName: busArn }] }),
      ),
      'ResourceNotFoundException',
    ));
});
