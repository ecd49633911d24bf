/** One series of samples: seconds since the first, and the value then. */
export type Samples = readonly (readonly [seconds: number, value: number])[];

export interface Trend {
  /** Of all values. */
  readonly mean: number;
  /** By the fitted line, from the first sample to the last. */
  readonly growth: number;
  /** Of the growth, by the scatter of the values around the line. */
  readonly standardError: number;
}

/** So much of its mean a series may grow over the whole run. */
const allowedShare = 0.1;
/** How many standard errors a growth has to be beyond what is allowed, so that scatter is not taken for growth. */
const certainty = 2;

/** Pure. The line of least squares. No growth is seen in fewer than three samples, or in samples of one moment. */
export function trendOf(samples: Samples): Trend {
  const count = samples.length;
  const mean = average(samples.map(([, value]) => value));
  const middle = average(samples.map(([seconds]) => seconds));
  const spread = sum(samples.map(([seconds]) => (seconds - middle) ** 2));
  if (count < 3 || spread === 0) return { mean, growth: 0, standardError: Number.POSITIVE_INFINITY };
  const slope = sum(samples.map(([seconds, value]) => (seconds - middle) * (value - mean))) / spread;
  const residual = sum(samples.map(([seconds, value]) => (value - mean - slope * (seconds - middle)) ** 2));
  const span = Math.max(...samples.map(([seconds]) => seconds)) - Math.min(...samples.map(([seconds]) => seconds));
  return { mean, growth: slope * span, standardError: Math.sqrt(residual / (count - 2) / spread) * span };
}

/** Pure. What the series may grow by: a tenth of its mean, or `leeway` where that is more. */
export function allowedGrowth({ mean }: Pick<Trend, 'mean'>, leeway = 0): number {
  return Math.max(allowedShare * Math.abs(mean), leeway);
}

/** `inconclusive`: it may have grown by more than is allowed or not, since the samples scatter more than that, or are too few. */
export type Verdict = 'steady' | 'grows' | 'inconclusive';

/**
 * Pure. Whether the series has grown by more than is allowed. Scatter can neither hide a growth nor stand for one: where it leaves
 * more room than is allowed, nothing is shown, unless all of that room is below it.
 */
export function verdictOn(trend: Trend, leeway = 0): Verdict {
  const { growth, standardError } = trend;
  const allowed = allowedGrowth(trend, leeway);
  const uncertainty = certainty * standardError;
  if (growth - uncertainty > allowed) return 'grows';
  // NaN of no samples is not below anything.
  return uncertainty <= allowed || growth + uncertainty <= allowed ? 'steady' : 'inconclusive';
}

/** By nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function average(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
