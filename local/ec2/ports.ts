import { AwsError } from '../aws-error.ts';

/** Protocol and ports of a rule as EC2 keeps them; ports are null where they have no meaning. */
export interface ProtocolAndPorts {
  readonly protocol: string;
  /** First port, or the ICMP type (-1 = all). */
  readonly fromPort: number | null;
  /** Last port, or the ICMP code (-1 = all). */
  readonly toPort: number | null;
}

const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

/**
 * EC2's reading of protocol and ports (EC2 API, IpPermission): numbers of named protocols become their names; `-1` and
 * protocols without ports drop whatever ports were given; tcp, udp and icmp need both; icmpv6 without them is all types.
 * Throws InvalidParameterValue.
 */
export function protocolAndPorts(given: string, from: number | undefined, to: number | undefined): ProtocolAndPorts {
  const protocol = names[given] ?? given.toLowerCase();
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return { protocol, ...transportPorts(from, to) };
    case 'icmp':
    case 'icmpv6':
      if (protocol === 'icmpv6' && from === undefined && to === undefined)
        return { protocol, fromPort: -1, toPort: -1 };
      return { protocol, ...typeAndCode(protocol, from, to) };
    default:
      if (protocol !== '-1' && !(/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255)) {
        throw new AwsError('InvalidParameterValue', `Invalid value '${given}' for IP protocol. Unknown protocol.`);
      }
      return { protocol: protocol === '-1' ? protocol : String(Number(protocol)), fromPort: null, toPort: null };
  }
}

function transportPorts(from: number | undefined, to: number | undefined): { fromPort: number; toPort: number } {
  if (from === undefined || to === undefined || from === -1 || to === -1) {
    throw invalidRange('Must specify both from and to ports with TCP/UDP.');
  }
  if ([from, to].some((port) => port < 0 || port > 65_535)) {
    throw invalidRange(`TCP/UDP port (${from < 0 || from > 65_535 ? from : to}) out of range.`);
  }
  if (from > to) throw invalidRange(`Invalid TCP/UDP port range (${from}:${to}).`);
  return { fromPort: from, toPort: to };
}

function typeAndCode(
  protocol: 'icmp' | 'icmpv6',
  type: number | undefined,
  code: number | undefined,
): { fromPort: number; toPort: number } {
  if (type === undefined || code === undefined) {
    throw invalidRange(`Must specify both from and to ports with ${protocol === 'icmp' ? 'ICMP' : 'ICMPv6'}.`);
  }
  if ([type, code].some((part) => part < -1 || part > 255)) throw invalidRange('ICMP type or code out of range.');
  if (type === -1 && code !== -1) throw invalidRange('ICMP code must be -1 when the ICMP type is -1.');
  return { fromPort: type, toPort: code };
}

function invalidRange(why: string): AwsError {
  return new AwsError('InvalidParameterValue', `Invalid value '${why}' for portRange.`);
}
