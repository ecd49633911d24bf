import type { Context } from '../contract/context.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { PortRange, Undecided } from '../contract/violation.ts';
import { compareTexts, sourceKey } from '../resources/rule-identity.ts';
import { describePorts } from './describe-rule.ts';
import type { MostAddresses } from './offending-sources.ts';
import { intersectPorts, reachesPorts } from './port-ranges.ts';
import { carries, type PortProtocol, portProtocols, portsOf } from './rule-ports.ts';
import { reachOf, type SourceReach } from './source-reach.ts';

/** Which ports the internet must not reach, in which direction. */
export interface ExposureQuestion {
  readonly direction: GroupRule['direction'];
  /** By protocol; merged and ascending. */
  readonly ports: Readonly<Record<PortProtocol, readonly PortRange[]>>;
  readonly mostAddresses: MostAddresses;
}

/** A rule that opens at least one of the ports asked for, with whom it admits. */
export interface ReachingRule {
  readonly rule: GroupRule;
  readonly range: PortRange;
  /** Of its source. */
  readonly key: string;
  readonly reach: SourceReach;
}

/**
 * The rules that bear on the question, and an `undecided` for each prefix list that does but cannot be read. Rules for other
 * ports cost nothing more than the look at their ports.
 */
export function rulesThatReach(
  rules: readonly GroupRule[],
  question: ExposureQuestion,
  prefixLists: Context['prefixLists'],
): { reaching: ReachingRule[]; undecided: Undecided[] } {
  const { tcp, udp } = question.ports;
  const reaching: ReachingRule[] = [];
  const unreadable = new Map<string, { reason: string; rules: GroupRule[] }>();
  for (const rule of rules) {
    const { source } = rule;
    if (rule.direction !== question.direction || source.kind === 'group') continue;
    const range = portsOf(rule);
    const opensTcp = carries(rule, 'tcp') && reachesPorts(range, tcp);
    if (!opensTcp && !(carries(rule, 'udp') && reachesPorts(range, udp))) continue;
    const reach = reachOf(rule, prefixLists);
    if (reach.kind === 'read') {
      reaching.push({ rule, range, key: sourceKey(source), reach });
    } else if (source.kind === 'prefix-list') {
      const known = unreadable.get(source.id);
      if (known === undefined) unreadable.set(source.id, { reason: reach.reason, rules: [rule] });
      else known.rules.push(rule);
    }
  }
  const undecided = Array.from(unreadable, ([id, { reason, rules }]): Undecided => ({
    kind: 'undecided',
    subject: `prefix list ${id}`,
    reason: `it opens ${describeOpened(rules, question.ports)}, and its entries cannot be read: ${reason}`,
  }));
  undecided.sort((a, b) => compareTexts(a.subject, b.subject));
  return { reaching, undecided };
}

function describeOpened(rules: readonly GroupRule[], ports: ExposureQuestion['ports']): string {
  const parts: string[] = [];
  for (const protocol of portProtocols) {
    const open = rules.filter((rule) => carries(rule, protocol)).map(portsOf);
    const opened = intersectPorts(ports[protocol], open);
    if (opened.length > 0) parts.push(`${protocol} ${describePorts(opened)}`);
  }
  return parts.join(' and ');
}
