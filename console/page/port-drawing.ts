import { h } from 'preact';
import type { Lane, NetworkKind, PortColumn, PortPicture } from '../picture.ts';
import { html, type Markup } from './html.ts';
import { columnLabel, type PortAxis, portAxis } from './port-axis.ts';
import { fitted, useWidth } from './use-width.ts';

const laneHeight = 48;
const headingHeight = 24;
/** Turned labels need so much room beside each other. */
const turnedGap = 15;

const headings: Readonly<Record<NetworkKind, string>> = {
  'internet-ipv4': 'The internet, IPv4',
  'internet-ipv6': 'The internet, IPv6',
  'prefix-list': 'Prefix lists',
  private: 'Private networks',
  reserved: 'Reserved, not the internet',
  group: 'Security groups',
};

/** Sources on the left, ports from left to right; what a rule forbids is red, hatched and taller. */
export function PortDrawing({ picture }: { readonly picture: PortPicture }): Markup {
  const [ref, width] = useWidth<HTMLDivElement>(520);
  const { columns, lanes, sentences, direction } = picture;
  const label = Math.min(190, Math.round(width * 0.38));
  const longest = Math.max(0, ...columns.filter(({ gap }) => !gap).map((column) => columnLabel(column).length));
  const wide = portAxis(columns, width - label - 6);
  const axis = wide.crowded ? portAxis(columns, width - label - 10 - longest * 4.4) : wide;
  const top = axis.crowded ? 22 + longest * 5.4 : 38;
  let y = top;
  const placed = lanes.map((lane, at) => {
    const isFirst = lanes[at - 1]?.network !== lane.network;
    if (isFirst) y += headingHeight;
    const here = y;
    y += laneHeight;
    return { lane, y: here, isFirst };
  });
  const nobody = direction === 'ingress' ? 'Nothing reaches it: it has no ingress rule.' : 'Nothing is let out.';
  return html`<figure
    class="drawing"
    ref=${ref}
    aria-label=${direction === 'ingress' ? 'Which ports reach which networks' : 'Which ports are let out to which networks'}
  >
    ${
      lanes.length === 0
        ? html`<p class="drawing-none">${nobody}</p>`
        : html`<svg width=${width} height=${y + 4} viewBox="0 0 ${width} ${y + 4}" aria-hidden="true" focusable="false">
              <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                  <rect class="hatch-ground" width="6" height="6" />
                  <rect class="hatch-line" width="2" height="6" />
                </pattern>
              </defs>
              ${h(AxisLabels, { picture, axis, left: label, top, bottom: y })}
              ${placed.map(
                ({ lane, y: at, isFirst }) =>
                  html`<g key=${`${lane.source} ${lane.protocol}`}>
                    ${isFirst ? html`<text class="lane-heading" x="0" y=${at - 8}>${headings[lane.network]}</text>` : null}
                    ${h(LaneRow, { lane, axis, left: label, y: at, width })}
                  </g>`,
              )}
            </svg>
            <ul class="unseen">
              ${sentences.map((sentence, at) => html`<li key=${at}>${sentence}</li>`)}
            </ul>`
    }
  </figure>`;
}

interface AxisProps {
  readonly picture: PortPicture;
  readonly axis: PortAxis;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** A port's number over its column, and under it what usually listens there; turned where they would not fit. */
function AxisLabels({ picture, axis, left, top, bottom }: AxisProps): Markup {
  const middleOf = (at: number): number => left + ((axis.starts[at] ?? 0) + (axis.ends[at] ?? 0)) / 2;
  const marked = picture.columns.flatMap(({ offending }, at) => (offending ? [middleOf(at)] : []));
  return picture.columns.map((column, at) => {
    const middle = middleOf(at);
    const hasRoom = !axis.crowded || marked.every((one) => Math.abs(one - middle) >= turnedGap);
    const isShown = !column.gap && (column.offending || hasRoom);
    return html`<g key=${column.from} class=${column.offending ? 'port port-bad' : 'port'}>
      ${column.offending || (!axis.crowded && !column.gap) ? html`<line class="port-line" x1=${middle} x2=${middle} y1=${top - 3} y2=${bottom} />` : null}
      ${isShown ? h(PortLabel, { column, crowded: axis.crowded, middle, top }) : null}
    </g>`;
  });
}

interface LabelProps {
  readonly column: PortColumn;
  readonly crowded: boolean;
  readonly middle: number;
  readonly top: number;
}

function PortLabel({ column, crowded, middle, top }: LabelProps): Markup {
  const label = columnLabel(column);
  if (crowded) {
    return html`<text class="port-number" transform="translate(${middle + 3} ${top - 7}) rotate(-50)">${label}</text>`;
  }
  return html`<text class="port-number" x=${middle} y=${top - 21} text-anchor="middle">${label}</text>
    <text class="port-service" x=${middle} y=${top - 9} text-anchor="middle">${column.service ?? ''}</text>`;
}

interface LaneProps {
  readonly lane: Lane;
  readonly axis: PortAxis;
  readonly left: number;
  readonly y: number;
  readonly width: number;
}

function LaneRow({ lane, axis, left, y, width }: LaneProps): Markup {
  const middle = y + 12;
  return html`<g class=${lane.offending ? 'lane lane-bad' : 'lane'}>
    <text class="lane-source" x="0" y=${y + 16}>
      ${fitted(lane.source, left - 48, 7.3)}<tspan class="lane-protocol" dx="7">${lane.protocol}</tspan>
    </text>
    <text class="lane-detail" x="0" y=${y + 33}>
      <title>${lane.detail}</title>
      ${fitted(lane.detail, width, 5.7)}
    </text>
    <line class="lane-line" x1=${left} x2=${left + axis.width} y1=${middle} y2=${middle} />
    ${
      lane.spans.length === 0
        ? html`<text class="lane-detail" x=${left + 4} y=${middle - 5}>no ports</text>`
        : lane.spans.map((span) => h(Reach, { key: span.first, span, axis, left, middle }))
    }
  </g>`;
}

interface ReachProps {
  readonly span: Lane['spans'][number];
  readonly axis: PortAxis;
  readonly left: number;
  readonly middle: number;
}

function Reach({ span, axis, left, middle }: ReachProps): Markup {
  const [start, end] = [left + (axis.starts[span.first] ?? 0), left + (axis.ends[span.last] ?? 0)];
  const half = span.offending ? 10 : 6;
  const gap = axis.crowded ? 0.75 : 1.5;
  return html`<rect
    class=${span.offending ? 'reach reach-bad' : 'reach'}
    x=${start + gap}
    y=${middle - half}
    width=${Math.max(2, end - start - gap * 2)}
    height=${half * 2}
    rx=${axis.crowded ? 2 : 3}
  />`;
}
