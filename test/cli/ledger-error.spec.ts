import { assert } from 'chai';
import { explainLedgerError } from '../../cli/ledger-error.ts';
import { Failure } from '../../contract/failure.ts';
import { awsError } from '../support/aws.ts';

describe('why the ledger was not read', () => {
  for (const [error, next] of [
    [awsError('NoSuchBucket', { status: 404 }), /^there is no bucket ledger .*output ledger_bucket$/],
    [
      awsError('AccessDenied', { status: 403 }),
      /^the caller may not read ledger .*s3:ListBucket and s3:GetObject on it$/,
    ],
    [awsError('CredentialsProviderError'), /^AWS does not accept the credentials .*check AWS_PROFILE/],
    [awsError('InvalidAccessKeyId', { status: 403 }), /^AWS does not accept the credentials/],
    [awsError('ExpiredToken'), /^AWS does not accept the credentials/],
    [new Error('Region is missing'), /^no region is set: set AWS_REGION/],
    [awsError('SlowDown', { status: 503 }), /: try again$/],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /: try again$/],
    [awsError('IllegalLocationConstraintException'), /: check the name of the bucket and AWS_REGION$/],
  ] as const) {
    it(`is said of ${error.name === 'Error' ? error.message : error.name} in one sentence with the next step`, () => {
      const failure = explainLedgerError(error, 'ledger');

      assert.equal(failure.code, 'READ_FAILED');
      assert.match(failure.message, next);
      assert.notInclude(failure.message, '\n');
    });
  }

  it('is taken as it is where it is said already', () => {
    const failure = new Failure('USAGE', 'which ledger is not known');

    assert.strictEqual(explainLedgerError(failure, 'ledger'), failure);
  });
});
