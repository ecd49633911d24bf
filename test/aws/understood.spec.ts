import { assert } from 'chai';
import { understood } from '../../aws/understood.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';

describe('understood', () => {
  it('answers what was made out', async () => {
    assert.equal(await understood('SQS', () => Promise.resolve(7)), 7);
  });

  for (const cause of [
    new TypeError('x is not iterable'),
    new SyntaxError('no JSON'),
    new RangeError('no date'),
    new URIError('URI malformed'),
    new Error('Invalid MD5 checksum on messages: m-1'),
    Object.assign(new Error('unhandled schema type'), { $response: {} }),
  ]) {
    it(`says that an answer has no known form where it is tripped over: ${String(cause)}`, async () => {
      const failure = await assertRejects(
        understood('SQS', () => Promise.reject(cause)),
        'READ_FAILED',
        `SQS answered in a form that is not known: ${cause.name}: ${cause.message}`,
      );

      assert.isTrue(failure.transient);
      assert.strictEqual(failure.cause, cause);
    });
  }

  it('leaves what AWS refused as it is', async () => {
    const refusal = awsError('AccessDenied', { status: 403 });

    assert.strictEqual(
      await understood('SQS', () => Promise.reject(refusal)).catch((error: unknown) => error),
      refusal,
    );
  });
});
