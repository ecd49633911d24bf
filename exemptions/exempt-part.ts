import type { Exemption } from '../contract/exemption.ts';
import type { Grantee, GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, PortRange, Violation, ViolationOf } from '../contract/violation.ts';
import { isCidrWithin } from '../exposure/cidr-within.ts';
import { intersectPorts, mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { portsOf } from '../exposure/rule-ports.ts';

/** A violation cut in two; null where nothing is on that side. */
export interface Cut {
  readonly exempt: Violation | null;
  readonly open: Violation | null;
}

/**
 * What of a violation the exemption's target covers, and what it leaves. In doubt it covers nothing: a source that is wider than the
 * CIDR by one address, a prefix list, a kind of violation that the target says nothing about.
 */
export function exemptPart(violation: Violation, exemption: Exemption): Cut {
  const { port, cidr, sid, permission, setting } = exemption;
  if (port !== undefined || cidr !== undefined) {
    switch (violation.kind) {
      case 'exposed-ports':
        return cutPorts(violation, exemption);
      case 'unwanted-rule':
      case 'unapproved-change':
        return whole(violation, isRuleWithin(violation.rule, exemption));
      default:
        return whole(violation, false);
    }
  }
  if (sid !== undefined) return whole(violation, violation.kind === 'public-statement' && violation.sid === sid);
  if (permission !== undefined) return whole(violation, isGranted(violation, exemption));
  if (setting === undefined) return whole(violation, true);
  return violation.kind === 'block-off' ? cutSettings(violation, setting) : whole(violation, false);
}

function whole(violation: Violation, isExempt: boolean): Cut {
  return isExempt ? { exempt: violation, open: null } : { exempt: null, open: violation };
}

function cutPorts(violation: ExposedPorts, { port, cidr }: Exemption): Cut {
  if (cidr !== undefined && !isSourceWithin(violation.rule, cidr)) return whole(violation, false);
  if (port === undefined) return whole(violation, true);
  const { protocol, range } = readPort(port);
  if (protocol !== violation.protocol) return whole(violation, false);
  const exempt = intersectPorts(mergePorts(violation.ports.map(copy)), [range]);
  const open = violation.ports.flatMap((ports) => subtractPorts(ports, [range]));
  return {
    exempt: exempt.length === 0 ? null : { ...violation, ports: exempt },
    open: open.length === 0 ? null : { ...violation, ports: open },
  };
}

function isRuleWithin(rule: GroupRule, { port, cidr }: Exemption): boolean {
  if (cidr !== undefined && !isSourceWithin(rule, cidr)) return false;
  if (port === undefined) return true;
  const { protocol, range } = readPort(port);
  const ports = portsOf(rule);
  return rule.protocol === protocol && range.from <= ports.from && ports.to <= range.to;
}

function isSourceWithin({ source }: GroupRule, cidr: string): boolean {
  return (source.kind === 'ipv4' || source.kind === 'ipv6') && isCidrWithin(source.cidr, cidr);
}

function isGranted(violation: Violation, { grantee, permission }: Exemption): boolean {
  if (violation.kind !== 'public-grant' || grantee === undefined) return false;
  return violation.grant.permission === permission && isGrantee(violation.grant.grantee, grantee);
}

/** A group goes by its URI, or by what AWS calls it: the end of the URI. */
function isGrantee(grantee: Grantee, named: string): boolean {
  switch (grantee.kind) {
    case 'user':
      return grantee.id === named;
    case 'email':
      return grantee.address === named;
    case 'group':
      return grantee.uri === named || (!named.includes('/') && grantee.uri.split('/').at(-1) === named);
  }
}

function cutSettings(violation: ViolationOf<'block-off'>, setting: string): Cut {
  const exempt = violation.settings.filter((off) => off === setting);
  const open = violation.settings.filter((off) => off !== setting);
  return {
    exempt: exempt.length === 0 ? null : { ...violation, settings: exempt },
    open: open.length === 0 ? null : { ...violation, settings: open },
  };
}

/** Of a port as an exemption writes it. */
export function readPort(text: string): { protocol: string; range: PortRange } {
  const [, protocol = 'tcp', from = '', to = from] = /^(?:(tcp|udp):)?(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return { protocol, range: { from: Number(from), to: Number(to) } };
}

function copy({ from, to }: PortRange): PortRange {
  return { from, to };
}
