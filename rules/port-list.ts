import * as v from 'valibot';
import type { PortRange } from '../contract/violation.ts';
import { lastPort, mergePorts } from '../exposure/port-ranges.ts';
import type { PortProtocol } from '../exposure/rule-ports.ts';

export type PortList = Readonly<Record<PortProtocol, readonly PortRange[]>>;

const entry = /^(?:(?<protocol>tcp|udp):)?(?<range>[^:]*)$/i;
const portOrRange = /^(?<from>\d{1,5})(?:-(?<to>\d{1,5}))?$/;

/**
 * The grammar of a port list in a rule's parameters: entries apart by commas, each a port or `from-to`, 0 to 65535, tcp unless
 * prefixed `udp:` (`tcp:` may be said). Read into merged ranges by protocol. An empty list or entry is refused: a rule about no
 * port at all would find everything compliant.
 */
export const portListSchema = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): PortList => {
    const ports: Record<PortProtocol, PortRange[]> = { tcp: [], udp: [] };
    for (const text of dataset.value.split(',').map((part) => part.trim())) {
      const wrong = readEntry(text, ports);
      if (wrong === null) continue;
      addIssue({ message: wrong });
      return NEVER;
    }
    return { tcp: mergePorts(ports.tcp), udp: mergePorts(ports.udp) };
  }),
);

/** Adds the entry to the ports, or says what is wrong with it. */
function readEntry(text: string, ports: Record<PortProtocol, PortRange[]>): string | null {
  if (text === '') return 'a port is missing: give ports such as 22,3389,8000-8999,udp:53';
  const groups = entry.exec(text)?.groups;
  const range = readRange(groups?.['range'] ?? '', text);
  if (range === null)
    return `${JSON.stringify(text)} is not a port, a range such as 8000-8999, or either with udp: before it`;
  if (typeof range === 'string') return range;
  ports[groups?.['protocol']?.toLowerCase() === 'udp' ? 'udp' : 'tcp'].push(range);
  return null;
}

/** A port or `from-to`; null where the text is neither, and what is wrong where it is one that cannot be, naming `entry`. */
export function readRange(text: string, entry: string): PortRange | string | null {
  const groups = portOrRange.exec(text)?.groups;
  if (groups === undefined) return null;
  const from = Number(groups['from']);
  const to = Number(groups['to'] ?? from);
  if (from > lastPort || to > lastPort) return `${JSON.stringify(entry)} goes beyond port ${lastPort}`;
  if (from > to) return `${JSON.stringify(entry)} is reversed: write ${to}-${from}`;
  return { from, to };
}
