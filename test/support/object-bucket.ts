import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { answering, awsError, type Call } from './aws.ts';

const Input = v.looseObject({
  Key: v.optional(v.string(), ''),
  Prefix: v.optional(v.string(), ''),
  Body: v.optional(v.string(), ''),
  IfNoneMatch: v.optional(v.string()),
  MaxKeys: v.optional(v.number(), 1000),
  ContinuationToken: v.optional(v.string(), ''),
});

export interface ObjectBucket {
  readonly client: S3Client;
  readonly calls: Call[];
  /** By key: the text, or what a read throws. */
  readonly objects: Map<string, string | Error>;
}

/** A bucket that is listed two keys at a time, read, and written to where there is nothing yet. */
export function objectBucket(given: Readonly<Record<string, unknown>> = {}): ObjectBucket {
  const objects = new Map(
    Object.entries(given).map(([key, value]) => [key, value instanceof Error ? value : JSON.stringify(value)]),
  );
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), {
    ListObjectsV2(raw: unknown) {
      const { Prefix, MaxKeys, ContinuationToken } = v.parse(Input, raw);
      const keys = [...objects.keys()].filter((key) => key.startsWith(Prefix)).toSorted();
      const from = Number(ContinuationToken);
      const page = keys.slice(from, from + Math.min(2, MaxKeys));
      const next = from + page.length;
      return {
        ...(page.length === 0 ? {} : { Contents: page.map((Key) => ({ Key })) }),
        ...(next < keys.length ? { NextContinuationToken: String(next), IsTruncated: true } : {}),
      };
    },
    GetObject(raw: unknown) {
      const found = objects.get(v.parse(Input, raw).Key);
      if (found === undefined) throw awsError('NoSuchKey', { status: 404 });
      if (found instanceof Error) throw found;
      return { Body: { transformToString: () => Promise.resolve(found) } };
    },
    PutObject(raw: unknown) {
      const { Key, Body, IfNoneMatch } = v.parse(Input, raw);
      if (IfNoneMatch === '*' && objects.has(Key)) throw awsError('PreconditionFailed', { status: 412 });
      objects.set(Key, Body);
      return {};
    },
  });
  return { client, calls, objects };
}
