import { assert } from 'chai';
import { deadLetterOf, returnedInstruction } from '../../../cli/dead-letters/dead-letter.ts';
import { deadLetterMessage, openGroup } from '../../support/inspections.ts';
import { groupIdentity, portsRule } from '../../support/instructions.ts';

describe('deadLetterOf', () => {
  it('has the reason, what it means, and what the instruction was about', () => {
    const message = deadLetterMessage(openGroup({ attempt: 4 }), { code: 'CHANGE_DENIED', reason: 'explicit deny' });

    const found = deadLetterOf(message);

    assert.deepInclude(found, {
      messageId: 'd1',
      sourceMessageId: 'source of d1',
      at: '2026-11-20T11:00:00.000Z',
      code: 'CHANGE_DENIED',
      reason: 'explicit deny',
      rule: portsRule,
      resource: groupIdentity(),
      attempts: 4,
    });
    assert.match(found.means, /AWS forbids/);
    assert.isUndefined(found.unreturnable);
  });

  it('knows what SQS moved by itself, which has no reason', () => {
    const found = deadLetterOf(deadLetterMessage(openGroup(), { movedBySqs: true }));

    assert.isUndefined(found.code);
    assert.match(found.means, /^SQS moved it here by itself/);
  });

  for (const stamp of ['', 'soon', '1e999', '-1', '9999999999999999']) {
    it(`is of no moment where SQS says that it was sent at ${JSON.stringify(stamp)}`, () => {
      const message = deadLetterMessage(openGroup());

      const { at } = deadLetterOf({ ...message, Attributes: { ...message.Attributes, SentTimestamp: stamp } });

      assert.equal(at, '1970-01-01T00:00:00.000Z');
    });
  }

  for (const [what, body, why] of [
    ['is no JSON', 'hello', 'the body is not JSON'],
    ['is of another version', JSON.stringify({ ...openGroup(), version: 2 }), 'version'],
    [
      'nobody can work on',
      openGroup({ remediator: 's3-bucket' }),
      'mends AWS::S3::Bucket, not AWS::EC2::SecurityGroup',
    ],
  ] as const) {
    it(`says why a body that ${what} cannot go back`, () => {
      const message = deadLetterMessage(body, { code: 'MESSAGE_INVALID' });

      assert.include(deadLetterOf(message).unreturnable ?? '', why);
      assert.isUndefined(returnedInstruction(message));
    });
  }
});

describe('returnedInstruction', () => {
  it('is the instruction with its attempts counted anew, and nothing else changed', () => {
    const instruction = openGroup({ attempt: 4, actor: 'arn:aws:iam::123456789012:user/alice' });

    assert.deepEqual(returnedInstruction(deadLetterMessage(instruction)), { ...instruction, attempt: 0 });
  });
});
