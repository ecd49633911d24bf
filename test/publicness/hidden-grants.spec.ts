import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import { hiddenGrantReasons } from '../../publicness/hidden-grants.ts';
import { allOff, allUsersUri, bucket, groupGrant, ownerGrant } from '../support/buckets.ts';

const ignoring = { ...allOff, ignorePublicAcls: true };
const hidden =
  'Block Public Access ignores public ACLs, so that S3 does not show the public grants that may still be in this one, and it disables no ACLs while there are any (the parameter hiddenGrants says that there are none)';
const unread =
  'the account’s Block Public Access, which may hide public grants in the ACL, could not be read: AccessDenied';
const unreadable = { kind: 'unreadable', reason: 'AccessDenied' } as const;
const publicly = [ownerGrant, groupGrant(allUsersUri, 'WRITE')];

describe('public grants that S3 does not show', () => {
  const cases: [string, Partial<Bucket>, Context['accountBlock'], string[]][] = [
    ['may be there while the bucket ignores them', { publicAccessBlock: ignoring }, null, [hidden]],
    ['may be there while the account ignores them', {}, ignoring, [hidden]],
    ['may be there while the account cannot be read', {}, unreadable, [unread]],
    [
      'may be there while the bucket ignores them, whatever the account does',
      { publicAccessBlock: ignoring },
      unreadable,
      [hidden],
    ],
    ['may be there beside one that shows while the account cannot be read', { grants: publicly }, unreadable, [unread]],
    ['are none where nothing ignores them', {}, allOff, []],
    ['are none where the account was never told to ignore any', {}, null, []],
    [
      'do not matter where ACLs are disabled',
      { ownership: 'BucketOwnerEnforced', publicAccessBlock: ignoring },
      null,
      [],
    ],
  ];
  for (const [what, overrides, accountBlock, reasons] of cases) {
    it(what, () => {
      assert.deepEqual(hiddenGrantReasons(bucket(overrides), accountBlock, 'unproven'), reasons);
    });

    it(`${what}: nobody is told where somebody says that there are none`, () => {
      assert.deepEqual(hiddenGrantReasons(bucket(overrides), accountBlock, 'none'), []);
    });
  }

  for (const proof of ['unproven', 'none'] as const) {
    it(`that shows all the same is named, hiddenGrants ${proof}: no rule has it taken away`, () => {
      const resource = bucket({ grants: publicly, publicAccessBlock: ignoring });

      assert.deepEqual(hiddenGrantReasons(resource, null, proof), [
        'the ACL grants WRITE to everyone on the internet, which Block Public Access ignores and S3 disables no ACLs with',
      ]);
    });

    it(`is a violation of its own where it has effect, hiddenGrants ${proof}`, () => {
      assert.deepEqual(hiddenGrantReasons(bucket({ grants: publicly }), null, proof), []);
    });
  }
});
