import type { TrendPoint } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { clock, number } from './words.ts';

const height = 56;
const width = 600;

/** How many resources broke a rule, from the start of the console until now: a line of steps. */
export function TrendChart({ trend, now }: { readonly trend: readonly TrendPoint[]; readonly now: string }): Markup {
  const [first] = trend;
  const last = trend.at(-1);
  if (first === undefined || last === undefined) return null;
  const most = Math.max(1, ...trend.map(({ breaking }) => breaking));
  const start = Date.parse(first.at);
  const length = Math.max(1, Date.parse(now) - start);
  const x = (at: string): number => Math.min(width, ((Date.parse(at) - start) / length) * width);
  const y = (count: number): number => height - 3 - (count / most) * (height - 8);
  const steps = trend.map(({ at, breaking }, index) =>
    index === 0 ? `M0 ${y(breaking)}` : `H${x(at).toFixed(1)} V${y(breaking).toFixed(1)}`,
  );
  const line = `${steps.join(' ')} H${width}`;
  const said = `From ${number(first.breaking, 'resource')} that broke a rule at ${clock(first.at, now)} to ${last.breaking} now; ${most} at most.`;
  return html`<figure class="trend">
    <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label=${said}>
      <path class="trend-floor" d="M0 ${height - 3} H${width}" vector-effect="non-scaling-stroke" />
      <path class="trend-area" d="${line} V${height - 3} H0 Z" />
      <path class="trend-line" d=${line} vector-effect="non-scaling-stroke" />
    </svg>
    <figcaption>
      <span>${clock(first.at, now)} UTC</span><span>resources that break a rule</span><span>now</span>
    </figcaption>
  </figure>`;
}
