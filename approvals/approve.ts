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

/**
 * By ARN, or by the name at its end, which of a session is often a person's address. A session is its role, by whichever ARN either is
 * called: whoever may be the role chooses the session's name.
 */
function isOneself(approvedBy: string, { arn, roleArn }: ChangeActor): boolean {
  const given = approvedBy.trim().toLowerCase();
  const own = [arn, roleArn].flatMap((one) => (one === undefined ? [] : one.toLowerCase()));
  const names = own.flatMap((one) => {
    const role = roleOf(one);
    return [one, one.split('/').at(-1) ?? one, ...(role === undefined ? [] : [role, role.split('/').at(-1) ?? role])];
  });
  return names.includes(given) || names.includes(roleOf(given) ?? given);
}

const roleOrSession =
  /^arn:([a-z-]+):(?:iam::(\d{12}):role\/(?:.*\/)?([^/]+)|sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+)$/;

/**
 * One form of a role's ARN and of those of its sessions, in small letters: without the path, which sessions' do not have. An account has one role of
 * a name, whatever the path and the letters (IAM User Guide, "IAM and AWS STS quotas").
 */
function roleOf(arn: string): string | undefined {
  const [, partition, roleAccount, role, sessionAccount, sessionRole] = roleOrSession.exec(arn) ?? [];
  if (partition === undefined) return undefined;
  return `arn:${partition}:iam::${roleAccount ?? sessionAccount ?? ''}:role/${role ?? sessionRole ?? ''}`;
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
