import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a bundle's file into a zip beside it and returns that one's path. Written here because an archive must be the same for
 * the same file, on every machine: nothing is compressed, the time is the earliest that a zip can say, and the file may be read by
 * everyone whatever the umask was, which Lambda needs to load it. (PKWARE APPNOTE; Lambda developer guide, "Permissions")
 */
export function lambdaArchive(file: string): string {
  const path = join(dirname(file), 'bundle.zip');
  writeFileSync(path, zipOf(basename(file), readFileSync(file)));
  return path;
}

const earliestDate = 0x21;
const unixVersion = 0x0314;
const readableFile = 0o100644;

/** A zip with one stored file. */
function zipOf(name: string, content: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(earliestDate, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(Buffer.byteLength(name), 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);

  const more = Buffer.alloc(14);
  more.writeUInt32LE(readableFile * 0x10000, 6);
  const version = Buffer.alloc(2);
  version.writeUInt16LE(unixVersion);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), version, common, more, Buffer.from(name)]);

  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(content: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of content) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
