import { assert } from 'chai';
import type { Approvals } from '../../contract/context.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import type { Violation } from '../../contract/violation.ts';
import {
  added,
  approval,
  change,
  history,
  liveRules,
  pipeline,
  pipelineRole,
  ruleId,
  unapprovedId,
} from '../support/recorded-changes.ts';
import { assertFails } from '../support/assert-fails.ts';
import { judgedBy } from '../support/judged-by.ts';
import { ingress } from '../support/security-groups.ts';

const parameters = { approvedPrincipals: pipelineRole };
const office = ingress('tcp', 8443, '198.51.100.0/24');
const reverted = (violations: readonly Violation[]) =>
  violations.map((one) => (one.kind === 'unapproved-change' ? one.ruleId : one.kind));

describe(`${unapprovedId} with approvals`, () => {
  const given = { ...parameters, approvalBucket: 'approvals', approvalAccount: '210987654321' };
  const account = { bucket: 'approvals', account: '210987654321' };
  const wide = approval({
    change: { direction: 'ingress', protocol: 'tcp', fromPort: 8000, toPort: 8999, source: '198.51.100.0/24' },
  });
  const judgeWith = (changes: readonly RecordedChange[], approvals: Approvals, accountId?: string): Violation[] =>
    judgedBy(unapprovedId, [office], {
      parameters: given,
      context: history(liveRules([office]), changes, approvals),
      ...(accountId === undefined ? {} : { group: { accountId } }),
    });
  const byHand = [change({ added: [added(0, office)] })];

  it('leaves alone what one covers', () => {
    assert.deepEqual(judgeWith(byHand, { kind: 'read', ...account, approvals: [wide] }), []);
  });

  it('finds what none covers', () => {
    assert.deepEqual(reverted(judgeWith(byHand, { kind: 'read', ...account, approvals: [] })), [ruleId(0)]);
  });

  for (const [what, approvals, reason] of [
    ['cannot be read', { kind: 'unreadable', reason: 'AccessDenied' }, 'approvals cannot be read: AccessDenied'],
    ['were not read', { kind: 'none' }, 'the approvals in approvals were not read'],
    [
      'were read in another bucket',
      { kind: 'read', ...account, bucket: 'mine', approvals: [wide] },
      'the approvals in approvals were not read',
    ],
    [
      'were read in another account',
      { kind: 'read', ...account, account: '111122223333', approvals: [wide] },
      'the approvals in approvals were not read',
    ],
  ] as const) {
    it(`does not decide where they ${what}`, () => {
      assert.deepEqual(judgeWith(byHand, approvals), [
        { kind: 'undecided', subject: 'tcp 8443 from 198.51.100.0/24', reason },
      ]);
    });

    it(`leaves the pipeline alone where they ${what}`, () => {
      assert.deepEqual(judgeWith([change({ added: [added(0, office)], actor: pipeline })], approvals), []);
    });
  }

  it('does not decide where they are of the group’s own account', () => {
    const [found] = judgeWith(byHand, { kind: 'read', ...account, approvals: [wide] }, '210987654321');

    assert.include(found?.kind === 'undecided' && found.reason, 'approvalAccount is the group’s own account');
  });

  for (const [what, parameters_, says] of [
    ['a bucket without its account', { approvalAccount: '' }, 'approvalAccount=""'],
    ['an account without a bucket', { approvalBucket: '' }, 'approvalAccount="210987654321"'],
    ['an account that is none', { approvalAccount: 'security' }, 'approvalAccount="security"'],
    ['a bucket that is none', { approvalBucket: 's3://approvals' }, 'approvalBucket="s3://approvals"'],
    ['nobody who may change groups', { approvedPrincipals: '' }, 'approvedPrincipals="": names nobody'],
  ] as const) {
    it(`refuses ${what}`, () => {
      const judgeWrongly = () => judgedBy(unapprovedId, [], { parameters: { ...given, ...parameters_ } });

      assertFails(judgeWrongly, 'PARAMETER_INVALID', `${unapprovedId}: ${says}`);
    });
  }
});
