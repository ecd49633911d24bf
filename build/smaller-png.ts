import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row by row. */
  readonly pixels: Uint32Array;
}

/**
 * The same picture with at most 256 colours, a third of the size: a picture of a page is text on plain grounds. Takes what browsers write, 8
 * bits of RGB or RGBA without interlacing, and drops transparency; throws a TypeError for any other (PNG Specification, Third Edition).
 */
export function smallerPng(png: Uint8Array): Buffer {
  const { width, height, pixels } = decode(Buffer.from(png));
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, mostColours)
    .map(([colour]) => colour);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (const [index, pixel] of pixels.entries()) {
    rows[index + Math.floor(index / width) + 1] = places.get(pixel) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits each, by a palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function decode(png: Buffer): Picture {
  if (!png.subarray(0, 8).equals(signature)) throw new TypeError('it is no PNG');
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const samples = { 2: 3, 6: 4 }[png.readUInt8(25)];
  if (png.readUInt8(24) !== 8 || samples === undefined || png.readUInt8(28) !== 0) {
    throw new TypeError('it is no PNG of 8 bits of RGB or RGBA without interlacing');
  }
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * samples, samples);
  const pixels = Uint32Array.from({ length: width * height }, (_, index) => bytes.readUIntBE(index * samples, 3));
  return { width, height, pixels };
}

/** Rows of `stride` bytes without the filters by which each was made small. */
function unfiltered(rows: Buffer, stride: number, samples: number): Buffer {
  const height = rows.length / (stride + 1);
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows.readUInt8(y * (stride + 1));
    for (let x = 0; x < stride; x += 1) {
      const left = x < samples ? 0 : (out[y * stride + x - samples] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const corner = y === 0 || x < samples ? 0 : (out[(y - 1) * stride + x - samples] ?? 0);
      out[y * stride + x] = rows.readUInt8(y * (stride + 1) + 1 + x) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - corner;
      const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      if (byLeft <= byUp && byLeft <= byCorner) return left;
      return byUp <= byCorner ? up : corner;
    }
    default:
      return 0;
  }
}

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map((other) => distance(channels(colour), channels(other)));
  return distances.indexOf(Math.min(...distances));
}

function distance(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
}

function channels(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
