import { assert } from 'chai';
import { classifyError, errorCode, errorText, isDenied, isInDoubt } from '../../aws/classify-error.ts';
import { awsError } from '../support/aws.ts';

const classes = {
  gone: ['InvalidGroup.NotFound', 'NoSuchBucket'],
  'moved-on': [
    'InvalidPermission.NotFound',
    'InvalidPermission.Duplicate',
    'RulesPerSecurityGroupLimitExceeded',
    'NoSuchBucketPolicy',
    'AccessControlListNotSupported',
  ],
  transient: [
    'RequestLimitExceeded',
    'ThrottlingException',
    'SlowDown',
    'OperationAborted',
    'TimeoutError',
    'ECONNRESET',
    'EAI_AGAIN',
  ],
  permanent: ['AccessDenied', 'UnauthorizedOperation', 'InvalidGroupId.Malformed', 'MalformedPolicy', 'constructor'],
} as const;

describe('classifyError', () => {
  for (const [expected, names] of Object.entries(classes)) {
    for (const name of names) {
      it(`says that ${name} is ${expected}`, () => {
        assert.equal(classifyError(awsError(name)), expected);
      });
    }
  }

  for (const [status, expected] of [
    [500, 'transient'],
    [503, 'transient'],
    [429, 'transient'],
    [400, 'permanent'],
    [404, 'permanent'],
  ] as const) {
    it(`takes an unknown error with status ${status} as ${expected}`, () => {
      assert.equal(classifyError(awsError('NeverHeardOf', { status })), expected);
    });
  }

  it('knows a connection that failed by the code of Node', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

    assert.equal(classifyError(error), 'transient');
    assert.equal(errorCode(error), 'ECONNREFUSED');
  });

  for (const thrown of [null, undefined, 'text', 7, {}]) {
    it(`does not take ${JSON.stringify(thrown)} for something that will pass`, () => {
      assert.equal(classifyError(thrown), 'permanent');
      assert.equal(errorCode(thrown), 'Unknown');
    });
  }
});

describe('isDenied', () => {
  it('knows the three names and the status', () => {
    assert.isTrue(isDenied(awsError('UnauthorizedOperation')));
    assert.isTrue(isDenied(awsError('AccessDenied')));
    assert.isTrue(isDenied(awsError('InvalidAccessKeyId', { status: 403 })));
    assert.isFalse(isDenied(awsError('MalformedPolicy')));
  });
});

describe('isInDoubt', () => {
  it('is so where an answer may have been lost', () => {
    assert.isTrue(isInDoubt(awsError('TimeoutError')));
    assert.isTrue(isInDoubt(awsError('InvalidPermission.NotFound', { attempts: 2 })));
  });

  it('is not so where the first answer was a refusal', () => {
    assert.isFalse(isInDoubt(awsError('InvalidPermission.NotFound')));
    assert.isFalse(isInDoubt(awsError('AccessDenied')));
    assert.isFalse(isInDoubt(new Error('of our own')));
  });
});

describe('errorText', () => {
  it("gives the code and AWS's own words", () => {
    assert.equal(
      errorText(awsError('SlowDown', { message: 'Please reduce your rate' })),
      'SlowDown: Please reduce your rate',
    );
    assert.equal(errorText('thrown text'), 'thrown text');
  });
});
