import type { JudgedResource, TrendPoint } from './console-data.ts';

/** Beyond so many, every other of the older points goes: the shape stays. */
const mostPoints = 240;

/** Keeps how many resources broke a rule at each moment of this run that something changed. */
export interface Trend {
  note(resources: readonly JudgedResource[], at: Date): readonly TrendPoint[];
}

export function createTrend(): Trend {
  let points: TrendPoint[] = [];
  return {
    note(resources, at) {
      const point = { at: at.toISOString(), ...count(resources) };
      const last = points.at(-1);
      if (last === undefined || !isSame(last, point)) points.push(point);
      if (points.length > mostPoints) points = points.filter((_, index) => index % 2 === 1 || index > mostPoints / 2);
      return [...points];
    },
  };
}

/** Pure. A resource that breaks one rule breaks, whatever others say of it; it is exempt only where all that is wrong with it is. */
export function count(resources: readonly JudgedResource[]): Omit<TrendPoint, 'at'> {
  const counts = { breaking: 0, exempt: 0, compliant: 0, partlyExempt: 0 };
  for (const { verdicts } of resources) {
    const all = Object.values(verdicts).map(({ status }) => status);
    if (all.includes('breaks')) {
      counts.breaking += 1;
      if (all.includes('exempt')) counts.partlyExempt += 1;
    } else if (all.includes('exempt')) counts.exempt += 1;
    else if (all.includes('compliant')) counts.compliant += 1;
  }
  return counts;
}

function isSame(one: TrendPoint, other: TrendPoint): boolean {
  return (['breaking', 'exempt', 'compliant', 'partlyExempt'] as const).every((kind) => one[kind] === other[kind]);
}
