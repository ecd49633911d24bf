import type { GroupRule } from '../contract/resource.ts';
import type { PortRange } from '../contract/violation.ts';
import { allPorts } from './port-ranges.ts';

/** The protocols that have ports. */
export type PortProtocol = 'tcp' | 'udp';
export const portProtocols: readonly PortProtocol[] = ['tcp', 'udp'];

/** Whether traffic of the protocol can pass by the rule. ICMP types and portless protocols are not ports. */
export function carries(rule: GroupRule, protocol: PortProtocol): boolean {
  return rule.protocol === protocol || rule.protocol === '-1';
}

/**
 * The tcp or udp ports that a rule opens: all of them for `-1`, whatever ports it shows (EC2 API, IpPermission), and where
 * ports are absent or -1.
 */
export function portsOf({ protocol, fromPort, toPort }: GroupRule): PortRange {
  if (protocol === '-1' || fromPort === null || toPort === null || fromPort < 0 || toPort < 0) return allPorts;
  return { from: fromPort, to: toPort };
}
