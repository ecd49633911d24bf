import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { bundleLambdas, type LambdaBundle } from '../../build/bundle-lambdas.ts';
import type { AccessDecision } from '../../local/iam/authoriser.ts';
import { enforcedRun, type EnforcedRun, type Policies } from './support/enforced-run.ts';
import { everyRuleRun } from './support/every-rule-run.ts';
import { isJustifiedBy, justified } from './support/justified-permissions.ts';
import { unusedPermissions, withoutAction } from './support/unused-permissions.ts';

const roleOf = (functionName: string): string => `configmend-eu-west-1-${functionName}`;
const groupRemediator = roleOf('remediator-security-group');
const bucketRule = roleOf('s3-bucket-public-access');

describe('The policies of the synthesised stack', function () {
  let folder = '';
  let bundles: LambdaBundle[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'configmend-permissions-'));
    bundles = await bundleLambdas(folder);
  });
  after(() => rm(folder, { recursive: true }));

  /** With the mend of one group denied on purpose. */
  let run: EnforcedRun;
  let guarded = '';

  describe('while they are enforced, with the mend of one group denied on purpose', () => {
    before(async () => {
      run = await enforcedRun(bundles, (policies, world) => {
        guarded = world.guardedGroup;
        const Resource = `arn:aws:ec2:*:*:security-group/${guarded}`;
        const Statement = { Effect: 'Deny', Action: 'ec2:RevokeSecurityGroupIngress', Resource };
        policies.set(groupRemediator, [
          ...(policies.get(groupRemediator) ?? []),
          { Version: '2012-10-17', Statement: [Statement] },
        ]);
      });
    });

    it('deny that one call and nothing else', () => {
      const denied = run.decisions.filter(({ allowed }) => !allowed);

      assert.deepEqual(
        denied.map(({ role, action, resource }) => ({ role, action, resource })),
        [
          {
            role: groupRemediator,
            action: 'ec2:RevokeSecurityGroupIngress',
            resource: `arn:aws:ec2:eu-west-1:123456789012:security-group/${guarded}`,
          },
        ],
      );
    });

    it('were asked about every call of every function', () => {
      const called = run.calls.map(({ principalArn, service, operation }) =>
        [principalArn.split('/')[1], service, operation].join(' '),
      );
      // Writing by an ETag needs two permissions, every other call one; a call that a fault strikes is not asked about.
      const decided = run.decisions
        .filter(({ operation, action }) => operation !== 'PutObject' || action === 's3:PutObject')
        .map(({ role, service, operation }) => [role, service, operation].join(' '));
      const struck = `${roleOf('remediator-s3-bucket')} s3 DeleteBucketPolicy`;

      assert.sameMembers([...decided, struck], called);
    });

    it('let the story end as it should: all mended but the guarded group, whose message says why', () => {
      const { groups, buckets } = run.world;
      const ended = new Map(run.outcomes.map(({ resourceId, outcome }) => [resourceId, outcome]));
      const named = (...names: string[]): string[] =>
        [...groups, ...buckets].filter(({ name }) => names.includes(name)).map(({ id }) => id);

      const mended = ['bastion', 'halves', 'wide-range', 'everything', 'listed', 'forgotten'];
      const mendedBuckets = ['holiday-photos', 'dropbox', 'reports', 'website-old', 'half-the-world'];
      for (const id of named(...mended, ...mendedBuckets.map((name) => `acme-${name}`))) {
        assert.include(['mended', 'nothing-to-do'], ended.get(id), id);
      }
      assert.equal(ended.get(guarded), 'failed');
      assert.sameDeepMembers(
        [...run.deadLetters],
        [
          { resourceId: guarded, code: 'CHANGE_DENIED' },
          { resourceId: 'not an instruction', code: 'MESSAGE_INVALID' },
        ],
      );
      assert.isAbove(run.slackMessages, 0);
    });
  });

  describe('while every rule is deployed and nearly everything is broken', () => {
    let policies: Policies;
    let every: readonly AccessDecision[];
    let decisions: readonly AccessDecision[];
    before(async () => {
      ({ policies, decisions: every } = await everyRuleRun(bundles));
      decisions = [...run.decisions, ...every];
    });

    it('deny nothing, whichever function asks', () => {
      assert.deepEqual(
        every.filter(({ allowed }) => !allowed),
        [],
      );
      assert.sameMembers(
        [...new Set(every.map(({ role }) => role))],
        bundles.map(({ name }) => roleOf(name)),
      );
    });

    it('allow nothing that is neither used nor justified', () => {
      const superfluous = unusedPermissions(policies, decisions).filter(
        (permission) => !justified.some((one) => isJustifiedBy(permission, one)),
      );

      assert.deepEqual(superfluous, []);
    });

    it('need every justification that there is', () => {
      const unused = unusedPermissions(policies, decisions);
      const idle = justified.flatMap((one) =>
        one.actions
          .filter((action) => !unused.some((each) => each.action === action && isJustifiedBy(each, one)))
          .map((action) => `${action}: ${one.because}`),
      );

      assert.deepEqual(idle, []);
    });
  });

  describe('without an action that a function needs', () => {
    let run: EnforcedRun;
    before(async () => {
      run = await enforcedRun(bundles, (policies) => {
        for (const [role, action] of [
          [groupRemediator, 'ec2:RevokeSecurityGroupIngress'],
          [bucketRule, 'sqs:SendMessage'],
        ] as const) {
          policies.set(role, withoutAction(policies.get(role) ?? [], action));
        }
      });
    });

    it('deny those actions to those roles, and nothing else', () => {
      const denied = run.decisions.filter(({ allowed }) => !allowed).map(({ role, action }) => `${role} ${action}`);

      assert.sameMembers(
        [...new Set(denied)],
        [`${groupRemediator} ec2:RevokeSecurityGroupIngress`, `${bucketRule} sqs:SendMessage`],
      );
    });

    it('leave a group unmended when its remediator may not revoke, and say so', () => {
      const outcomes = run.outcomes.filter(({ resourceId }) => resourceId.startsWith('sg-'));
      const letters = run.deadLetters.filter(({ resourceId }) => resourceId.startsWith('sg-'));

      assert.isNotEmpty(outcomes);
      assert.isEmpty(outcomes.filter(({ outcome }) => outcome === 'mended'));
      for (const { detail } of outcomes) assert.match(detail, /^CHANGE_DENIED: .*ec2:RevokeSecurityGroupIngress/);
      assert.deepEqual([...new Set(letters.map(({ code }) => code))], ['CHANGE_DENIED']);
      assert.sameMembers(
        [...new Set(letters.map(({ resourceId }) => resourceId))],
        [...new Set(outcomes.map(({ resourceId }) => resourceId))],
      );
    });

    it('queue nothing for buckets when their rule may not send', () => {
      const aboutBuckets = run.outcomes.filter(({ resourceId }) => resourceId.startsWith('acme-'));

      assert.isEmpty(aboutBuckets);
      assert.isEmpty(run.decisions.filter(({ role }) => role === roleOf('remediator-s3-bucket')));
    });
  });
});
