import { groupBy } from '../contract/group-by.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, Violation } from '../contract/violation.ts';
import { intersectPorts, mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { carries, portProtocols, portsOf } from '../exposure/rule-ports.ts';
import { ruleKey } from '../resources/rule-identity.ts';

/**
 * What of a rule has to stay open though the rule goes: the ports that are exempt (`spared`), and that none of the violations asks for.
 * As rules of the same source and description, by protocol and ascending.
 */
export function keptOpen(
  rule: GroupRule,
  asked: readonly ExposedPorts[],
  spared: readonly ExposedPorts[],
): readonly GroupRule[] {
  return portProtocols
    .filter((protocol) => carries(rule, protocol))
    .flatMap((protocol) => {
      const portsBy = (some: readonly ExposedPorts[]): ExposedPorts['ports'] =>
        some.flatMap((one) => (one.protocol === protocol ? one.ports : []));
      const ports = intersectPorts(mergePorts(portsBy(spared)), [portsOf(rule)]);
      return ports
        .flatMap((range) => subtractPorts(range, portsBy(asked)))
        .map(({ from, to }) => ({ ...rule, protocol, fromPort: from, toPort: to }));
    });
}

/** Of what is exempt, that which is about a rule: found at once, since a group may have a thousand of each. */
export function sparedOf(exempt: readonly Violation[]): (rule: GroupRule) => readonly ExposedPorts[] {
  const byRule = exposuresByRule(exempt);
  return (rule) => byRule.get(ruleKey(rule)) ?? [];
}

/** Exposed ports, by the key of the rule that they are of. */
export function exposuresByRule(violations: readonly Violation[]): Map<string, ExposedPorts[]> {
  const exposures = violations.flatMap((violation) => (violation.kind === 'exposed-ports' ? violation : []));
  return groupBy(exposures, ({ rule }) => ruleKey(rule));
}
