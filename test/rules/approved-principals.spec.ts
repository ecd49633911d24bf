import { assert } from 'chai';
import * as v from 'valibot';
import type { ChangeActor } from '../../contract/recorded-change.ts';
import { approvedPrincipalsSchema, isApproved } from '../../rules/approved-principals.ts';
import { sessionOf } from '../support/recorded-changes.ts';

const account = '123456789012';
const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const user = (name: string): ChangeActor => ({ type: 'IAMUser', arn: `arn:aws:iam::${account}:user/${name}` });

describe('the principals that are approved', () => {
  for (const [what, actor, patterns, expected] of [
    ['a session of the very role', sessionOf('ci'), [role('ci')], true],
    ['a session of a role with a path', sessionOf('deploy/ci'), [role('deploy/ci')], true],
    ['a role by a pattern', sessionOf('deploy-web'), [role('deploy-*')], true],
    ['a role whose path the pattern takes in', sessionOf('deploy/web'), [role('*web')], true],
    ['any account', sessionOf('ci'), ['arn:aws:iam::*:role/ci'], true],
    ['the second of several', sessionOf('ci'), [role('other'), role('ci')], true],
    ['a pattern with several parts', sessionOf('team-a-deploy-eu'), [role('team-*-deploy-*')], true],
    ['a user', user('alice'), [`arn:aws:iam::${account}:user/alice`], true],
    ['the root', { type: 'Root', arn: `arn:aws:iam::${account}:root` }, [`arn:aws:iam::${account}:root`], true],
    ['another role', sessionOf('developer'), [role('ci')], false],
    ['a role that only begins so', sessionOf('ci-admin'), [role('ci')], false],
    ['a role whose name is written in another case', sessionOf('CI'), [role('ci')], false],
    ['a session that is named like the pipeline', sessionOf('developer', 'ci'), [role('ci'), role('*ci')], false],
    ['parts of a pattern that would have to overlap', sessionOf('ab'), [role('ab*b')], false],
    ['a user, by a pattern for roles', user('ci'), [role('*')], false],
    [
      'a role without its ARN',
      { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/ci/x` },
      [role('ci')],
      false,
    ],
    [
      'a federated user of an approved one',
      { type: 'FederatedUser', arn: `arn:aws:sts::${account}:federated-user/x` },
      ['arn:aws:iam::*:user/*'],
      false,
    ],
    [
      'an AWS service',
      { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
      ['arn:aws:iam::*:role/*'],
      false,
    ],
    [
      'a caller of another account',
      { type: 'AWSAccount', accountId: '210987654321' },
      ['arn:aws:iam::*:role/*'],
      false,
    ],
  ] as const) {
    it(`${expected ? 'are' : 'are not'} ${what}`, () => {
      assert.equal(isApproved(actor, patterns), expected);
    });
  }

  for (const [text, says] of [
    ['', 'names nobody'],
    [' , ', 'names nobody'],
    ['*', 'must be ARNs'],
    ['ci', 'must be ARNs'],
    [`arn:aws:sts::${account}:assumed-role/ci/build`, 'give the ARN of its role'],
    [`${role('ci')};${role('cd')}`, 'must be ARNs'],
    [`arn:aws:s3:::bucket`, 'must be ARNs'],
    [`${role('ci')},arn:aws:iam::${account}:group/ops`, 'must be ARNs'],
  ] as const) {
    it(`are not to be told from ${JSON.stringify(text)}`, () => {
      const parsed = v.safeParse(approvedPrincipalsSchema, text);

      assert.isFalse(parsed.success);
      assert.include(parsed.issues?.[0].message, says);
    });
  }

  it('are separated by commas and spaces', () => {
    assert.deepEqual(v.parse(approvedPrincipalsSchema, ` ${role('ci')} ,${role('cd-*')},`), [role('ci'), role('cd-*')]);
  });
});
