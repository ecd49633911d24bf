import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { PublicAccessBlock } from '../../contract/resource.ts';
import { blockConfiguration, leftOff, switchedOn, switchedOnByWhom } from '../../restore/block-settings.ts';
import type { UnfinishedRestore } from '../../restore/restore-plan.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { allOff, allOn, bucket } from '../support/buckets.ts';

const put = (settings: PublicAccessBlock, service: Change['service'] = 's3'): Change => ({
  service,
  operation: 'PutPublicAccessBlock',
  input: { PublicAccessBlockConfiguration: blockConfiguration(settings) },
});
const deleted: Change = { service: 's3', operation: 'DeletePublicAccessBlock', input: {} };
const policy: Change = { service: 's3', operation: 'PutBucketPolicy', input: {} };
const noPolicyBlock = { ...allOn, blockPublicPolicy: false };

describe('the settings that a mend switched on', () => {
  const made = [
    { change: policy, surely: true },
    { change: put(noPolicyBlock), surely: true },
  ];

  it('are those that it put on and that had been off', () => {
    assert.deepEqual(switchedOn(made, 's3', { ...allOff, ignorePublicAcls: true }), [
      'blockPublicAcls',
      'restrictPublicBuckets',
    ]);
  });

  it('are none of another service, nor of a mend that put something else', () => {
    assert.isEmpty(switchedOn(made, 's3-control', allOff));
    assert.isEmpty(switchedOn([{ change: policy, surely: true }], 's3', allOff));
  });

  it('may be the work of others where a call is not surely made', () => {
    const maybe = [
      { change: put(allOn), surely: false },
      { change: put(noPolicyBlock), surely: true },
    ];

    assert.deepEqual(switchedOnByWhom(maybe, ['blockPublicAcls', 'blockPublicPolicy']), [
      'It is not known whether the mend or somebody else switched on Block Public Access blockPublicPolicy.',
    ]);
  });
});

describe('the settings that an unfinished restore left off', () => {
  const before = bucket({ publicAccessBlock: allOn });
  const restore = (changes: readonly Change[], of: UnfinishedRestore['before'] = before): UnfinishedRestore => ({
    before: of,
    plan: { changes: [...changes], before: [], after: [], notes: [] },
  });

  for (const [what, restores, expected] of [
    ['off for a moment', [restore([put(noPolicyBlock), policy, put(allOn)])], ['blockPublicPolicy']],
    ['all of them, deleted for a moment', [restore([deleted, policy, put(allOn)])], Object.keys(allOn)],
    ['off in the end', [restore([put(noPolicyBlock), policy])], []],
    ['on all the time', [restore([put(allOn), policy, put(allOn)])], []],
    ['off last', [restore([put(allOn), put(noPolicyBlock)])], []],
    ['off last, and once more', [restore([put(noPolicyBlock), put(allOn), put(noPolicyBlock)])], []],
    ['off for a moment before the rest', [restore([put(noPolicyBlock), put(allOn), policy])], ['blockPublicPolicy']],
    ['off for a moment that had been off', [restore([put(allOff), put(allOn)], bucket())], []],
    ['of an account', [restore([put(noPolicyBlock), put(allOn)], accountBlock(allOn))], []],
    ['of no restore', [], []],
    ['of a restore of something else', [restore([policy])], []],
    ['of either of two', [restore([policy]), restore([put(noPolicyBlock), put(allOn)])], ['blockPublicPolicy']],
  ] as const) {
    it(`${what}: ${expected.join(', ') || 'none'}`, () => {
      assert.sameMembers(leftOff(restores), [...expected]);
    });
  }
});
