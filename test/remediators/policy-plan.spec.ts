import { assert } from 'chai';
import type { PublicStatement } from '../../contract/violation.ts';
import { type Drops, narrowedText } from '../../remediators/policy-cut.ts';
import { notesForPeople } from '../../remediators/policy-deleted-principals.ts';
import { planPolicy } from '../../remediators/policy-plan.ts';
import { allow, bucket, policy } from '../support/buckets.ts';

const deploy = 'arn:aws:iam::111122223333:role/deploy';
const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
const star: Drops = [{ path: ['Principal', 'AWS'], values: ['*'] }];
const found = (rest: Partial<PublicStatement> = {}): PublicStatement => ({
  kind: 'public-statement',
  index: 0,
  reason: 'Principal is *',
  ...rest,
});

describe('a plan for a policy', () => {
  it('is nothing where nothing is asked of a bucket without one', () => {
    assert.isNull(planPolicy(bucket(), { remove: [found()] }));
  });

  for (const [what, append, after] of [
    ['a denial', JSON.stringify(deny), ['Statement[0] denies everyone s3:* on *']],
    ['what is no denial', JSON.stringify(allow()), []],
    ['what cannot be read', '{', []],
  ] as const) {
    it(`tells ${after.length} lines of ${what} that is appended`, () => {
      const plan = planPolicy(bucket(), { remove: [], append });

      assert.deepEqual([plan?.before, plan?.after, plan?.notes], [['no bucket policy'], after, []]);
      assert.equal(plan?.change.input['Policy'], `{"Version":"2012-10-17","Statement":[${append}]}`);
    });
  }

  it('narrows where two violations want the same parts gone', () => {
    const text = policy(allow({ Principal: { AWS: ['*', deploy] } }));

    const plan = planPolicy(bucket({ policy: text }), {
      remove: [found({ narrowBy: star }), found({ narrowBy: structuredClone(star) })],
    });

    assert.equal(plan?.change.input['Policy'], text.replace('"*",', ''));
    assert.deepEqual(plan?.notes, ['Statement[0] narrowed: Principal AWS * dropped, the rest kept']);
  });

  it('names every part that it drops', () => {
    const text = policy(
      allow({ Principal: { AWS: ['*', deploy], Federated: ['graph.facebook.com', 'cognito-identity.amazonaws.com'] } }),
    );
    const narrowBy = [
      ...star,
      { path: ['Principal', 'Federated'], values: ['graph.facebook.com', 'cognito-identity.amazonaws.com'] },
    ];

    const plan = planPolicy(bucket({ policy: text }), { remove: [found({ narrowBy })] });

    assert.deepEqual(plan?.notes, [
      'Statement[0] narrowed: Principal AWS * dropped; Principal Federated graph.facebook.com, cognito-identity.amazonaws.com dropped, the rest kept',
    ]);
  });

  const loose = { IpAddress: { 'aws:SourceIp': '54.0.0.0/12' } };
  const asked: [string, string, PublicStatement, 'gone' | 'kept'][] = [
    ['at its place', policy(allow(), deny), found(), 'gone'],
    ['at another place', policy(deny, allow()), found(), 'kept'],
    ['of another Sid', policy(allow({ Sid: 'A' }), deny), found({ sid: 'B' }), 'kept'],
    [
      'that only the parameters call public',
      policy(allow({ Condition: loose }), deny),
      found({ reason: 'AWS:SourceIP 54.0.0.0/12 is broader than /16' }),
      'gone',
    ],
    [
      'that nobody calls public',
      policy(allow({ Condition: loose }), deny),
      found({ reason: 'Principal is *' }),
      'kept',
    ],
  ];
  for (const [what, text, violation, end] of asked) {
    it(`leaves a statement ${what} ${end}`, () => {
      const plan = planPolicy(bucket({ policy: text }), { remove: [violation] });

      assert.equal(plan === null ? 'kept' : 'gone', end);
    });
  }
});

describe('a policy without some parts', () => {
  it('is none where it does not hold them', () => {
    assert.isNull(narrowedText(policy(deny), 0, [{ path: ['Principal', 'AWS'], values: ['*'] }]));
  });

  it('lets any other fault through, which is no answer', () => {
    const broken: Drops = Object.assign([], {
      [Symbol.iterator]: (): never => {
        throw new RangeError('broken');
      },
    });

    assert.throws(() => narrowedText(policy(deny), 0, broken), RangeError, 'broken');
  });

  it('has no deleted users or roles for people, where it is no policy', () => {
    assert.deepEqual(notesForPeople('{', []), []);
  });
});
