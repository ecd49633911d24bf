import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const tableOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? polynomial ^ (value >>> 1) : value >>> 1;
    return value;
  });

function cyclic(table: Uint32Array): (body: Buffer) => Buffer {
  return (body) => {
    let value = 0xffffffff;
    for (const byte of body) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    return bigEndian((value ^ 0xffffffff) >>> 0);
  };
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const digest =
  (name: string) =>
  (body: Buffer): Buffer =>
    createHash(name).update(body).digest();

const algorithms: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  crc32: (body) => bigEndian(crc32(body)),
  crc32c: cyclic(tableOf(0x82f63b78)),
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
  md5: digest('md5'),
};

/** Base64, as `x-amz-checksum-*` carries it; undefined for an algorithm that is not emulated (CRC64NVME, the xxHash family). */
export function checksumOf(algorithm: string, body: Buffer): string | undefined {
  return algorithms[algorithm]?.(body).toString('base64');
}
