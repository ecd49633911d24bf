import type { PortColumn } from '../picture.ts';

/** Where columns stand, in pixels from the left of the plot. */
export interface PortAxis {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly width: number;
  /** Labels do not fit beside each other and are turned. */
  readonly crowded: boolean;
}

/** How wide columns are to each other: one port, several, ports that nobody opens. */
const weights = { one: 1, several: 1.5, gap: 0.7 } as const;
const widest = 150;
/** Of one character of a port's number, and the room beside it. */
const characterWidth = 7.3;
const labelGap = 8;

/** Pure. Columns side by side in the width there is, in the order of the ports and not to scale. */
export function portAxis(columns: readonly PortColumn[], width: number): PortAxis {
  const shares = columns.map(({ from, to, gap }) => (gap ? weights.gap : from === to ? weights.one : weights.several));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const unit = total === 0 ? 0 : Math.min(widest, width / total);
  const ends: number[] = [];
  for (const share of shares) ends.push((ends.at(-1) ?? 0) + share * unit);
  const starts = ends.map((_, at) => ends[at - 1] ?? 0);
  const crowded = columns.some(
    (column, at) => !column.gap && columnLabel(column).length * characterWidth + labelGap > (shares[at] ?? 0) * unit,
  );
  return { starts, ends, width: ends.at(-1) ?? 0, crowded };
}

/** `22`, `8000–8079`. */
export function columnLabel({ from, to }: PortColumn): string {
  return from === to ? String(from) : `${from}–${to}`;
}
