import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorText } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { AddedExemptions, DeclaredExemptions } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';

/** The two lists, by their keys in the ledger bucket. */
export const declaredKey = 'exemptions/declared.json';
export const addedKey = 'exemptions/added.json';

/** A list with the version of the object that it was read from. */
export interface ReadList<T> {
  readonly list: T;
  readonly etag: string;
}

type S3 = Pick<S3Client, 'send'>;

/** Rejects with EXEMPTIONS_UNREADABLE, naming the object and the field. */
export function readDeclared(s3: S3, bucket: string): Promise<ReadList<DeclaredExemptions>> {
  return readObject(s3, bucket, declaredKey, DeclaredExemptions);
}

/** Rejects with EXEMPTIONS_UNREADABLE, naming the object and the field. */
export function readAdded(s3: S3, bucket: string): Promise<ReadList<AddedExemptions>> {
  return readObject(s3, bucket, addedKey, AddedExemptions);
}

async function readObject<T>(
  s3: S3,
  bucket: string,
  key: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<ReadList<T>> {
  const { text, etag } = await textOf(s3, bucket, key);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw unreadable(bucket, key, 'it is not JSON', cause);
  }
  const parsed = v.safeParse(schema, data);
  if (!parsed.success) throw unreadable(bucket, key, explainIssues(parsed.issues));
  return { list: parsed.output, etag };
}

async function textOf(s3: S3, Bucket: string, Key: string): Promise<{ text: string; etag: string }> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { text: (await Body?.transformToString()) ?? '', etag: ETag };
  } catch (cause) {
    throw unreadable(Bucket, Key, errorText(cause), cause);
  }
}

/** Transient, whatever the cause: work that waits for the list is neither lost nor counted as tried. */
function unreadable(bucket: string, key: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'EXEMPTIONS_UNREADABLE',
    `the exemptions in ${key} cannot be read, so nothing is changed: ${why}`,
    {
      cause,
      ids: { bucket, key },
      transient: true,
    },
  );
}
