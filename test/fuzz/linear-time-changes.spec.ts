import type { Approval } from '../../contract/approval.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { stateBefore } from '../../fast-path/state-before.ts';
import { rules as registered } from '../../rules/registry.ts';
import {
  added,
  approval,
  change,
  changed,
  history,
  liveRules,
  pipelineRole,
  ruleId,
  unapprovedId,
} from '../support/recorded-changes.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';
import { costsWhatItWeighs, hostile } from './support/hostile.ts';
import { each, type Group, open, unlike, worked } from './support/worked-group.ts';

const approvals = { approvalBucket: 'approvals', approvalAccount: '210987654321' };
const judgeOfChanges = registered
  .find(({ id }) => id === unapprovedId)
  ?.withParameters({ approvedPrincipals: pipelineRole, ...approvals });

/** A group whose rules were changed so. */
const recorded = (rules: readonly GroupRule[], changes: readonly RecordedChange[]): Group => ({
  rules,
  context: history(liveRules(rules), changes),
});
const was = (at: number): GroupRule => ingress('tcp', [443, 443 + at], '10.0.0.0/8');

function judgedByApprovals([rules, changes, found]: [GroupRule[], RecordedChange[], Approval[]]): void {
  const read = { kind: 'read', bucket: 'approvals', account: approvals.approvalAccount, approvals: found } as const;
  judgeOfChanges?.(securityGroup(rules), history(liveRules(rules), changes, read));
}

describe('recorded changes of a group cost no more than they weigh', () => {
  costsWhatItWeighs([
    hostile(
      '1,000 rules, each added by a call of its own',
      500,
      (count) => {
        const rules = unlike(count);
        return recorded(
          rules,
          rules.map((rule, at) => change({ added: [added(at, rule)] })),
        );
      },
      worked,
    ),
    hostile(
      '1,000 rules, each changed by ten calls',
      500,
      (count) => {
        const rules = unlike(count);
        const calls = Array.from({ length: 10 }, () =>
          rules.map((rule, at) => change({ changed: [changed(at, rule, { before: was(at) })] })),
        );
        return recorded(rules, calls.flat());
      },
      worked,
    ),
    hostile(
      'a rule that was changed 10,000 times',
      5000,
      (count) => {
        const rule = ingress('tcp', 8080, '198.51.100.0/24');
        return recorded(
          [rule],
          each(count, () => change({ changed: [changed(0, rule, { before: was(1) })] })),
        );
      },
      worked,
    ),
    hostile(
      '1,000 rules that one call changed together',
      500,
      (count) => {
        const rules = unlike(count);
        const among = each(count, ruleId);
        const all = rules.map((rule, at) => changed(at, rule, { before: was(at), among }));
        return recorded(rules, [change({ changed: all })]);
      },
      worked,
    ),
    hostile(
      '1,000 rules, and 1,000 calls that do not say what they added',
      500,
      (count) =>
        recorded(
          unlike(count),
          each(count, (at) => change({ unresolved: [ingress('tcp', at, '203.0.113.7/32')] })),
        ),
      worked,
    ),
    hostile(
      '1,000 rules that are put back and that must not be open',
      500,
      (count) => {
        const rules = unlike(count);
        const before = open(count);
        return recorded(
          rules,
          rules.map((rule, at) => change({ changed: [changed(at, rule, { before: before[at] })] })),
        );
      },
      worked,
    ),
    hostile(
      '10,000 calls and ten approvals',
      5000,
      (count): [GroupRule[], RecordedChange[], Approval[]] => {
        const rules = unlike(1000);
        const calls = each(count, (at) =>
          change({ added: [added(at % rules.length, rules[at % rules.length] ?? was(at))] }),
        );
        return [rules, calls, each(10, () => approval())];
      },
      judgedByApprovals,
    ),
    hostile(
      'what 1,000 changed rules were before',
      500,
      (count) => {
        const rules = unlike(count);
        return { before: securityGroup(rules.map((_, at) => was(at))), live: liveRules(rules) };
      },
      ({ before, live }) => stateBefore(before, live, live),
    ),
    hostile(
      'what 1,000 rules were before whose ports were changed',
      500,
      (count) => {
        const rules = unlike(count);
        const before = rules.map((rule, at) => ({ ...rule, toPort: 2000 + at }));
        return { before: securityGroup(before), live: liveRules(rules) };
      },
      ({ before, live }) => stateBefore(before, live, live),
    ),
  ]);
});
