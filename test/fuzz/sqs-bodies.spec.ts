import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import { parseInstruction } from '../../coordinator/read-message.ts';
import { deadLetterOf } from '../../cli/dead-letters/dead-letter.ts';
import { coordinator } from '../support/coordinator.ts';
import { bucketIdentity, groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';
import { ingress } from '../support/security-groups.ts';
import { bentText, treacherousKeys, treacherousTexts } from './support/bent.ts';
import { fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0', 'temporary');
const statement = { kind: 'public-statement', index: 0, sid: 'Everyone', reason: 'Principal is *' } as const;

const instructions: readonly unknown[] = [
  instruction({
    violations: [
      { kind: 'exposed-ports', rule: ssh, protocol: 'tcp', ports: [{ from: 22, to: 22 }], reachedBy: 'everyone' },
      { kind: 'undecided', subject: 'pl-1', reason: 'it cannot be read' },
    ],
    plan: {
      changes: [
        { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: { GroupId: 'sg-1', IpPermissions: [] } },
      ],
      before: ['tcp 22 from 0.0.0.0/0'],
      after: [],
      notes: ['revoked whole'],
    },
    actor: 'arn:aws:iam::123456789012:user/sam',
    otherCalls: [{ eventId: 'e-1', actor: 'arn:aws:iam::123456789012:user/eve' }],
    evidence: { source: 'cloudtrail', eventId: 'e-0', eventName: 'X', capturedAt: '2026-11-20T10:00:00.000Z' },
  }),
  instruction({ resource: groupIdentity('sg-2'), notBefore: '2026-11-21T10:00:00.000Z', begins: true }),
  instruction({ resource: groupIdentity('sg-3'), attempt: 4, announced: true, notBefore: '2026-11-20T09:00:00.000Z' }),
  instruction({
    resource: { ...bucketIdentity(), tags: { team: 'photos' } },
    remediator: 's3-bucket',
    rule: 's3-bucket-public-access',
    violations: [statement],
  }),
];

const reasons = ['MESSAGE_INVALID', 'CHANGE_DENIED', ...treacherousKeys, ...treacherousTexts];

/** So many hostile messages are in the queue at once, between two good ones. */
const bodiesAtOnce = 4;
const neighbours = ['sg-neighbour-1', 'sg-neighbour-2'];

const bodies = fc.array(withSecrets(bentText(instructions)), { minLength: bodiesAtOnce, maxLength: bodiesAtOnce });

describe('fuzz: bodies of SQS messages', function () {
  it('are worked, put off or buried by name, each of them, and no neighbour is lost', () =>
    fuzz({
      name: 'SQS bodies',
      share: 0.7,
      inputs: bodies,
      perRun: bodiesAtOnce,
      async try(given) {
        const hostile = given.map((body, index) => sqsMessage(String(body), `hostile-${index}`));
        const [first, second] = neighbours.map((id) => sqsMessage(instruction({ resource: groupIdentity(id) }), id));
        if (first === undefined || second === undefined) assert.fail('there are two neighbours');
        const { run, queue, topic, invoke, report, graceStore } = coordinator([first, ...hostile, second]);

        const summary = await run();

        const worked = invoke.args.flatMap(([batch]) => batch.work.flatMap(({ messages }) => messages));
        const settled = [
          ...worked,
          ...queue.deadLetters,
          ...queue.putOffs,
          ...queue.givenBack,
          ...queue.retried,
          ...queue.deleted.map((messageId) => ({ messageId })),
        ].map(({ messageId }) => messageId);
        for (const { MessageId = '' } of [...hostile, first, second])
          assert.include(settled, MessageId, 'a message is lost');
        for (const id of neighbours)
          assert.include(
            worked.map(({ messageId }) => messageId),
            id,
          );
        assert.equal(summary.messages, hostile.length + neighbours.length);
        for (const { body, code, message } of queue.deadLetters) {
          assert.include(given, body, 'what is buried is not as it came');
          assert.include(['MESSAGE_INVALID', 'MESSAGE_UNROUTABLE'], code);
          assertNoSecret(message);
        }
        assertNoSecret(JSON.stringify([topic.told, report.args, summary, graceStore.state]));
        return queue.deadLetters.length === hostile.length ? 'refused' : 'good';
      },
    }));

  it('are explained by the dead-letter command without their content', () =>
    fuzz({
      name: 'SQS bodies',
      share: 0.3,
      inputs: fc.tuple(withSecrets(bentText(instructions)), fc.constantFrom(...reasons)),
      try([body, reason]) {
        const parsed = parseInstruction(String(body));
        const letter = deadLetterOf({
          ...sqsMessage(String(body)),
          MessageAttributes: { ReasonCode: { DataType: 'String', StringValue: reason } },
          Attributes: { SentTimestamp: '1795168800123' },
        });

        assertNoSecret(JSON.stringify(letter));
        if (!(parsed instanceof Failure)) return 'good';
        assert.isDefined(letter.unreturnable);
        assertNoSecret(loggedAs(parsed));
        return 'refused';
      },
    }));
});
