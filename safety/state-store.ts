import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorText, isOvertaken } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure, type FailureCode } from '../contract/failure.ts';

export interface Held<T> {
  readonly state: T;
  readonly etag: string;
}

/** One S3 object that functions keep state in. Both calls reject with the store's code: callers then change nothing. */
export interface StateStore<T> {
  read(): Promise<Held<T>>;
  /** The new ETag, or null where somebody else wrote since it was read: read again, decide again. */
  write(held: Held<T>): Promise<string | null>;
}

export interface StateStoreOptions<T> {
  readonly bucket: string;
  readonly key: string;
  readonly schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>;
  readonly code: FailureCode;
  /** Begins "… cannot be read". */
  readonly what: string;
}

/**
 * A state that is missing is no fresh start: the stack creates the object, so without it nobody knows what was in it.
 */
export function createStateStore<T>(s3: Pick<S3Client, 'send'>, options: StateStoreOptions<T>): StateStore<T> {
  const { bucket, key, schema, code, what } = options;
  const where = { Bucket: bucket, Key: key };
  const unusable = (how: string, cause: unknown, why = errorText(cause)): Failure =>
    new Failure(code, `${what} cannot be ${how}: ${why}`, {
      cause,
      ids: { bucket, key },
      transient: true,
    });
  return {
    async read() {
      let data: unknown;
      let etag: string;
      try {
        const { Body, ETag = '' } = await s3.send(new GetObjectCommand(where));
        data = JSON.parse((await Body?.transformToString()) ?? '');
        etag = ETag;
      } catch (cause) {
        throw unusable('read', cause);
      }
      const parsed = v.safeParse(schema, data);
      if (!parsed.success) throw unusable('read', undefined, explainIssues(parsed.issues));
      return { state: parsed.output, etag };
    },
    async write({ state, etag }) {
      const Body = JSON.stringify(state);
      try {
        const answer = await s3.send(
          new PutObjectCommand({ ...where, Body, ContentType: 'application/json', IfMatch: etag }),
        );
        return answer.ETag ?? '';
      } catch (cause) {
        if (isOvertaken(cause)) return null;
        throw unusable('written', cause);
      }
    },
  };
}
