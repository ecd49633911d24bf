import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import { BlockSetting, type PublicAccessBlock } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { s3AccountRemediator } from '../../remediators/s3-account.ts';
import { accountBlock, allOn, noneOn } from '../support/account-blocks.ts';
import { accountId } from '../support/instructions.ts';
import { judgeOf } from '../support/remediation.ts';

const off = (...settings: BlockSetting[]): Violation[] => [{ kind: 'block-off', of: 'account', settings }];
const plan = (block: PublicAccessBlock | null, violations: readonly Violation[]) =>
  s3AccountRemediator.plan(accountBlock(block), violations);
const putOf = ([acls, ignore, policy, restrict]: readonly [boolean, boolean, boolean, boolean]) => ({
  service: 's3-control' as const,
  operation: 'PutPublicAccessBlock',
  input: {
    AccountId: accountId,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: acls,
      IgnorePublicAcls: ignore,
      BlockPublicPolicy: policy,
      RestrictPublicBuckets: restrict,
    },
  },
});

const cutOff = 'Every public bucket of the account is cut off, in every region, also one that is public on purpose.';
const otherAccounts = 'A bucket with a public policy is closed to other accounts as well, AWS services excepted.';
const refused = 'From then on S3 refuses calls that would make a bucket or an object of the account public.';

describe('the remediator of accounts', () => {
  for (const [what, block] of [
    ['was never set', null],
    ['is off', noneOn],
  ] as const) {
    it(`switches all four on in one call where the block ${what}, and says what that does`, () => {
      assert.deepEqual(plan(block, off(...BlockSetting.options)), {
        changes: [putOf([true, true, true, true])],
        before: [
          'Block Public Access blockPublicAcls: off',
          'Block Public Access ignorePublicAcls: off',
          'Block Public Access blockPublicPolicy: off',
          'Block Public Access restrictPublicBuckets: off',
        ],
        after: [
          'Block Public Access blockPublicAcls: on',
          'Block Public Access ignorePublicAcls: on',
          'Block Public Access blockPublicPolicy: on',
          'Block Public Access restrictPublicBuckets: on',
        ],
        notes: [cutOff, otherAccounts, refused],
      });
    });
  }

  it('sends the settings that are on with the one it switches on, or S3 would switch them off', () => {
    assert.deepEqual(plan({ ...allOn, blockPublicPolicy: false }, off('blockPublicPolicy')), {
      changes: [putOf([true, true, true, true])],
      before: ['Block Public Access blockPublicPolicy: off'],
      after: ['Block Public Access blockPublicPolicy: on'],
      notes: [refused],
    });
  });

  it('leaves off what the rule does not ask for', () => {
    for (const block of [noneOn, null]) {
      const { changes, notes } = plan(block, off('blockPublicAcls'));

      assert.deepEqual(changes, [putOf([true, false, false, false])]);
      assert.deepEqual(notes, [refused]);
    }
  });

  for (const [setting, block, note] of [
    ['ignorePublicAcls', { ...allOn, ignorePublicAcls: false }, cutOff],
    ['restrictPublicBuckets', { ...allOn, restrictPublicBuckets: false }, cutOff],
    [
      'ignorePublicAcls',
      noneOn,
      'Every bucket of the account that is public through an ACL is cut off, in every region, also one that is public on purpose.',
    ],
    [
      'restrictPublicBuckets',
      noneOn,
      'Every bucket of the account that is public through its policy is cut off, in every region, also one that is public on purpose.',
    ],
  ] as const) {
    it(`says whom ${setting} cuts off: ${note.slice(0, 50)}…`, () => {
      const { notes } = plan(block, off(setting));

      assert.deepEqual(notes, setting === 'ignorePublicAcls' ? [note] : [note, otherAccounts]);
    });
  }

  const changesNothing: [string, PublicAccessBlock | null, Violation[]][] = [
    ['the settings are on by now', allOn, off(...BlockSetting.options)],
    ['nothing is wrong', noneOn, []],
    ['the violation is of a bucket', noneOn, [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] }]],
    [
      'they are left to people',
      noneOn,
      [{ kind: 'block-off', of: 'account', settings: ['blockPublicAcls'], unmendable: 'a bucket would be cut off' }],
    ],
    ['nothing could be decided', noneOn, [{ kind: 'undecided', subject: 'it', reason: 'unread' }]],
  ];
  for (const [what, block, violations] of changesNothing) {
    it(`plans nothing where ${what}`, () => {
      assert.deepEqual(plan(block, violations), { changes: [], before: [], after: [], notes: [] });
    });
  }

  it('ends what the rule finds, switches nothing off, and has nothing to do then', () => {
    const states = fc.option(
      fc.record({
        blockPublicAcls: fc.boolean(),
        ignorePublicAcls: fc.boolean(),
        blockPublicPolicy: fc.boolean(),
        restrictPublicBuckets: fc.boolean(),
      }),
    );
    const wanted = fc.subarray([...BlockSetting.options], { minLength: 1 });
    fc.assert(
      fc.property(states, wanted, (block, settings) => {
        const given = { settings: settings.join(','), publicBuckets: 'none' };
        const judge = judgeOf('s3-account-public-access-block', given);
        const found = judge(accountBlock(block), emptyContext);

        const { changes } = plan(block, found);

        const after = changes.length === 0 ? block : settingsPut(changes[0]?.input);
        for (const setting of BlockSetting.options) {
          assert.equal(after?.[setting] ?? false, (block?.[setting] ?? false) || settings.includes(setting), setting);
        }
        assert.isAtMost(changes.length, 1);
        assert.deepEqual(judge(accountBlock(after), emptyContext), []);
        assert.deepEqual(plan(after, found).changes, []);
      }),
    );
  });

  it('waits longer each time for what reaches all regions only in time', () => {
    const pauses: readonly number[] = s3AccountRemediator.settlePausesMs;

    assert.equal(pauses[0], 0);
    assert.deepEqual(
      pauses,
      pauses.toSorted((a, b) => a - b),
    );
    assert.isAtLeast(
      pauses.reduce((sum, pause) => sum + pause, 0),
      30_000,
    );
  });

  it('is registered for accounts', () => {
    assert.equal(remediatorOf('s3-account')?.resourceType, 'AWS::S3::AccountPublicAccessBlock');
  });
});

/** What S3 keeps of a put. */
function settingsPut(input: Readonly<Record<string, unknown>> | undefined): PublicAccessBlock {
  const { PublicAccessBlockConfiguration: put } = Object(input);
  return {
    blockPublicAcls: put.BlockPublicAcls === true,
    ignorePublicAcls: put.IgnorePublicAcls === true,
    blockPublicPolicy: put.BlockPublicPolicy === true,
    restrictPublicBuckets: put.RestrictPublicBuckets === true,
  };
}
