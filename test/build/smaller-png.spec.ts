import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { assert } from 'chai';
import { smallerPng } from '../../build/smaller-png.ts';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A PNG of these filtered rows: `type` 2 is RGB, 6 is RGBA. */
function png(width: number, height: number, type: number, rows: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, type, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours of a PNG by palette, row by row, as hex. */
function coloursOf(picture: Buffer): string[][] {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < picture.length; at += picture.readUInt32BE(at) + 12) {
    const end = at + 8 + picture.readUInt32BE(at);
    assert.equal(picture.readUInt32BE(end), crc32(picture.subarray(at + 4, end)));
    chunks.set(picture.toString('latin1', at + 4, at + 8), picture.subarray(at + 8, end));
  }
  const palette = chunks.get('PLTE')?.toString('hex').match(/.{6}/g) ?? [];
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const width = picture.readUInt32BE(16);
  return Array.from({ length: picture.readUInt32BE(20) }, (_, y) =>
    Array.from({ length: width }, (__, x) => palette[rows.readUInt8(y * (width + 1) + 1 + x)] ?? ''),
  );
}

describe('smallerPng', () => {
  it('keeps every colour where there are few, whatever filter a row has', () => {
    const picture = png(2, 5, 2, [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0],
    ]);

    assert.deepEqual(coloursOf(smallerPng(picture)), [
      ['0a141e', '28323c'],
      ['0a141e', '28323c'],
      ['0a141e', '28323c'],
      ['0a141e', '28323c'],
      ['0a141e', '28323c'],
    ]);
  });

  it('drops transparency', () => {
    assert.deepEqual(coloursOf(smallerPng(png(1, 1, 6, [[0, 1, 2, 3, 255]]))), [['010203']]);
  });

  it('takes the nearest of the most frequent 256 colours', () => {
    const greys = Array.from({ length: 256 }, (_, value) => [value, value, value, value, value, value]).flat();
    const picture = png(513, 1, 2, [[0, ...greys, 100, 100, 101]]);

    const [row = []] = coloursOf(smallerPng(picture));

    assert.equal(row.at(-1), '646464');
    assert.equal(new Set(row).size, 256);
  });

  const refused: [string, Buffer][] = [
    ['what is no PNG', Buffer.from('GIF89a, and some more bytes than that')],
    ['a picture by palette', png(1, 1, 3, [[0, 0]])],
  ];
  for (const [name, picture] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(() => smallerPng(picture), TypeError, 'it is no PNG');
    });
  }
});
