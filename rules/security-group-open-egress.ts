import { type AuthorisedPorts, authorisedPortsSchema, judgeAuthorisedPorts } from './authorised-ports.ts';
import type { Rule } from './rule.ts';

/**
 * What is in the group reaches the internet at a tcp or udp port that is on no list: judged by effective exposure over all egress
 * rules together. HTTP and HTTPS may be open unless told otherwise, and no udp, because what instances commonly need of it (the
 * DNS of the VPC, Amazon Time Sync, DHCP) is not filtered by security groups at all (VPC user guide, "Security groups"). Off by
 * default: EC2 gives every new group a rule for all traffic to everywhere, and whoever switches this on should first have opened
 * what his instances need, private destinations among it.
 */
export const securityGroupOpenEgress = {
  id: 'security-group-open-egress',
  resourceType: 'AWS::EC2::SecurityGroup',
  severity: 'medium',
  enabledByDefault: false,
  summary:
    'More of the internet than allowed can be reached from the group at a tcp or udp port that is not authorised, all its rules taken together.',
  risk: 'What breaks in needs a way out: through an open port it fetches its tools, takes its orders and carries data away.',
  triggers: ['change'],
  iamActions: ['ec2:GetManagedPrefixListEntries'],
  needs: ['prefix-lists'],
  mend: {
    by: 'security-group',
    summary:
      'Cuts all but the authorised ports out of the egress rules that open others to the internet; of a rule for all traffic, those ports and ICMP are kept.',
  },
  parameters: {
    tcpPorts: {
      summary: 'tcp ports and ranges of the internet that may be reached, comma separated, or `none`',
      default: '80,443',
    },
    udpPorts: {
      summary: 'udp ports and ranges of the internet that may be reached, comma separated, or `none`',
      default: 'none',
    },
    ipv4Addresses: {
      summary: 'the most IPv4 addresses of the internet that may be reached at any other port (a /8)',
      default: '16777216',
    },
    ipv6Addresses: {
      summary:
        'the most IPv6 addresses of the internet that may be reached at any other port (a /32; `2^96` can be written)',
      default: '79228162514264337593543950336',
    },
  },
  parameterSchema: authorisedPortsSchema,
  evaluate: judgeAuthorisedPorts('egress'),
} satisfies Rule<'AWS::EC2::SecurityGroup', AuthorisedPorts>;
