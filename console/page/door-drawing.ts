import { h } from 'preact';
import type { DoorPicture, Route, Shield } from '../picture.ts';
import { html, type Markup } from './html.ts';
import { fitted, useWidth } from './use-width.ts';

const rowHeight = 46;
const brickHeight = 30;
const brickWidth = 142;
const bucketRoom = 116;

/** Whoever has a way in on the left, the bucket on the right, and Block Public Access between them. */
export function DoorDrawing({ picture }: { readonly picture: DoorPicture }): Markup {
  const [ref, width] = useWidth<HTMLDivElement>(520);
  const { routes, shields, sentences, of } = picture;
  const wall = { x: Math.round(Math.min(width * 0.52, width - brickWidth - bucketRoom)), width: brickWidth };
  const bricks = shields.length * brickHeight;
  const rows = Math.max(1, routes.length) * rowHeight;
  const height = 26 + Math.max(bricks, rows) + 8;
  const centre = 26 + Math.max(bricks, rows) / 2;
  const firstRow = centre - rows / 2;
  const bucket = { x: width - 58, y: centre };
  const what = of === 'bucket' ? 'Who gets into the bucket' : 'What Block Public Access of the account keeps out';
  return html`<figure class="drawing" ref=${ref} aria-label=${what}>
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true" focusable="false">
      <text class="lane-heading" x="0" y="14">${of === 'bucket' ? 'Beside the owner' : 'The account'}</text>
      <text class="lane-heading" x=${wall.x} y="14">Block Public Access</text>
      ${
        routes.length === 0
          ? html`<text class="lane-detail" x="0" y=${centre + 4}
              >${of === 'bucket' ? 'nobody' : 'all buckets, all regions'}</text
            >`
          : routes.map((route, at) =>
              h(RouteRow, {
                key: at,
                route,
                y: firstRow + at * rowHeight + rowHeight / 2,
                wall: wall.x,
                room: wall.x - 20,
                bucket: { x: bucket.x - 26, y: bucket.y + (at - (routes.length - 1) / 2) * 12 },
              }),
            )
      }
      ${h(Wall, { shields, x: wall.x, y: centre - bricks / 2, width: wall.width })}
      ${of === 'bucket' ? h(BucketIcon, bucket) : null}
    </svg>
    <ul class="unseen">
      ${sentences.map((sentence, at) => html`<li key=${at}>${sentence}</li>`)}
    </ul>
  </figure>`;
}

interface RouteProps {
  readonly route: Route;
  readonly y: number;
  readonly wall: number;
  readonly room: number;
  readonly bucket: { readonly x: number; readonly y: number };
}

function RouteRow({ route, y, wall, room, bucket }: RouteProps): Markup {
  const { who, what, by, state } = route;
  const line = y + 7;
  const curve = `M0 ${line} H${wall} C${wall + 170} ${line} ${bucket.x - 70} ${bucket.y} ${bucket.x - 5} ${bucket.y}`;
  return html`<g class="route route-${state}">
    <path class="route-line" d=${state === 'stopped' ? `M0 ${line} H${wall - 6}` : curve} />
    ${
      state === 'stopped'
        ? html`<path class="route-end" d="M${wall - 5} ${line - 8} v16" />`
        : html`<path class="route-head" d="M${bucket.x - 7} ${bucket.y - 5} l7 5 l-7 5 z" />`
    }
    <text class="lane-source" x="0" y=${y}><title>${who}</title>${fitted(who, room, 7.3)}</text>
    <text class="lane-detail" x="0" y=${y + 21}><title>${what}</title>${fitted(`${by}: ${what}`, room, 5.8)}</text>
  </g>`;
}

interface WallProps {
  readonly shields: readonly Shield[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function Wall({ shields, x, y, width }: WallProps): Markup {
  return html`<g>
    ${shields.map(
      ({ setting, on }, at) =>
        html`<g key=${setting} class=${on ? 'brick brick-on' : 'brick brick-off'}>
          <rect x=${x} y=${y + at * brickHeight + 2} width=${width} height=${brickHeight - 4} rx="4" />
          <text class="brick-name" x=${x + 9} y=${y + at * brickHeight + 19}>${words(setting)}</text>
          <text class="brick-state" x=${x + width - 9} y=${y + at * brickHeight + 19} text-anchor="end"
            >${on ? 'on' : 'off'}</text
          >
        </g>`,
    )}
  </g>`;
}

/** `blockPublicAcls` as `block ACLs`. */
function words(setting: string): string {
  return setting
    .replace('Public', ' ')
    .replace('Buckets', 'buckets')
    .replace('Policy', 'policy')
    .replace('Acls', 'ACLs');
}

function BucketIcon({ x, y }: { readonly x: number; readonly y: number }): Markup {
  return html`<g class="bucket-icon" transform="translate(${x} ${y})">
    <path d="M-20 -20 h44 l-6 38 a4 4 0 0 1 -4 3 h-24 a4 4 0 0 1 -4 -3 z" />
    <ellipse cx="2" cy="-20" rx="22" ry="6" />
  </g>`;
}
