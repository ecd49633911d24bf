import { assert } from 'chai';
import { loggingFromItem, loggingFromS3 } from '../../resources/bucket-logging.ts';

describe('loggingFromItem', () => {
  const readable: [string, unknown, object | null][] = [
    ['an item without it', undefined, null],
    ['null', null, null],
    ['both null', { destinationBucketName: null, logFilePrefix: null }, null],
    [
      'a target with a prefix',
      { destinationBucketName: 'logs', logFilePrefix: 'photos/' },
      { targetBucket: 'logs', targetPrefix: 'photos/' },
    ],
    [
      'a target without a prefix',
      { destinationBucketName: 'logs', logFilePrefix: null },
      { targetBucket: 'logs', targetPrefix: '' },
    ],
  ];
  for (const [what, given, expected] of readable) {
    it(`reads ${what}`, () => {
      assert.deepEqual<unknown>(loggingFromItem(given), expected);
    });
  }

  for (const given of [{}, { targetBucket: 'logs' }, { destinationBucketName: 7 }, 'logs']) {
    it(`does not take ${JSON.stringify(given)} for no logging`, () => {
      assert.deepInclude(loggingFromItem(given), { kind: 'unread' });
    });
  }
});

describe('loggingFromS3', () => {
  it('reads an empty status as no logging', () => {
    assert.isNull(loggingFromS3({ $metadata: {} }));
  });

  it('reads the target', () => {
    const answer = { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: '', TargetGrants: [] } };

    assert.deepEqual(loggingFromS3(answer), { targetBucket: 'logs', targetPrefix: '' });
  });

  it('does not take a status without a target for no logging', () => {
    assert.deepInclude(loggingFromS3({ LoggingEnabled: {} }), { kind: 'unread' });
  });
});
