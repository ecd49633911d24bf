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

/** Whether the range holds any of the ports, which must be merged. */
export function reachesPorts(range: PortRange, merged: readonly PortRange[]): boolean {
  let low = 0;
  let high = merged.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = merged[middle];
    if (candidate !== undefined && candidate.to < range.from) low = middle + 1;
    else high = middle;
  }
  const first = merged[low];
  return first !== undefined && first.from <= range.to;
}

/** The ports that are in both, ascending. */
export function intersectPorts(merged: readonly PortRange[], ranges: readonly PortRange[]): PortRange[] {
  const both = merged.flatMap((a) =>
    ranges
      .filter((b) => a.from <= b.to && b.from <= a.to)
      .map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })),
  );
  return mergePorts(both);
}
