import { assert } from 'chai';
import type { LiveRule } from '../../contract/context.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import { emptyContext } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { describeViolation } from '../../rules/annotation.ts';
import {
  added,
  change,
  changed,
  developer,
  history,
  liveRules,
  pipeline,
  pipelineRole,
  ruleId,
  sessionOf,
  unapprovedId,
} from '../support/recorded-changes.ts';
import { judgedBy } from '../support/judged-by.ts';
import { egress, groupId, ingress } from '../support/security-groups.ts';

const parameters = { approvedPrincipals: pipelineRole };
const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const web = ingress('tcp', 80, '0.0.0.0/0');
const later = '2026-11-20T12:05:00Z';

const judge = (rules: readonly LiveRule[], changes: readonly RecordedChange[]): Violation[] =>
  judgedBy(
    unapprovedId,
    rules.map(({ rule }) => rule),
    { parameters, context: history(rules, changes) },
  );
/** Ids of what is to be reverted, with what is put back. */
const reverted = (violations: readonly Violation[]) =>
  violations.map((one) => {
    if (one.kind !== 'unapproved-change') return one.kind;
    assert.isUndefined(one.unmendable);
    return one.before === undefined ? one.ruleId : [one.ruleId, one.before];
  });
const left = (violations: readonly Violation[]): (string | undefined)[] =>
  violations.map((one) => ('unmendable' in one ? one.unmendable : one.kind));

