import { assert } from 'chai';
import { ResourceType } from '../../contract/resource.ts';
import { eventPatterns, watchedCalls, watchedType } from '../../fast-path/watched-calls.ts';
import { parsePattern } from '../../local/events/pattern.ts';
import { apiCallEvent, type Fields, s3CallEvent } from '../support/api-calls.ts';

const patterns = eventPatterns().map(({ pattern }) => parsePattern(JSON.stringify(pattern)));
const isWatched = (event: Fields): boolean => patterns.some((matches) => matches(event));
const eventOf = ({ source, eventSource }: (typeof watchedCalls)[number], eventName: string): Fields =>
  apiCallEvent({ eventSource, eventName }, { source });

describe('the calls that the fast path follows', () => {
  it('are of every kind of resource', () => {
    assert.sameMembers(
      watchedCalls.map(({ resourceType }) => resourceType),
      [...ResourceType.options],
    );
  });

  it('are of one kind each', () => {
    const names = watchedCalls.flatMap(({ eventSource, eventNames }) => eventNames.map((name) => eventSource + name));

    assert.lengthOf(new Set(names), names.length);
  });

  for (const calls of watchedCalls) {
    for (const eventName of calls.eventNames) {
      it(`are matched by an EventBridge pattern and known again: ${eventName}`, () => {
        const event = eventOf(calls, eventName);

        assert.isTrue(isWatched(event));
        assert.equal(watchedType({ eventSource: calls.eventSource, eventName }), calls.resourceType);
      });

      it(`are not matched where they failed: ${eventName}`, () => {
        const { detail, ...envelope } = eventOf(calls, eventName);

        assert.isFalse(isWatched({ ...envelope, detail: { ...Object(detail), errorCode: 'AccessDenied' } }));
      });
    }
  }

  for (const eventName of [
    'RevokeSecurityGroupIngress',
    'UpdateSecurityGroupRuleDescriptionsIngress',
    'UpdateSecurityGroupRuleDescriptionsEgress',
    'DeleteSecurityGroup',
  ]) {
    it(`are not those that open nothing: ${eventName}`, () => {
      assert.isFalse(isWatched(apiCallEvent({ eventName })));
      assert.isUndefined(watchedType({ eventSource: 'ec2.amazonaws.com', eventName }));
    });
  }

  for (const eventName of ['PutPublicAccessBlock', 'PutObject', 'DeleteBucket', 'PutBucketWebsite']) {
    it(`are not those by a name that CloudTrail does not have, of objects, or that no rule asks about: ${eventName}`, () => {
      assert.isFalse(isWatched(s3CallEvent(eventName, {})));
    });
  }

  it('are of the service that they are known by', () => {
    assert.isUndefined(watchedType({ eventSource: 's3.amazonaws.com', eventName: 'CreateSecurityGroup' }));
    assert.isFalse(isWatched(apiCallEvent({ eventName: 'CreateBucket' })));
  });

  it('have patterns as long as EventBridge takes them', () => {
    for (const { pattern } of eventPatterns()) assert.isAtMost(JSON.stringify(pattern).length, 2048);
  });
});
