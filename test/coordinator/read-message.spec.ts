import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { parseInstruction, readMessage } from '../../coordinator/read-message.ts';
import { bucketIdentity, groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const valid = instruction();

/** Why the message goes to the dead letters. */
function reasonOf(body: unknown): Failure {
  const read = readMessage(sqsMessage(typeof body === 'string' ? body : JSON.stringify(body)));
  if (read.kind !== 'unreadable') assert.fail('the message was taken');
  return read.unreadable.failure;
}

describe('readMessage', () => {
  it('takes a valid instruction with what the message is settled by', () => {
    const read = readMessage(sqsMessage(valid, 'm-1'));

    assert.deepEqual(read, {
      kind: 'instruction',
      held: { messageId: 'm-1', receiptHandle: 'handle of m-1', instruction: valid },
    });
  });

  it('keeps the body of one it refuses, byte for byte', () => {
    const body = ' {"version": 2,\n "späť": true} ';
    const message = sqsMessage(body, 'm-1');

    const read = readMessage(message);

    if (read.kind !== 'unreadable') assert.fail('the message was taken');
    const { receipt, body: kept, instruction: known } = read.unreadable;
    assert.deepEqual(receipt, { messageId: 'm-1', receiptHandle: 'handle of m-1' });
    assert.equal(kept, body);
    assert.isUndefined(known);
  });

  const { evidence: _, ...withoutEvidence } = valid;
  for (const [what, body, text] of [
    ['is empty', '', 'the body is not JSON'],
    ['is not JSON', '{"version":1', 'the body is not JSON'],
    ['is not an object', '[1]', 'version'],
    ['is null', 'null', 'the message'],
    ['is of another version', { ...valid, version: 2 }, 'version should be 1'],
    ['has no version', { ...valid, version: undefined }, 'version is missing'],
    ['lacks a field', withoutEvidence, 'evidence is missing'],
    ['has a field of a version to come', { ...valid, approvedBy: 'someone' }, 'approvedBy is not a known field'],
    ['has an id that is none', { ...valid, id: 'x' }, 'id should be'],
    ['names no account', { ...valid, resource: groupIdentity('sg-1', { accountId: '1' }) }, 'resource.accountId'],
    ['names no region', { ...valid, resource: groupIdentity('sg-1', { region: 'here' }) }, 'resource.region'],
    ['counts attempts below none', { ...valid, attempt: -1 }, 'attempt'],
    ['is for an unheard-of remediator', { ...valid, remediator: 'toaster' }, 'remediator'],
    ['has a plan that cannot be read', { ...valid, plan: { changes: [{ service: 'iam' }] } }, 'plan.changes.0.service'],
    ['names no ARN', { ...valid, resource: groupIdentity('sg-1', { arn: 'a'.repeat(3000) }) }, 'resource.arn'],
    [
      'has more tags than any resource',
      { ...valid, resource: groupIdentity('sg-1', { tags: { owner: 'x'.repeat(80_000) } }) },
      'resource.tags: has more than 80000 bytes',
    ],
    ['is for a rule that is none', { ...valid, rule: 'r'.repeat(129) }, 'rule should be'],
    ['captured nothing', { ...valid, evidence: { source: 'config', capturedAt: 'now' } }, 'evidence.capturedAt'],
  ] as const) {
    it(`refuses a message that ${what}, naming the field`, () => {
      const failure = reasonOf(body);

      assert.equal(failure.code, 'MESSAGE_INVALID');
      assert.include(failure.message, text);
    });
  }

  it('takes as many tags as AWS lets a resource have, in the longest characters', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}${'😀'.repeat(126)}`, '😀'.repeat(256)]),
    );

    const read = readMessage(sqsMessage(instruction({ resource: groupIdentity('sg-1', { tags }) })));

    assert.equal(read.kind, 'instruction');
  });

  it('refuses what could not be queued again, though it came: numbers can be longer when they are written anew', () => {
    const filler = `[${Array.from({ length: 50_000 }, () => '1e20').join(',')}]`;
    const change = { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: { filler: 'here' } };
    const body = JSON.stringify({ ...valid, plan: { ...valid.plan, changes: [change] } }).replace('"here"', filler);

    const failure = reasonOf(body);

    assert.isBelow(body.length, 300_000);
    assert.equal(failure.code, 'MESSAGE_INVALID');
    assert.match(failure.message, /^fix instruction: it has 1100\d{3} bytes, and 900000 can be queued again$/);
  });

  it('refuses what is small to send and large to hold, such as a call of nothing but empty lists', () => {
    const withValues = (count: number) => {
      const change = { service: 'ec2', operation: 'Revoke', input: { lists: Array.from({ length: count }, () => []) } };
      return { ...valid, plan: { ...valid.plan, changes: [change] } };
    };

    const failure = reasonOf(withValues(100_000));

    assert.equal(failure.code, 'MESSAGE_INVALID');
    assert.include(failure.message, 'plan: has more than 100000 values in its calls');
    assert.equal(readMessage(sqsMessage(JSON.stringify(withValues(99_000)))).kind, 'instruction');
  });

  it('quotes nothing of what it refuses: it may be a policy', () => {
    const failure = reasonOf({ ...valid, rule: { Statement: 'secret' }, severity: `secret ${'x'.repeat(10_000)}` });

    assert.notInclude(failure.message, 'secret');
    assert.isBelow(failure.message.length, 300);
  });

  it('refuses an instruction for the wrong remediator, and says which resource it was for', () => {
    const read = readMessage(sqsMessage(instruction({ remediator: 's3-account' })));

    if (read.kind !== 'unreadable') assert.fail('the message was taken');
    assert.equal(read.unreadable.failure.code, 'MESSAGE_UNROUTABLE');
    assert.include(read.unreadable.failure.message, 's3-account');
    assert.equal(read.unreadable.instruction?.resource.id, 'sg-1');
  });

  it('refuses an instruction whose remediator mends another type', () => {
    const failure = reasonOf(instruction({ resource: bucketIdentity() }));

    assert.equal(failure.code, 'MESSAGE_UNROUTABLE');
    assert.include(failure.message, 'mends AWS::EC2::SecurityGroup, not AWS::S3::Bucket');
  });
});

describe('parseInstruction', () => {
  it('reads a body whoever is to work on it', () => {
    const given = instruction({ remediator: 's3-account' });

    assert.deepEqual(parseInstruction(JSON.stringify(given)), given);
  });

  it('answers a failure for a body that is none', () => {
    assert.instanceOf(parseInstruction('rubbish'), Failure);
  });
});
