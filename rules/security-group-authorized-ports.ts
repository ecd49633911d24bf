import { type AuthorisedPorts, authorisedPortsSchema, judgeAuthorisedPorts } from './authorised-ports.ts';
import type { Rule } from './rule.ts';

/**
 * The internet reaches a tcp or udp port that is on no list: judged by effective exposure over all ingress rules together, as in
 * security-group-restricted-ports and with the same limits. Like AWS's own rule (AWS Config developer guide,
 * vpc-sg-open-only-to-authorized-ports) it judges tcp and udp, both ends of a range and what lies between them; ICMP and the
 * protocols without ports are not ports, and alone no violation. A rule for all traffic opens every port, and is one.
 */
export const securityGroupAuthorizedPorts = {
  id: 'security-group-authorized-ports',
  resourceType: 'AWS::EC2::SecurityGroup',
  severity: 'high',
  enabledByDefault: true,
  summary:
    'More of the internet than allowed can reach a tcp or udp port that is not authorised, all rules of the group taken together.',
  risk: 'Each port that need not be open is one more service that strangers can try to break into, and that nobody expects there.',
  triggers: ['change'],
  iamActions: ['ec2:GetManagedPrefixListEntries'],
  needs: ['prefix-lists'],
  mend: {
    by: 'security-group',
    summary:
      'Cuts all but the authorised ports out of the rules that open others to the internet; of a rule for all traffic, those ports and ICMP are kept.',
  },
  parameters: {
    tcpPorts: {
      summary: 'tcp ports and ranges that may be open, comma separated, or `none`',
      default: '80,443',
    },
    udpPorts: {
      summary: 'udp ports and ranges that may be open, comma separated, or `none`',
      default: 'none',
    },
    ipv4Addresses: {
      summary: 'the most IPv4 addresses of the internet that may reach any other port (a /8)',
      default: '16777216',
    },
    ipv6Addresses: {
      summary: 'the most IPv6 addresses of the internet that may reach any other port (a /32; `2^96` can be written)',
      default: '79228162514264337593543950336',
    },
  },
  parameterSchema: authorisedPortsSchema,
  evaluate: judgeAuthorisedPorts('ingress'),
} satisfies Rule<'AWS::EC2::SecurityGroup', AuthorisedPorts>;
