import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorCode, errorText } from '../aws/classify-error.ts';
import { ExemptionWatch } from '../contract/exemption-watch.ts';
import { Failure } from '../contract/failure.ts';

export const watchedKey = 'exemptions/watched.json';

/** Where the watch keeps what it remembers. Both calls reject with EXEMPTIONS_UNREADABLE. */
export interface WatchStore {
  read(): Promise<{ readonly state: ExemptionWatch; readonly etag: string }>;
  /** Only over the version of that ETag: the new one, or null where somebody else wrote meanwhile. */
  write(state: ExemptionWatch, etag: string): Promise<string | null>;
}

export function watchStore(s3: Pick<S3Client, 'send'>, bucket: string): WatchStore {
  const where = { Bucket: bucket, Key: watchedKey };
  const unusable = (what: string, cause: unknown): Failure =>
    new Failure('EXEMPTIONS_UNREADABLE', `${watchedKey} cannot be ${what}: ${errorText(cause)}`, {
      cause,
      ids: { bucket, key: watchedKey },
      transient: true,
    });
  return {
    async read() {
      try {
        const { Body, ETag = '' } = await s3.send(new GetObjectCommand(where));
        return { state: v.parse(ExemptionWatch, JSON.parse((await Body?.transformToString()) ?? '')), etag: ETag };
      } catch (cause) {
        throw unusable('read', cause);
      }
    },
    async write(state, etag) {
      const Body = JSON.stringify(state);
      try {
        const put = new PutObjectCommand({ ...where, Body, ContentType: 'application/json', IfMatch: etag });
        return (await s3.send(put)).ETag ?? '';
      } catch (cause) {
        if (['PreconditionFailed', 'ConditionalRequestConflict'].includes(errorCode(cause))) return null;
        throw unusable('written', cause);
      }
    },
  };
}
