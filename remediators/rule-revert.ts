import type { SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import type { Change } from '../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { isMendable, type Violation, type ViolationOf } from '../contract/violation.ts';
import { describeRule } from '../exposure/describe-rule.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';

/** How changes are reverted that nobody approved. */
export interface RuleReverts {
  readonly changes: readonly Change[];
  /** All rules of the group once that is done. */
  readonly leaves: readonly GroupRule[];
  /** The rules that go, and what is there in their place. */
  readonly gone: readonly GroupRule[];
  readonly putBack: readonly GroupRule[];
  /** The rules that are changed back, each with what it was. */
  readonly changed: readonly ChangedBack[];
  readonly notes: readonly string[];
}

type Unapproved = ViolationOf<'unapproved-change'>;
type ChangedBack = Unapproved & { readonly before: GroupRule };

/**
 * Pure. A rule that was added is revoked, one that was changed is changed back: both by id, so that no other rule can be meant, be it
 * exactly like it. ModifySecurityGroupRules keeps a rule's id and tags, and the traffic is interrupted at no moment. Where what it was
 * is there already as another rule, or must not be there at all, the changed rule is revoked instead. A rule that must not be there at all is left to
 * the cut of it. `barred` are keys of rules that must not be put back either.
 */
export function ruleReverts(
  group: SecurityGroup,
  violations: readonly Violation[],
  barred: ReadonlySet<string> = new Set(),
): RuleReverts {
  const unwanted = new Set(violations.flatMap((one) => (one.kind === 'unwanted-rule' ? ruleKey(one.rule) : [])));
  const there = new Set(group.rules.map(ruleKey));
  const reverted = [...new Map(violations.flatMap(keyed)).values()]
    .filter(({ rule }) => there.has(ruleKey(rule)) && !unwanted.has(ruleKey(rule)))
    .sort((a, b) => compareRules(a.rule, b.rule));

  const leaving = new Set(reverted.map(({ rule }) => ruleKey(rule)));
  const staying = group.rules.filter((rule) => !leaving.has(ruleKey(rule)));
  const taken = new Set([...staying.map(ruleKey), ...unwanted, ...barred]);
  const [revoked, changed]: [Unapproved[], ChangedBack[]] = [[], []];
  const notes: string[] = [];
  for (const one of reverted) {
    const { before } = one;
    if (before !== undefined && !taken.has(ruleKey(before))) {
      taken.add(ruleKey(before));
      changed.push({ ...one, before });
      continue;
    }
    revoked.push(one);
    if (before === undefined) continue;
    const isClosed = unwanted.has(ruleKey(before)) || barred.has(ruleKey(before));
    const why = isClosed ? 'must not be there either' : 'is there already';
    notes.push(`${describeRule(one.rule)} is revoked: what it was, ${describeRule(before)}, ${why}.`);
  }
  const putBack = changed.map(({ before }) => before);
  const modify = modifyCall(
    group.id,
    changed.map(({ ruleId, before }) => ({ id: ruleId, rule: before })),
  );
  const revoke = (['ingress', 'egress'] as const).flatMap((direction) => revokeCalls(group.id, direction, revoked));
  // EC2 has no two equal rules: what is in the way of what is put back goes first.
  const inTheWay = revoked.some(({ rule }) => putBack.some((before) => ruleKey(before) === ruleKey(rule)));
  return {
    changes: inTheWay ? [...revoke, ...modify] : [...modify, ...revoke],
    leaves: [...staying, ...putBack],
    gone: reverted.map(({ rule }) => rule),
    putBack,
    changed,
    notes,
  };
}

function keyed(violation: Violation): [string, Unapproved][] {
  return violation.kind === 'unapproved-change' && isMendable(violation) ? [[violation.ruleId, violation]] : [];
}

/** All at once: a rule may then become what another one was. No call where there is none. */
export function modifyCall(
  GroupId: string,
  rules: readonly { readonly id: string; readonly rule: GroupRule }[],
): Change[] {
  if (rules.length === 0) return [];
  const SecurityGroupRules = rules.map(({ id, rule }) => ({
    SecurityGroupRuleId: id,
    SecurityGroupRule: ruleRequest(rule),
  }));
  return [{ service: 'ec2', operation: 'ModifySecurityGroupRules', input: { GroupId, SecurityGroupRules } }];
}

/** A rule whole, as EC2 takes it (EC2 API, SecurityGroupRuleRequest): a description that is left out is removed. */
export function ruleRequest({ protocol, fromPort, toPort, source, description }: GroupRule): SecurityGroupRuleRequest {
  return {
    IpProtocol: protocol,
    ...(fromPort === null ? {} : { FromPort: fromPort }),
    ...(toPort === null ? {} : { ToPort: toPort }),
    ...requestedSource(source),
    ...(description === undefined ? {} : { Description: description }),
  };
}

function requestedSource(source: GroupRule['source']): SecurityGroupRuleRequest {
  switch (source.kind) {
    case 'ipv4':
      return { CidrIpv4: source.cidr };
    case 'ipv6':
      return { CidrIpv6: source.cidr };
    case 'prefix-list':
      return { PrefixListId: source.id };
    case 'group':
      return { ReferencedGroupId: source.groupId };
  }
}

/** As many as a group can hold of one family (VPC user guide, "Amazon VPC quotas"). */
const rulesPerCall = 1000;

function revokeCalls(GroupId: string, direction: GroupRule['direction'], revoked: readonly Unapproved[]): Change[] {
  const ids = revoked.filter(({ rule }) => rule.direction === direction).map(({ ruleId }) => ruleId);
  const operation = direction === 'ingress' ? 'RevokeSecurityGroupIngress' : 'RevokeSecurityGroupEgress';
  const starts = Array.from({ length: Math.ceil(ids.length / rulesPerCall) }, (_, at) => at * rulesPerCall);
  return starts.map((start) => ({
    service: 'ec2',
    operation,
    input: { GroupId, SecurityGroupRuleIds: ids.slice(start, start + rulesPerCall) },
  }));
}
