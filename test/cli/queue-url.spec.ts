import { assert } from 'chai';
import { explainQueueError } from '../../cli/queue-error.ts';
import { regionOfQueue, remediationQueue } from '../../cli/queue-url.ts';
import { Failure } from '../../contract/failure.ts';
import { assertFails } from '../support/assert-fails.ts';
import { awsError } from '../support/aws.ts';

const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/configmend-remediation';

describe('remediationQueue', () => {
  it('is what was asked for, else what the environment says', () => {
    const environment = { CONFIGMEND_QUEUE: 'https://sqs.us-east-1.amazonaws.com/123456789012/other' };

    assert.equal(remediationQueue(url, environment), url);
    assert.equal(remediationQueue(undefined, environment), environment.CONFIGMEND_QUEUE);
  });

  it('says how to name it where nobody did', () => {
    for (const environment of [{}, { CONFIGMEND_QUEUE: '' }]) {
      assertFails(
        () => remediationQueue(undefined, environment),
        'USAGE',
        'give --queue, or set CONFIGMEND_QUEUE, to the stack’s output queue_url',
      );
    }
  });

  for (const given of [
    'configmend-remediation',
    'https://sqs.eu-west-1.amazonaws.com',
    'arn:aws:sqs:eu-west-1:1:q',
    'file:///1/q',
  ]) {
    it(`refuses ${given}, which is not the URL of a queue`, () => {
      assertFails(() => remediationQueue(given, {}), 'USAGE', 'not the URL of a queue');
    });
  }
});

describe('regionOfQueue', () => {
  for (const [given, region] of [
    [url, 'eu-west-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q', 'cn-north-1'],
    ['https://eu-west-1.queue.amazonaws.com/123456789012/q', 'eu-west-1'],
    ['http://127.0.0.1:4566/123456789012/q', undefined],
  ] as const) {
    it(`is ${region ?? 'not known'} of ${given}`, () => {
      assert.equal(regionOfQueue(given), region);
    });
  }
});

describe('why a queue was not read', () => {
  for (const [error, next] of [
    [awsError('QueueDoesNotExist'), /^there is no queue https\S+ in eu-west-1: give the stack’s output queue_url/],
    [awsError('InvalidAddress', { status: 404 }), /is not in the region of the call: set AWS_REGION/],
    [
      awsError('AccessDeniedException', { status: 403 }),
      /^the caller may not read .*sqs:ReceiveMessage, sqs:Change.* on it$/,
    ],
    [awsError('CredentialsProviderError'), /^AWS does not accept the credentials .*check AWS_PROFILE/],
    [awsError('InvalidClientTokenId', { status: 403 }), /^AWS does not accept the credentials/],
    [awsError('ExpiredToken', { status: 403 }), /^AWS does not accept the credentials/],
    [new Error('Region is missing'), /^no region is set: set AWS_REGION to that of the queue$/],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /: check the network, and try again$/],
    [awsError('RequestThrottled'), /: check the network, and try again$/],
    [awsError('UnsupportedOperation'), /: check --queue and AWS_REGION$/],
  ] as const) {
    it(`is said of ${error.name === 'Error' ? error.message : error.name} in one sentence with the next step`, () => {
      const failure = explainQueueError(error, url);

      if (!(failure instanceof Failure)) assert.fail(String(failure));
      assert.equal(failure.code, 'READ_FAILED');
      assert.match(failure.message, next);
      assert.notInclude(failure.message, '\n');
    });
  }

  it('is taken as it is where it is said already', () => {
    const failure = new Failure('USAGE', 'which queue is not known');

    assert.strictEqual(explainQueueError(failure, url), failure);
  });
});
