import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import type { Exemption } from '../../contract/exemption.ts';
import { answering, awsError, type Call } from './aws.ts';

const Input = v.looseObject({ Key: v.string(), Body: v.optional(v.string()), IfMatch: v.optional(v.string()) });

export interface ExemptionBucket {
  readonly client: S3Client;
  readonly calls: Call[];
  /** What an object holds; an Error is thrown when it is read. */
  set(key: string, content: unknown): void;
  get(key: string): unknown;
}

/** The ledger bucket as far as exemptions go: objects with ETags, read, and written under a condition. */
export function exemptionBucket(
  declared: readonly Exemption[] = [],
  added: readonly Exemption[] = [],
  before?: (call: Call) => void,
): ExemptionBucket {
  const objects = new Map<string, { content: unknown; etag: string }>();
  let writes = 0;
  const set = (key: string, content: unknown): void => {
    objects.set(key, { content, etag: `"${(writes += 1)}"` });
  };
  set('exemptions/declared.json', { version: 1, maxDays: 90, tagExemptions: false, exemptions: declared });
  set('exemptions/added.json', { version: 1, exemptions: added });
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), {
    GetObject(raw: unknown) {
      const { Key } = v.parse(Input, raw);
      before?.({ operation: 'GetObject', input: { Key } });
      const found = objects.get(Key);
      if (found === undefined) throw awsError('NoSuchKey', { status: 404 });
      if (found.content instanceof Error) throw found.content;
      const text = typeof found.content === 'string' ? found.content : JSON.stringify(found.content);
      return { ETag: found.etag, Body: { transformToString: () => Promise.resolve(text) } };
    },
    PutObject(raw: unknown) {
      const { Key, Body = '', IfMatch } = v.parse(Input, raw);
      before?.({ operation: 'PutObject', input: { Key } });
      if (IfMatch !== undefined && objects.get(Key)?.etag !== IfMatch) {
        throw awsError('PreconditionFailed', { status: 412 });
      }
      set(Key, JSON.parse(Body));
      return { ETag: objects.get(Key)?.etag };
    },
  });
  return { client, calls, set, get: (key) => objects.get(key)?.content };
}
