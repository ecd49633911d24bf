import { assert } from 'chai';
import { parseInstruction } from '../../coordinator/read-message.ts';
import { Failure, type FailureCode } from '../../contract/failure.ts';
import { askedOf } from '../../fast-path/asked-of.ts';
import { outboxMessages } from '../../notifier/outbox-event.ts';
import { judgesFrom } from '../../remediators/judges.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { rules } from '../../rules/registry.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { apiCallEvent } from '../support/api-calls.ts';
import { streamItem } from '../support/buckets.ts';
import { coordinator } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';
import { outboxRecord } from '../support/outbox.ts';
import { changeEvent, groupItem, permission, ruleEvent, scheduledEvent } from '../support/rule-events.ts';
import { deep } from './support/bent.ts';

/** Real shapes, each bent in one place that somebody, or a program, has bent it in. */
const group = (configuration: unknown): unknown => groupItem({ configuration });
const ports = (...given: unknown[]): unknown =>
  group({ ipPermissions: given.map((one) => ({ ...permission('tcp', 22, 22, '0.0.0.0/0'), ...Object(one) })) });
const bucketWith = (supplementary: Record<string, unknown>): unknown => streamItem({ supplementary });
const said = (overrides: object): string => JSON.stringify({ ...instruction(), ...overrides });
const nested = (depth: number, around: [string, string] = ['[', ']']): string =>
  around[0].repeat(depth) + around[1].repeat(depth);

const read = (item: unknown): unknown => fromItem(parseConfigurationItem(item));
const bodyOf = (body: string): unknown => {
  const parsed = parseInstruction(body);
  if (parsed instanceof Failure) throw parsed;
  return parsed;
};
const judged = (parameters: unknown): unknown =>
  judgesFrom(typeof parameters === 'string' ? parameters : JSON.stringify(parameters), rules);

