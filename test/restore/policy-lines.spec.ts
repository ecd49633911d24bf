import { assert } from 'chai';
import { policyLines } from '../../restore/policy-lines.ts';
import { allow, policy } from '../support/buckets.ts';

describe('a policy in lines', () => {
  it('says so where there is none', () => {
    assert.deepEqual(policyLines(null), ['no policy']);
  });

  it('has one for each statement, and its size and digest last', () => {
    const text = policy(
      allow({ Sid: 'Everyone' }),
      allow({ Sid: 'NoHttp', Effect: 'Deny', Action: 's3:*' }),
      allow({ Sid: 'Odd', Effect: 'Allow', Principal: 7 }),
    );

    assert.deepEqual(policyLines(text), [
      'Statement[0] "Everyone" allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*',
      'Statement[1] "NoHttp" denies everyone s3:* on arn:aws:s3:::holiday-photos/*',
      'Statement[2] "Odd", which cannot be put in words',
      'policy of 377 bytes, SHA-256 3e7585ee9ebc…',
    ]);
  });

  it('has the size in bytes, and tells two texts of one size apart', () => {
    assert.deepEqual(policyLines('{"é'), ['policy of 4 bytes, SHA-256 3c8d455472e1…']);
    assert.notDeepEqual(policyLines('{ "a'), policyLines('{ "b'));
  });
});
