import type { PortRange } from '../contract/violation.ts';

export const lastPort = 65535;
export const allPorts: PortRange = { from: 0, to: lastPort };

/** The same ports as ranges that neither overlap nor touch, ascending. */
export function mergePorts(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What is left of a range without the given ports, ascending. */
export function subtractPorts(range: PortRange, holes: readonly PortRange[]): PortRange[] {
  const left: PortRange[] = [];
  let from = range.from;
  for (const hole of mergePorts(holes)) {
    if (hole.to < from) continue;
    if (hole.from > range.to) break;
    if (hole.from > from) left.push({ from, to: hole.from - 1 });
    from = hole.to + 1;
  }
  if (from <= range.to) left.push({ from, to: range.to });
  return left;
}

/** Whether the range holds any of the ports. */
export function reachesPorts(range: PortRange, ports: readonly PortRange[]): boolean {
  for (const { from, to } of ports) if (from <= range.to && range.from <= to) return true;
  return false;
}

/** The ports that are in both, ascending. */
export function intersectPorts(merged: readonly PortRange[], ranges: readonly PortRange[]): PortRange[] {
  const both = merged.flatMap((a) => ranges.map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })));
  return mergePorts(both.filter(({ from, to }) => from <= to));
}
