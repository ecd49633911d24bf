import { assert } from 'chai';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { Change } from '../../contract/plan.ts';
import type { AccountBlock, Bucket, PublicAccessBlock, Resource } from '../../contract/resource.ts';
import { baseState } from '../../restore/base-state.ts';
import { blockConfiguration } from '../../restore/block-settings.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { allOff, allOn, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

type Action = Pick<ActionRecord, 'before' | 'after' | 'plan' | 'calls'>;

const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const s3 = (operation: string, input: Record<string, unknown> = {}): Change => ({
  service: 's3',
  operation,
  input: { ...of, ...input },
});
const putBlock = (settings: PublicAccessBlock) =>
  s3('PutPublicAccessBlock', { PublicAccessBlockConfiguration: blockConfiguration(settings) });
const putAccountBlock = (settings: PublicAccessBlock): Change => ({
  service: 's3-control',
  operation: 'PutPublicAccessBlock',
  input: {
    AccountId: accountBlock(null).accountId,
    PublicAccessBlockConfiguration: blockConfiguration(settings),
  },
});

/** What one action found, and made. */
function action(before: Resource, changes: readonly Change[], rest: Partial<Action> = {}): Action {
  return {
    before,
    plan: { changes: [...changes], before: [], after: [], notes: [] },
    calls: changes.map(({ service, operation }) => ({ service, operation })),
    ...rest,
  };
}
const interrupted = { calls: [] };
const acls: PublicAccessBlock = { ...allOff, blockPublicAcls: true };
const policies: PublicAccessBlock = { ...allOff, blockPublicPolicy: true };

describe('what a mend began from', () => {
  it('is what its only action found', () => {
    const only = bucket({ policy: policy() });

    assert.deepEqual(baseState(action(only, [s3('DeleteBucketPolicy')]), []), { before: only, conflicts: [] });
  });

  it('is of each part what the first action found that changed it', () => {
    const [first, second, third] = [
      bucket({ policy: 'first', grants: [ownerGrant] }),
      bucket({ policy: 'second', grants: [groupGrant('second')], logging: null }),
      bucket({ policy: 'third', grants: [groupGrant('third')], logging: { targetBucket: 'third', targetPrefix: '' } }),
    ];
    const policyPut = s3('PutBucketPolicy', { Policy: 'second' });
    const aclPut = s3('PutBucketAcl', {
      AccessControlPolicy: {
        Grants: [{ Grantee: { Type: 'Group', URI: 'third' }, Permission: 'READ' }],
        Owner: { ID: first.owner.id },
      },
    });

    const { before } = baseState(action(first, [policyPut]), [
      action(second, [aclPut]),
      action(third, [policyPut, aclPut, s3('PutBucketLogging')]),
    ]);

    assert.deepEqual(before, { ...first, grants: second.grants, logging: third.logging });
  });

  it('is told once to be in doubt, however many actions find it so', () => {
    const found = bucket({ policy: 'theirs' });
    const put = s3('PutBucketPolicy', { Policy: 'put' });
    const logs = s3('PutBucketLogging');

    const { conflicts } = baseState(action(bucket({ policy: 'first' }), [put]), [
      action(found, [logs]),
      action(bucket({ policy: 'other' }), [logs]),
    ]);

    assert.deepEqual(conflicts, ['The policy was changed by somebody else while the mend was under way.']);
  });

  const afterwards: [string, Partial<Action>, string, string[]][] = [
    ['as the action before had left it', { after: bucket({ policy: 'left' }) }, 'left', []],
    ['as the action before had found it', { after: bucket({ policy: 'left' }) }, 'first', []],
    ['as the action before had put it', {}, 'put', []],
    [
      'otherwise',
      { after: bucket({ policy: 'left' }) },
      'other',
      ['The policy was changed by somebody else while the mend was under way.'],
    ],
    [
      'otherwise, and gone in between',
      { after: null },
      'other',
      ['The policy was changed by somebody else while the mend was under way.'],
    ],
  ];
  for (const [what, rest, policyFound, expected] of afterwards) {
    it(`is ${expected.length === 0 ? 'known' : 'in doubt'} where the next action finds the policy ${what}`, () => {
      const first = action(bucket({ policy: 'first' }), [s3('PutBucketPolicy', { Policy: 'put' })], rest);

      const { conflicts } = baseState(first, [action(bucket({ policy: policyFound }), [s3('PutBucketLogging')])]);

      assert.deepEqual(conflicts, expected);
    });
  }

  it('is in doubt where the ACL is another while ACLs are in force', () => {
    const put = s3('PutBucketAcl', { AccessControlPolicy: { Grants: [], Owner: { ID: bucket().owner.id } } });
    const theirs = bucket({ grants: [groupGrant('x')] });
    const conflict = 'The ACL was changed by somebody else while the mend was under way.';

    assert.deepEqual(baseState(action(bucket(), [put]), [action(theirs, [])]).conflicts, [conflict]);
    const disabled = { ...theirs, ownership: 'BucketOwnerEnforced' } as const;
    assert.deepEqual(baseState(action(bucket(), [put]), [action(disabled, [])]).conflicts, []);
  });

  it('is in doubt also of another part while ACLs are disabled', () => {
    const found = bucket({ policy: 'theirs', ownership: 'BucketOwnerEnforced' });

    const { conflicts } = baseState(action(bucket(), [s3('PutBucketPolicy', { Policy: 'put' })]), [action(found, [])]);

    assert.deepEqual(conflicts, ['The policy was changed by somebody else while the mend was under way.']);
  });
});

