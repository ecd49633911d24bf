import * as v from 'valibot';
import type { Context } from '../contract/context.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import type { PortRange, Violation } from '../contract/violation.ts';
import { lastPort, mergePorts } from '../exposure/port-ranges.ts';
import { unauthorisedPorts } from '../exposure/unauthorised-ports.ts';
import { ipv4AddressesSchema, ipv6AddressesSchema } from './address-count.ts';
import { readRange } from './port-list.ts';

/**
 * The ports of one protocol that may be open, in a rule's parameters: `none` or nothing at all, or ports and ranges apart by commas.
 * Read into merged ranges. An empty entry among others is refused: it is more likely a port that was lost.
 */
const authorisedList = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): readonly PortRange[] => {
    const given = dataset.value.trim();
    if (given === '' || given.toLowerCase() === 'none') return [];
    const ports: PortRange[] = [];
    for (const text of given.split(',').map((part) => part.trim())) {
      const range = readRange(text, text);
      if (range !== null && typeof range !== 'string') ports.push(range);
      else {
        addIssue({ message: range ?? faultOf(text) });
        return NEVER;
      }
    }
    return mergePorts(ports);
  }),
);

function faultOf(text: string): string {
  return text === ''
    ? 'a port is missing: give ports such as 80,443,8000-8999, or none'
    : `${JSON.stringify(text)} is not a port or a range such as 8000-8999`;
}

/**
 * The parameters of a rule that lists what may be open. Together the lists must leave a port out: a rule that authorises every port
 * would find everything compliant.
 */
export const authorisedPortsSchema = v.pipe(
  v.strictObject({
    tcpPorts: authorisedList,
    udpPorts: authorisedList,
    ipv4Addresses: ipv4AddressesSchema,
    ipv6Addresses: ipv6AddressesSchema,
  }),
  v.forward(
    v.partialCheck(
      [['tcpPorts'], ['udpPorts']],
      ({ tcpPorts, udpPorts }) => ![tcpPorts, udpPorts].every(isEveryPort),
      'must not authorise every port as tcpPorts does: nothing could ever be a violation',
    ),
    ['udpPorts'],
  ),
);
export type AuthorisedPorts = v.InferOutput<typeof authorisedPortsSchema>;

function isEveryPort([first]: readonly PortRange[]): boolean {
  return first?.from === 0 && first.to === lastPort;
}

/** Pure. What is open in one direction beside the authorised ports: the verdict of every rule that takes these parameters. */
export function judgeAuthorisedPorts(direction: GroupRule['direction']) {
  return (
    { rules }: SecurityGroup,
    { tcpPorts, udpPorts, ipv4Addresses, ipv6Addresses }: AuthorisedPorts,
    { prefixLists }: Context,
  ): Violation[] => {
    const ports = { tcp: tcpPorts, udp: udpPorts };
    const mostAddresses = { ipv4: ipv4Addresses, ipv6: ipv6Addresses };
    return unauthorisedPorts(rules, { direction, ports, mostAddresses }, prefixLists);
  };
}
