import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { AwsRequest } from '../service.ts';
import { checksumOf } from './checksum.ts';
import { unsupported } from './s3-answer.ts';

/** A checksum that came with a body and was found right; the value is base64. */
export interface Checksum {
  readonly algorithm: string;
  readonly value: string;
}

export interface ReadBody {
  readonly body: Buffer;
  readonly checksum: Checksum | undefined;
  /** Whether anything vouched for the body: an `x-amz-checksum-*` or Content-MD5. */
  readonly vouched: boolean;
}

const checksumHeader = /^x-amz-checksum-(?!mode$|type$|algorithm$)(.+)$/;

export function isChecksumHeader(name: string): boolean {
  return checksumHeader.test(name);
}

/**
 * The body as the caller meant it: aws-chunked encoding undone (with its trailers), every checksum sent with it verified. Chunk
 * signatures are not. Throws IncompleteBody, BadDigest, InvalidDigest, XAmzContentSHA256Mismatch, InvalidRequest.
 */
export function readBody(request: Pick<AwsRequest, 'headers' | 'body'>): ReadBody {
  const { headers } = request;
  const hash = String(headers['x-amz-content-sha256'] ?? '');
  const { body, trailers } = hash.startsWith('STREAMING-')
    ? unchunk(request.body)
    : { body: request.body, trailers: new Map<string, string>() };
  const length = headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== body.length) throw incomplete();
  if (/^[0-9a-f]{64}$/.test(hash) && createHash('sha256').update(body).digest('hex') !== hash) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5 = verifyMd5(headers['content-md5'], body);
  const checksum = verifyChecksum([...Object.entries(headers), ...trailers], body);
  return { body, checksum, vouched: md5 || checksum !== undefined };
}

function verifyMd5(header: string | string[] | undefined, body: Buffer): boolean {
  if (header === undefined) return false;
  const sent = Buffer.from(String(header), 'base64');
  if (sent.length !== 16) throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (!createHash('md5').update(body).digest().equals(sent)) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return true;
}

function verifyChecksum(fields: readonly (readonly [string, unknown])[], body: Buffer): Checksum | undefined {
  let found: Checksum | undefined;
  for (const [name, sent] of fields) {
    const algorithm = checksumHeader.exec(name)?.[1];
    if (algorithm === undefined) continue;
    const value = checksumOf(algorithm, body);
    if (value === undefined) throw unsupported(`the checksum ${name}`);
    if (found !== undefined && found.algorithm !== algorithm) {
      throw new AwsError(
        'InvalidRequest',
        'Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.',
      );
    }
    if (value !== sent) {
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
    found = { algorithm, value };
  }
  return found;
}

/** `SIZE[;chunk-signature=…]\r\nDATA\r\n … 0\r\n` and trailing header lines (S3 API, "Signature calculations: trailing headers"). */
function unchunk(raw: Buffer): { body: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf('\r\n', at);
    const size = end < 0 ? Number.NaN : Number.parseInt(raw.toString('latin1', at, end), 16);
    if (Number.isNaN(size)) throw incomplete();
    at = end + 2;
    if (size === 0) break;
    if (raw.toString('latin1', at + size, at + size + 2) !== '\r\n') throw incomplete();
    chunks.push(raw.subarray(at, at + size));
    at += size + 2;
  }
  const lines = raw.toString('latin1', at).split('\r\n');
  const trailers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { body: Buffer.concat(chunks), trailers: new Map(trailers) };
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}
