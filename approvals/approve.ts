import type { Approval } from '../contract/approval.ts';
import type { ChangeActor, RecordedChange } from '../contract/recorded-change.ts';
import type { GroupRule } from '../contract/resource.ts';
import { isCidrWithin } from '../exposure/cidr-within.ts';

/**
 * Pure. Whether an approval covers a rule that the change added, or the state that it changed a rule into: all of the rule lies within
 * what was approved, of this very group, at the time of the change, by somebody else than who made it.
 */
export function isApprovedBy(approvals: readonly Approval[], change: RecordedChange, rule: GroupRule): boolean {
  return approvals.some((approval) => covers(approval, change, rule));
}

function covers(approval: Approval, change: RecordedChange, rule: GroupRule): boolean {
  return (
    approval.groupId === change.groupId &&
    approval.accountId === change.accountId &&
    approval.region === change.region &&
    isInForce(approval, change.at) &&
    !isOneself(approval.approvedBy, change.actor) &&
    isWithin(rule, approval.change)
  );
}

function isInForce({ from, expires }: Approval, at: string): boolean {
  const time = Date.parse(at);
  return time < Date.parse(expires) && (from === undefined || Date.parse(from) <= time);
}

/** By ARN, or by the name at its end, which of a session is often a person's address. */
function isOneself(approvedBy: string, { arn, roleArn }: ChangeActor): boolean {
  const own = [arn, roleArn].flatMap((one) => (one === undefined ? [] : [one, one.split('/').at(-1) ?? one]));
  return own.some((name) => name.toLowerCase() === approvedBy.trim().toLowerCase());
}

function isWithin(rule: GroupRule, { direction, protocol, fromPort, toPort, source }: Approval['change']): boolean {
  if (rule.direction !== direction || !isSourceWithin(rule, source)) return false;
  if (protocol === '-1') return true;
  if (rule.protocol !== protocol) return false;
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    return isAll(fromPort) || (rule.fromPort === fromPort && (isAll(toPort) || rule.toPort === toPort));
  }
  // Other protocols have no ports to be told apart by (EC2 API, IpPermission).
  if (protocol !== 'tcp' && protocol !== 'udp') return true;
  if (isAll(fromPort) && isAll(toPort)) return true;
  if (isAll(rule.fromPort) || isAll(rule.toPort) || isAll(fromPort) || isAll(toPort)) return false;
  return fromPort <= rule.fromPort && rule.toPort <= toPort;
}

function isAll(port: number | null): port is -1 | null {
  return port === null || port === -1;
}

function isSourceWithin({ source }: GroupRule, approved: string): boolean {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6':
      return isCidrWithin(source.cidr, approved);
    case 'prefix-list':
      return source.id === approved;
    case 'group':
      return source.groupId === approved;
  }
}