type Case = readonly [what: string, input: unknown];
const refused: readonly (readonly [boundary: string, code: FailureCode, (input: never) => unknown, readonly Case[]])[] =
  [
    [
      'a rule event',
      'EVENT_UNREADABLE',
      (event: unknown) => parseRuleEvent(event),
      [
        ['that is nothing', undefined],
        ['that is null', null],
        ['that is a list', [changeEvent()]],
        ['that is text', JSON.stringify(changeEvent())],
        ['whose invoking event is an object', { ...ruleEvent('x'), invokingEvent: {} }],
        [
          'whose invoking event is text in text',
          ruleEvent(JSON.stringify(JSON.stringify({ messageType: 'ScheduledNotification' }))),
        ],
        ['whose invoking event begins with a byte order mark', ruleEvent('\uFEFF{}')],
        [
          'whose invoking event ends early',
          ruleEvent('{"messageType":"ConfigurationItemChangeNotification","configurationItem":{'),
        ],
        ['of a type that JavaScript knows', ruleEvent({ messageType: '__proto__' })],
        ['nested 100,000 deep', ruleEvent(nested(100_000))],
        ['without a token', { ...changeEvent(), resultToken: '' }],
        [
          'on a day that there is not',
          scheduledEvent({
            invokingEvent:
              '{"messageType":"ScheduledNotification","awsAccountId":"1","notificationCreationTime":"2026-13-01T00:00:00Z"}',
          }),
        ],
      ],
    ],
    [
      'an item',
      'ITEM_UNREADABLE',
      read,
      [
        ['that is null', null],
        ['of no resource', groupItem({ resourceId: '' })],
        ['of a status that nobody knows', groupItem({ configurationItemStatus: 'Renamed' })],
        ['captured at no time', groupItem({ configurationItemCaptureTime: 'now' })],
        ['captured after all time', groupItem({ configurationItemCaptureTime: 1e300 })],
        ['of a group without permissions', group({ ipPermissionsEgress: [] })],
        ['of a group whose permissions are null', group({ ipPermissions: null })],
        [
          'of a group whose permissions are an object',
          group({ ipPermissions: { 0: permission('tcp', 22, 22, '0.0.0.0/0') } }),
        ],
        ['of a group whose sources are text', ports({ ipv4Ranges: '[{"cidrIp":"0.0.0.0/0"}]' })],
        ['of a port beyond the last', ports({ toPort: 65_536 })],
        ['of a port that is text', ports({ fromPort: '22' })],
        ['of half a port', ports({ fromPort: 22.5 })],
        ['of ports that are reversed', ports({ fromPort: 25, toPort: 22 })],
        ['of a protocol that is none', ports({ ipProtocol: 'tpc' })],
        ['of an address that is none', ports({ ipv4Ranges: [{ cidrIp: '0.0.0.0/33' }] })],
        ['of an address with a space', ports({ ipv4Ranges: [{ cidrIp: '0.0.0.0/0 ' }] })],
        ['of an address in other digits', ports({ ipv4Ranges: [{ cidrIp: '٠.0.0.0/0' }] })],
        ['of a bucket without an ACL', bucketWith({ AccessControlList: undefined })],
        [
          'of a bucket whose ACL has two lists',
          bucketWith({ AccessControlList: { owner: { id: 'x' }, grantList: [], grantSet: [] } }),
        ],
        [
          'of a bucket whose ACL has a list of another name',
          bucketWith({ AccessControlList: { owner: { id: 'x' }, grants: [] } }),
        ],
        ['of a bucket whose policy is of no known form', bucketWith({ BucketPolicy: { text: '{}' } })],
        ['whose tags are a list', groupItem({ tags: ['a'] })],
      ],
    ],
    [
      'a message',
      'MESSAGE_INVALID',
      bodyOf,
      [
        ['that is empty', ''],
        ['that is not a number', 'NaN'],
        ['that begins with a byte order mark', `\uFEFF${said({})}`],
        ['that is a list of messages', `[${said({})}]`],
        ['of a version to come', said({ version: 2 })],
        ['of a version that is text', said({ version: '1' })],
        ['with a field more', said({ approvedBy: 'root' })],
        ['tried a negative number of times', said({ attempt: -1 })],
        ['tried half a time', said({ attempt: 0.5 })],
        ['tried for ever', said({ attempt: null })],
        ['of an id with a line break', said({ id: `${'0'.repeat(32)}\n` })],
        ['of an account in other digits', said({ resource: { ...groupIdentity(), accountId: '١٢٣٤٥٦٧٨٩٠١٢' } })],
        ['of a region that climbs', said({ resource: { ...groupIdentity(), region: '../eu-west-1' } })],
        ['of a resource without a name', said({ resource: groupIdentity('') })],
        [
          'whose plan is nested 100,000 deep',
          said({
            plan: {
              changes: [{ service: 'ec2', operation: 'X', input: { x: 'DEEP' } }],
              before: [],
              after: [],
              notes: [],
            },
          }).replace('"DEEP"', nested(100_000)),
        ],
        [
          'whose plan is of another service',
          said({
            plan: {
              changes: [{ service: 'iam', operation: 'CreateUser', input: {} }],
              before: [],
              after: [],
              notes: [],
            },
          }),
        ],
        ['nested 100,000 deep', nested(100_000, ['{"a":', '}'])],
      ],
    ],
    [
      'an API call',
      'EVENT_UNREADABLE',
      (event: unknown) => askedOf(event, new Set()),
      [
        ['that is null', null],
        ['without a detail', { 'detail-type': 'AWS API Call via CloudTrail' }],
        ['of no account', apiCallEvent({ recipientAccountId: null }, { account: 123_456_789_012 })],
        ['whose id leads elsewhere', apiCallEvent({ eventID: '../../accounts' })],
        ['whose region leads elsewhere', apiCallEvent({ awsRegion: 'eu-west-1/../..' })],
        ['of a group that is none', apiCallEvent({ requestParameters: { groupId: 'sg-../../x' } })],
        ['whose parameters were left out', apiCallEvent({ requestParameters: null })],
        ['nested deep where the group is named', apiCallEvent({ requestParameters: { groupId: deep(5000) } })],
      ],
    ],
    [
      'parameters',
      'PARAMETER_INVALID',
      judged,
      [
        ['that are no JSON', '{'],
        ['that are a list', []],
        ['of a rule that there is not', { 'security-group-restricted-port': {} }],
        ['of a rule that JavaScript knows', '{"__proto__":{}}'],
        ['of a name that there is not', { 'security-group-restricted-ports': { port: '22' } }],
        ['that are numbers', { 'security-group-restricted-ports': { ports: 22 } }],
        ['of no port', { 'security-group-restricted-ports': { ports: '' } }],
        ['of a port in other digits', { 'security-group-restricted-ports': { ports: '٢٢' } }],
        ['of a port in hex', { 'security-group-restricted-ports': { ports: '0x16' } }],
        ['of a port beyond the last', { 'security-group-restricted-ports': { ports: '22,65536' } }],
        ['of ports that are reversed', { 'security-group-restricted-ports': { ports: '25-22' } }],
        ['of principals that are everybody', { 'security-group-unapproved-change': { approvedPrincipals: '*' } }],
      ],
    ],
  ];