describe(unapprovedId, () => {
  describe('of rules that were added', () => {
    it('finds the one that nobody approved, and says who added it and when', () => {
      const violations = judge(liveRules([https, ssh]), [change({ added: [added(1, ssh)], eventId: 'e-1' })]);

      assert.deepEqual(violations, [
        {
          kind: 'unapproved-change',
          rule: ssh,
          ruleId: ruleId(1),
          actor: developer.arn ?? '',
          at: '2026-11-20T12:00:00Z',
          eventId: 'e-1',
          eventName: 'AuthorizeSecurityGroupIngress',
        },
      ]);
      assert.deepEqual(violations.map(describeViolation), [
        'tcp 22 from 0.0.0.0/0 was added by arn:aws:sts::123456789012:assumed-role/developer/sam at 2026-11-20T12:00:00Z',
      ]);
    });

    it('leaves alone what was there before anything was recorded', () => {
      assert.deepEqual(judge(liveRules([https, ssh]), []), []);
      assert.deepEqual(judge(liveRules([https, ssh]), [change({ added: [added(7, office)] })]), []);
    });

    it('leaves alone what the pipeline added', () => {
      assert.deepEqual(judge(liveRules([ssh]), [change({ added: [added(0, ssh)], actor: pipeline })]), []);
    });

    it('leaves alone the same rule, revoked and added anew by the pipeline, which has another id', () => {
      const changes = [
        change({ added: [added(7, ssh)] }),
        change({ added: [added(0, ssh)], actor: pipeline, at: later }),
      ];

      assert.deepEqual(judge(liveRules([ssh]), changes), []);
    });

    it('finds the one that was revoked and added anew by hand', () => {
      const changes = [
        change({ added: [added(7, ssh)], actor: pipeline }),
        change({ added: [added(0, ssh)], at: later }),
      ];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [ruleId(0)]);
    });

    it('is not told otherwise by the name of a session', () => {
      const changes = [change({ added: [added(0, ssh)], actor: sessionOf('developer', 'pipeline') })];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [ruleId(0)]);
    });

    it('finds every rule of one call, of both directions, and no other', () => {
      const out = egress('-1', null, '0.0.0.0/0');
      const changes = [change({ added: [added(0, ssh), added(2, office)] }), change({ added: [added(3, out)] })];

      const violations = judge(liveRules([ssh, https, office, out]), changes);

      assert.deepEqual(reverted(violations), [ruleId(0), ruleId(2), ruleId(3)]);
    });

    it('keeps the description that the group has now', () => {
      const now = { ...ssh, description: 'described since' };

      const [found] = judge(liveRules([now]), [change({ added: [added(0, ssh)] })]);

      assert.deepInclude(found, { rule: now });
    });

    it('leaves to people what an AWS service did by itself', () => {
      const actor = { type: 'AWSService', invokedBy: 'directoryservice.amazonaws.com' };
      const violations = judge(liveRules([ssh]), [change({ added: [added(0, ssh)], actor })]);

      assert.deepEqual(left(violations), ['an AWS service did it by itself, and not a person']);
      assert.include(violations.map(describeViolation)[0], 'was added by directoryservice.amazonaws.com at ');
    });
  });

  describe('of rules that were changed', () => {
    it('puts back what it was', () => {
      const violations = judge(liveRules([ssh]), [change({ changed: [changed(0, ssh, { before: office })] })]);

      assert.deepEqual(reverted(violations), [[ruleId(0), office]]);
      assert.include(
        violations.map(describeViolation)[0],
        '/sam (it was tcp 8443 from 198.51.100.0/24) at 2026-11-20T12:00:00Z',
      );
    });

    it('is content once it is back', () => {
      assert.deepEqual(judge(liveRules([office]), [change({ changed: [changed(0, ssh, { before: office })] })]), []);
    });

    it('leaves to people what it was that is not certain', () => {
      const unmendable = 'what it was before is not certain: …';
      const changes = [change({ changed: [changed(0, ssh, { unmendable })] })];

      assert.deepEqual(left(judge(liveRules([ssh]), changes)), [unmendable]);
    });

    it('goes back to what it was before the first of two changes by hand', () => {
      const changes = [
        change({ changed: [changed(0, web, { before: office })] }),
        change({ changed: [changed(0, ssh, { before: web })], at: later }),
      ];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [[ruleId(0), office]]);
    });

    it('goes back to what the pipeline had made of it, whatever AWS Config had recorded', () => {
      const changes = [
        change({ changed: [changed(0, web, { before: office })], actor: pipeline }),
        change({ changed: [changed(0, ssh, { before: office })], at: later }),
      ];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [[ruleId(0), web]]);
    });

    it('goes back to what the pipeline had added', () => {
      const changes = [
        change({ added: [added(0, web)], actor: pipeline }),
        change({ changed: [changed(0, ssh, { unmendable: 'not recorded yet' })], at: later }),
      ];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [[ruleId(0), web]]);
    });

    it('revokes what was added by hand and then changed by hand', () => {
      const changes = [
        change({ changed: [changed(0, ssh, { before: web })], at: later }),
        change({ added: [added(0, web)] }),
      ];

      assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [ruleId(0)]);
    });

    it('leaves alone what the pipeline has set right, or has taken over as it is', () => {
      for (const by of [office, ssh]) {
        const changes = [
          change({ changed: [changed(0, ssh, { before: office })] }),
          change({ changed: [changed(0, by, { before: ssh })], actor: pipeline, at: later }),
        ];

        assert.deepEqual(judge(liveRules([by]), changes), []);
      }
    });

    it('knows which of two changes of one second came last by what the rule is now', () => {
      const byHand = change({ changed: [changed(0, ssh, { before: office })] });
      const byPipeline = change({ changed: [changed(0, web, { before: office })], actor: pipeline });

      for (const changes of [
        [byHand, byPipeline],
        [byPipeline, byHand],
      ]) {
        assert.deepEqual(judge(liveRules([web]), changes), []);
        assert.deepEqual(reverted(judge(liveRules([ssh]), changes)), [[ruleId(0), web]]);
      }
    });

    it('does not decide what is as no recorded change left it', () => {
      const violations = judge(liveRules([web]), [
        change({ changed: [changed(0, ssh, { before: office })], eventId: 'e-9' }),
      ]);

      assert.deepEqual(violations, [
        {
          kind: 'undecided',
          subject: 'tcp 80 from 0.0.0.0/0',
          reason: 'it is not as ModifySecurityGroupRules e-9 left it, and who changed it since is not recorded',
        },
      ]);
    });

    it('puts a description back that alone was changed, and no other', () => {
      const before = { ...https, description: 'the shop' };
      const asked = { ...https, description: 'hacked' };
      const changes = [change({ changed: [changed(0, asked, { before })] })];

      assert.deepEqual(reverted(judge(liveRules([asked]), changes)), [[ruleId(0), before]]);
      assert.deepEqual(judge(liveRules([before]), changes), []);
      assert.deepEqual(judge(liveRules([{ ...https, description: 'told since' }]), changes), []);
    });

    it('puts back together, or not at all, what may have been each other', () => {
      const among = [ruleId(0), ruleId(1)];
      const both = change({
        changed: [changed(0, ssh, { before: office, among }), changed(1, web, { before: https, among })],
      });

      assert.deepEqual(reverted(judge(liveRules([ssh, web]), [both])), [
        [ruleId(0), office],
        [ruleId(1), https],
      ]);
      assert.match(
        String(left(judge(liveRules([ssh]), [both]))),
        /^it was changed together with sgr-0+1, which is not put back/,
      );
    });

    it('leaves to people what was for a group of another account', () => {
      const foreign = ingress('tcp', 22, 'sg-0a1b2c3d');
      const before: GroupRule = {
        ...foreign,
        source: { kind: 'group', groupId: 'sg-0f0f0f0f', userId: '210987654321' },
      };
      const changes = [change({ changed: [changed(0, foreign, { before })] })];

      assert.match(String(left(judge(liveRules([foreign]), changes))), /^it was for a group of another account/);
    });
  });

  describe('of what the event did not name', () => {
    it('leaves to people a rule that is like it', () => {
      const violations = judge(liveRules([https, ssh]), [change({ unresolved: [ssh] })]);

      assert.match(String(left(violations)), /^the event does not name the rule/);
    });

    it('leaves alone what is like it and was added by whom it may', () => {
      const changes = [change({ unresolved: [ssh] }), change({ added: [added(0, ssh)], actor: pipeline })];

      assert.deepEqual(judge(liveRules([ssh]), changes), []);
    });

    it('believes an event that names a rule before one that it was matched to', () => {
      const matched = { ...added(0, ssh), matched: true } as const;
      const changes = [change({ added: [matched] }), change({ added: [added(0, ssh)], actor: pipeline })];

      assert.deepEqual(judge(liveRules([ssh]), changes), []);
      assert.deepEqual(reverted(judge(liveRules([ssh]), changes.slice(0, 1))), [ruleId(0)]);
    });

    it('does not decide an event that could not be read, unless it is of the pipeline', () => {
      const unread = 'responseElements cannot be read';

      assert.deepEqual(judge(liveRules([ssh]), [change({ unread, actor: pipeline })]), []);
      assert.deepInclude(judge(liveRules([ssh]), [change({ unread })])[0], { kind: 'undecided', reason: unread });
    });
  });

  describe('without what is recorded', () => {
    it('decides nothing', () => {
      for (const context of [emptyContext, { ...emptyContext, recordedChanges: new Map() }]) {
        assert.deepEqual(judgedBy(unapprovedId, [ssh], { parameters, context }), [
          {
            kind: 'undecided',
            subject: `who changed ${groupId}`,
            reason: 'what is recorded of its changes was not read',
          },
        ]);
      }
    });

    it('says why it could not be read', () => {
      const recordedChanges = new Map([[groupId, { kind: 'unreadable', reason: 'AccessDenied' } as const]]);

      const [found] = judgedBy(unapprovedId, [ssh], { parameters, context: { ...emptyContext, recordedChanges } });

      assert.deepInclude(found, { kind: 'undecided', reason: 'AccessDenied' });
    });

    it('does not decide about a group that changed while it was read', () => {
      const context = history(liveRules([ssh]), [change({ added: [added(0, ssh)] })]);

      const [found] = judgedBy(unapprovedId, [https], { parameters, context });

      assert.deepInclude(found, { kind: 'undecided', reason: 'the group was changed while it was read' });
    });
  });
});
