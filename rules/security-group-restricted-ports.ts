import * as v from 'valibot';
import { exposedPorts } from '../exposure/exposed-ports.ts';
import { ipv4AddressesSchema, ipv6AddressesSchema } from './address-count.ts';
import { portListSchema } from './port-list.ts';
import type { Rule } from './rule.ts';

/** The ports that AWS calls high-risk (Security Hub user guide, control EC2.19), as tcp. */
const highRiskPorts =
  '20,21,22,23,25,110,135,143,445,1433,1434,3000,3306,3389,4333,5000,5432,5500,5601,8080,8088,8888,9200,9300';

const parameterSchema = v.strictObject({
  ports: portListSchema,
  ipv4Addresses: ipv4AddressesSchema,
  ipv6Addresses: ipv6AddressesSchema,
});
export type RestrictedPorts = v.InferOutput<typeof parameterSchema>;

/**
 * The internet reaches a port that it must not: judged by effective exposure over all ingress rules together. The default
 * limits are a /8 of IPv4 and a /32 of IPv6, because that is the breadth beyond which AWS itself calls an `aws:SourceIp`
 * condition public (S3 user guide, "The meaning of public"). Only addresses of the internet count: 10.0.0.0/8 is none.
 */
export const securityGroupRestrictedPorts = {
  id: 'security-group-restricted-ports',
  resourceType: 'AWS::EC2::SecurityGroup',
  severity: 'critical',
  enabledByDefault: true,
  summary: 'More of the internet than allowed can reach a restricted port, all rules of the group taken together.',
  risk: 'Every address of the internet is scanned at these ports all day: one weak password or unpatched service behind them lets a stranger in.',
  triggers: ['change'],
  iamActions: ['ec2:GetManagedPrefixListEntries'],
  needs: ['prefix-lists'],
  mend: {
    by: 'security-group',
    summary:
      'Cuts the restricted ports out of the rules that open them to the internet; revokes a rule whole only where it cannot be narrowed.',
  },
  parameters: {
    ports: {
      summary: 'restricted ports and ranges, comma separated; tcp unless prefixed `udp:`',
      default: highRiskPorts,
    },
    ipv4Addresses: {
      summary: 'the most IPv4 addresses of the internet that may reach a restricted port (a /8)',
      default: '16777216',
    },
    ipv6Addresses: {
      summary:
        'the most IPv6 addresses of the internet that may reach a restricted port (a /32; `2^96` can be written)',
      default: '79228162514264337593543950336',
    },
  },
  parameterSchema,
  evaluate: (group, { ports, ipv4Addresses, ipv6Addresses }, { prefixLists }) =>
    exposedPorts(
      group.rules,
      { direction: 'ingress', ports, mostAddresses: { ipv4: ipv4Addresses, ipv6: ipv6Addresses } },
      prefixLists,
    ),
} satisfies Rule<'AWS::EC2::SecurityGroup', RestrictedPorts>;