describe('the corpus of bad input', () => {
  for (const [boundary, code, parse, cases] of refused) {
    for (const [what, input] of cases) {
      it(`${boundary} ${what} is refused with ${code}`, () => {
        let thrown: unknown;
        try {
          parse(input as never);
        } catch (error) {
          thrown = error;
        }

        assert.instanceOf(thrown, Failure);
        assert.propertyVal(thrown, 'code', code);
      });
    }
  }

  it('keeps a message that could not be written again from stopping the others', async () => {
    const plan = {
      changes: [{ service: 'ec2', operation: 'X', input: { x: 'DEEP' } }],
      before: [],
      after: [],
      notes: [],
    };
    const poison = said({ plan }).replace('"DEEP"', nested(20_000));
    const neighbour = sqsMessage(instruction({ resource: groupIdentity('sg-2') }), 'neighbour');
    const { run, queue, invoke } = coordinator([sqsMessage(poison, 'poison'), neighbour]);

    await run();

    assert.deepEqual(
      queue.deadLetters.map(({ messageId, code, message }) => [messageId, code, message]),
      [['poison', 'MESSAGE_INVALID', 'fix instruction: plan.changes.0.input: must not nest deeper than 32 levels']],
    );
    assert.deepEqual(
      invoke.args.flatMap(([{ work }]) => work.map(({ resource }) => resource.id)),
      ['sg-2'],
    );
  });

  for (const [what, body] of [
    ['empty', ''],
    ['no JSON', 'NaN'],
    ['a number', '7'],
    ['a notice of another version', '{"version":2,"kind":"outcome"}'],
    ['a notice of a kind that there is not', '{"version":1,"kind":"__proto__"}'],
    ['an envelope without a message', '{"Type":"Notification","MessageId":"m"}'],
    [
      'an envelope in an envelope in an envelope',
      JSON.stringify({
        Type: 'Notification',
        Message: JSON.stringify({ Type: 'Notification', Message: '{"Type":"Notification","Message":"{}"}' }),
      }),
    ],
    ['nested 100,000 deep', nested(100_000)],
  ] as const) {
    it(`a record of the outbox that is ${what} is told as unreadable, and its neighbour as it is`, () => {
      const good = outboxRecord(
        {
          version: 1,
          kind: 'breaker-tripped',
          accountId: 'x',
          region: 'y',
          cause: 'z',
          runId: 'r',
          at: '2026-11-20T10:00:00Z',
        },
        'good',
      );

      const messages = outboxMessages({ Records: [outboxRecord(body, 'bad'), good] }) ?? [];

      assert.deepEqual(
        messages.map(({ messageId, announcements }) => [messageId, announcements.map(({ kind }) => kind)]),
        [
          ['bad', ['unreadable']],
          ['good', ['notice']],
        ],
      );
    });
  }
});
