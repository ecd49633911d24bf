import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketLogging } from '../../rules/s3-bucket-logging.ts';
import { assertFails } from '../support/assert-fails.ts';
import { apiItem, bucket } from '../support/buckets.ts';

const evaluate = (resource: Bucket, given: Record<string, string> = {}): Violation[] =>
  s3BucketLogging.evaluate(resource, parseParameters(s3BucketLogging, given), emptyContext);
const logged = bucket({ logging: { targetBucket: 'elsewhere', targetPrefix: '' } });

describe('s3-bucket-logging', () => {
  it('is content with a bucket that is logged, wherever to', () => {
    assert.isEmpty(evaluate(logged));
    assert.isEmpty(evaluate(logged, { targetBucket: 'logs' }));
  });

  it('leaves a bucket to people where it has no target', () => {
    const [only] = evaluate(bucket());

    assert.isFalse(only === undefined || isMendable(only));
    assert.equal(
      only && describeViolation(only),
      'access is not logged; not mended: the rule has no targetBucket to send the logs to',
    );
  });

  it('finds where the logs are to go, each bucket under a prefix of its own', () => {
    assert.deepEqual(evaluate(bucket(), { targetBucket: 'logs' }), [
      { kind: 'logging-off', target: { bucket: 'logs', prefix: 'holiday-photos/' } },
    ]);
  });

  it('fills in account, region and bucket, as often as they are named', () => {
    const given = { targetBucket: 'logs-{account}-{region}', targetPrefix: '{account}/{region}/{bucket}/{bucket}-' };

    const [only] = evaluate(bucket(), given);

    assert.deepEqual(only, {
      kind: 'logging-off',
      target: {
        bucket: 'logs-111122223333-eu-west-1',
        prefix: '111122223333/eu-west-1/holiday-photos/holiday-photos-',
      },
    });
  });

  it('can ask for no prefix', () => {
    const [only] = evaluate(bucket(), { targetBucket: 'logs', targetPrefix: '' });

    assert.deepEqual(only, { kind: 'logging-off', target: { bucket: 'logs', prefix: '' } });
  });

  // Security Hub user guide, control S3.9: the target needs no logging, and findings about it are to be suppressed.
  it('does not judge the target itself', () => {
    assert.isEmpty(evaluate(bucket(), { targetBucket: 'holiday-photos' }));
    assert.isEmpty(evaluate(bucket({ id: 'logs-eu-west-1' }), { targetBucket: 'logs-{region}' }));
  });

  it('cannot decide on logging that was not read', () => {
    const violations = evaluate(bucket({ logging: { kind: 'unread', reason: 'AccessDenied' } }));

    assert.deepEqual(violations, [{ kind: 'undecided', subject: 'access logging', reason: 'AccessDenied' }]);
  });

  it('judges an item in API form', () => {
    const of = (destinationBucketName: string | null): Violation[] =>
      evaluate(
        bucketFromItem(
          parseConfigurationItem(
            apiItem({ supplementary: { BucketLoggingConfiguration: { destinationBucketName, logFilePrefix: null } } }),
          ),
        ),
        { targetBucket: 'logs' },
      );

    assert.isEmpty(of('elsewhere'));
    assert.lengthOf(of(null), 1);
  });

  describe('parameters', () => {
    it('have no target by default', () => {
      assert.deepEqual(parseParameters(s3BucketLogging, undefined), { targetBucket: '', targetPrefix: '{bucket}/' });
    });

    for (const [name, value] of [
      ['targetBucket', 'ab'],
      ['targetBucket', 's3://logs'],
      ['targetBucket', 'logs/photos'],
      ['targetBucket', 'arn:aws:s3:::logs'],
      ['targetBucket', 'logs-{owner}'],
      ['targetPrefix', '{bucket'],
      ['targetPrefix', '${bucket}}/'],
      ['targetPrefix', 'logs\n'],
    ] as const) {
      it(`refuse ${name}=${JSON.stringify(value)}`, () => {
        assertFails(() => parseParameters(s3BucketLogging, { [name]: value }), 'PARAMETER_INVALID', `${name}=`);
      });
    }
  });
});
