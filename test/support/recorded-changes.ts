import type { Approval } from '../../contract/approval.ts';
import type { Approvals, Context, LiveRule } from '../../contract/context.ts';
import { emptyContext } from '../../contract/context.ts';
import type { ChangeActor, ChangedRule, RecordedChange } from '../../contract/recorded-change.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { ViolationOf } from '../../contract/violation.ts';
import { groupId } from './security-groups.ts';

export const unapprovedId = 'security-group-unapproved-change';
export const pipelineRole = 'arn:aws:iam::123456789012:role/deploy/pipeline';

/** A session of a role, named as its caller chose. */
export function sessionOf(role: string, session = 'sam'): ChangeActor {
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::123456789012:assumed-role/${role.split('/').at(-1)}/${session}`,
    roleArn: `arn:aws:iam::123456789012:role/${role}`,
    accountId: '123456789012',
  };
}

export const pipeline = sessionOf('deploy/pipeline', 'build-7');
export const developer = sessionOf('developer');

let events = 0;

/** A change of the group by a developer, at noon unless said otherwise. */
export function change(given: Partial<RecordedChange> = {}): RecordedChange {
  events += 1;
  const isChange = (given.changed ?? []).length > 0;
  return {
    version: 1,
    eventId: `event-${String(events).padStart(4, '0')}`,
    eventName: isChange ? 'ModifySecurityGroupRules' : 'AuthorizeSecurityGroupIngress',
    at: '2026-11-20T12:00:00Z',
    accountId: '123456789012',
    region: 'eu-west-1',
    groupId,
    actor: developer,
    added: [],
    changed: [],
    unresolved: [],
    ...given,
  };
}

/** `sgr-…` number `at`. */
export function ruleId(at: number): string {
  return `sgr-${at.toString(16).padStart(17, '0')}`;
}

/** A rule that a user added by hand, or changed where it was something `before`. */
export function unapproved(
  at: number,
  rule: GroupRule,
  rest: Partial<ViolationOf<'unapproved-change'>> = {},
): ViolationOf<'unapproved-change'> {
  return {
    kind: 'unapproved-change',
    rule,
    ruleId: ruleId(at),
    actor: 'arn:aws:iam::123456789012:user/sam',
    at: '2026-11-20T12:00:00Z',
    eventId: 'e-1',
    eventName: rest.before === undefined ? 'AuthorizeSecurityGroupIngress' : 'ModifySecurityGroupRules',
    ...rest,
  };
}

export function added(at: number, rule: GroupRule): RecordedChange['added'][number] {
  return { id: ruleId(at), rule };
}

export function changed(at: number, rule: GroupRule, rest: Partial<ChangedRule>): ChangedRule {
  return { id: ruleId(at), rule, ...rest };
}

/** The live rules, in the order of their ids. */
export function liveRules(rules: readonly GroupRule[]): LiveRule[] {
  return rules.map((rule, at) => ({ id: ruleId(at), rule }));
}

/** What is recorded of the group, whose live rules these are. */
export function history(
  rules: readonly LiveRule[],
  changes: readonly RecordedChange[],
  approvals: Approvals = { kind: 'none' },
): Context {
  return { ...emptyContext, recordedChanges: new Map([[groupId, { kind: 'read', rules, changes, approvals }]]) };
}

export function approval(given: Partial<Approval> = {}): Approval {
  return {
    version: 1,
    groupId,
    accountId: '123456789012',
    region: 'eu-west-1',
    change: { direction: 'ingress', protocol: 'tcp', fromPort: 443, toPort: 443, source: '198.51.100.0/24' },
    approvedBy: 'kim@example.com',
    ticket: 'OPS-7',
    expires: '2026-11-20T18:00:00Z',
    ...given,
  };
}