describe('whether a mend began from what had never been set', () => {
  const enforce = s3('PutBucketOwnershipControls');
  const unsetOf = (
    first: Partial<Bucket>,
    changes: readonly Change[],
    found: Partial<Bucket>,
    own: readonly Change[],
  ) => {
    const { before } = baseState(action(bucket(first), changes), [action(bucket(found), own)]);
    return before.type === 'AWS::S3::Bucket' ? before.unset : assert.fail(before.type);
  };
  const [ownership, block] = [['ownership'], ['publicAccessBlock']] as const;
  const both = ['publicAccessBlock', 'ownership'] as const;
  const cases: [string, () => readonly string[] | undefined, readonly string[]][] = [
    [
      'is what the first action found, of what the later leaves alone',
      () => unsetOf({ unset: [...both] }, [], {}, []),
      both,
    ],
    [
      'is ownership that somebody deleted before it was changed',
      () => unsetOf({}, [], { unset: [...both] }, [enforce]),
      ownership,
    ],
    [
      'is not ownership that somebody set before it was changed',
      () => unsetOf({ unset: [...both] }, [], {}, [enforce]),
      block,
    ],
    [
      'is ownership that was changed at first, whatever was found later',
      () => unsetOf({ unset: [...ownership] }, [enforce], {}, [enforce]),
      ownership,
    ],
    [
      'is no other part that is put',
      () => unsetOf({ unset: [...ownership] }, [], {}, [s3('PutBucketPolicy', { Policy: 'x' })]),
      ownership,
    ],
    [
      'is Block Public Access that somebody deleted before it was changed',
      () => unsetOf({}, [], { unset: [...both] }, [putBlock(allOn)]),
      block,
    ],
    [
      'is not Block Public Access that somebody set before it was changed',
      () => unsetOf({ unset: [...both] }, [], {}, [putBlock(allOn)]),
      ownership,
    ],
    [
      'is Block Public Access that an earlier action had set',
      () => unsetOf({ unset: [...block] }, [putBlock(acls)], { publicAccessBlock: acls }, [putBlock(allOn)]),
      block,
    ],
    [
      'is Block Public Access that somebody deleted after an earlier action',
      () => unsetOf({ publicAccessBlock: acls }, [putBlock(allOn)], { unset: [...block] }, [putBlock(allOn)]),
      block,
    ],
  ];
  for (const [what, found, expected] of cases) {
    it(what, () => {
      assert.deepEqual(found(), expected);
    });
  }
});

describe('the Block Public Access of an account that a mend began from', () => {
  const stateOf = (
    first: PublicAccessBlock | null,
    changes: readonly Change[],
    found: PublicAccessBlock | null,
    own: readonly Change[],
    rest: Partial<Action> = {},
  ): { block: AccountBlock['publicAccessBlock']; conflicts: readonly string[] } => {
    const { before, conflicts } = baseState(action(accountBlock(first), changes, rest), [
      action(accountBlock(found), own),
    ]);
    const { publicAccessBlock: block } =
      before.type === 'AWS::S3::AccountPublicAccessBlock' ? before : assert.fail(before.type);
    return { block, conflicts };
  };
  const on = [putAccountBlock(allOn)];
  const cases: [string, () => ReturnType<typeof stateOf>, PublicAccessBlock | null][] = [
    ['is what the first action found, where the later changed nothing', () => stateOf(acls, on, policies, []), acls],
    ['is what the later found, where the first changed nothing', () => stateOf(acls, [], policies, on), policies],
    ['is nothing, where the first changed nothing and the later found none', () => stateOf(acls, [], null, on), null],
    ['is nothing, where the first found none and all is its own', () => stateOf(null, on, allOn, on), null],
    ['is nothing, where somebody deleted it in between', () => stateOf(acls, on, null, on), null],
    ['is all off, where it was set so from the start', () => stateOf(allOff, on, allOn, on), allOff],
    [
      'is what somebody switched on in between, where there had been none',
      () => stateOf(null, [putAccountBlock(acls)], { ...acls, blockPublicPolicy: true }, on),
      policies,
    ],
    ['is nothing, where the later found none again', () => stateOf(null, on, null, on), null],
    [
      'is what the first action found, whatever else it did beside',
      () => stateOf(acls, [...on, { ...putAccountBlock(allOn), operation: 'DeletePublicAccessBlock' }], allOn, on),
      acls,
    ],
  ];
  for (const [what, found, expected] of cases) {
    it(what, () => {
      const { block, conflicts } = found();

      assert.deepEqual(block, expected);
      assert.deepEqual(conflicts, []);
    });
  }

  it('is in doubt where it is on after an action that was interrupted, also where the later left it alone', () => {
    const doubt = (setting: string) =>
      `It is not known whether the mend or somebody else switched on Block Public Access ${setting}.`;

    assert.deepEqual(stateOf(null, on, policies, on, interrupted).conflicts, [doubt('blockPublicPolicy')]);
    assert.deepEqual(stateOf(acls, on, { ...acls, blockPublicPolicy: true }, [], interrupted).conflicts, [
      doubt('blockPublicPolicy'),
    ]);
    assert.deepEqual(stateOf(acls, on, null, on, interrupted).conflicts, []);
    assert.deepEqual(stateOf(null, on, policies, on, { after: accountBlock(allOn) }).conflicts, []);
  });

  it('is known where an action whose call is in doubt has read itself what it left', () => {
    const lost = {
      service: 's3-control',
      operation: 'PutPublicAccessBlock',
      error: 'TimeoutError',
      inDoubt: true,
    } as const;
    const rest = { calls: [lost], after: accountBlock(policies) };

    assert.deepEqual(stateOf(null, on, policies, on, rest).conflicts, []);
    assert.lengthOf(stateOf(null, on, policies, on, { calls: [lost] }).conflicts, 1);
  });
});
