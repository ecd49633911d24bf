import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import * as v from 'valibot';
import { classifyError, errorText, isThere } from '../aws/classify-error.ts';
import { listedObjects } from '../aws/listed-objects.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import {
  RecordedChange,
  recordedChangeKey,
  recordedChangesFolder,
  recordedChangesPrefix,
} from '../contract/recorded-change.ts';

type S3 = Pick<S3Client, 'send'>;

/** Which group, of which account and region. */
export type GroupPlace = Pick<RecordedChange, 'accountId' | 'region' | 'groupId'>;

/**
 * Writes a record unless there is one of the same event. Rejects with CHANGE_NOT_RECORDED, transient but where S3 refuses for good:
 * the event then has to come again.
 */
export async function writeChange(s3: S3, bucket: string, change: RecordedChange): Promise<'written' | 'known'> {
  const Key = recordedChangeKey(change);
  try {
    const Body = JSON.stringify(change);
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json', IfNoneMatch: '*' }),
    );
    return 'written';
  } catch (cause) {
    if (isThere(cause)) return 'known';
    throw new Failure('CHANGE_NOT_RECORDED', `${Key} cannot be written: ${errorText(cause)}`, {
      cause,
      ids: { bucket, key: Key },
      transient: classifyError(cause) === 'transient',
    });
  }
}

/** Whether anything is recorded of any group of the account and region. Rejects with the SDK's error. */
export async function hasChanges(
  s3: S3,
  Bucket: string,
  { accountId, region }: Pick<RecordedChange, 'accountId' | 'region'>,
): Promise<boolean> {
  const Prefix = `${recordedChangesFolder}${accountId}/${region}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
  return Contents.length > 0;
}

const readsAtOnce = 16;

/**
 * Reads all records of a group; a record never changes, so each is fetched once as long as the function lives. Rejects with READ_FAILED,
 * naming the record: with one that is missing nobody knows whose a rule is.
 */
export function changeReader(s3: S3, bucket: string): (place: GroupPlace) => Promise<RecordedChange[]> {
  const known = new Map<string, RecordedChange>();
  return async (place) => {
    const keys = await keysOf(s3, bucket, recordedChangesPrefix(place));
    return pMap(
      keys,
      async (key) => {
        const change = known.get(key) ?? (await readChange(s3, bucket, key));
        if (known.size >= mostKept) known.clear();
        known.set(key, change);
        return change;
      },
      { concurrency: readsAtOnce },
    );
  };
}

/** Some 1 kB each. */
const mostKept = 20_000;

async function keysOf(s3: S3, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  try {
    for await (const { Contents = [] } of listedObjects(s3, { Bucket, Prefix })) {
      for (const { Key = '' } of Contents) if (Key.endsWith('.json')) keys.push(Key);
    }
    return keys;
  } catch (cause) {
    throw unreadable(Bucket, Prefix, errorText(cause), cause);
  }
}

async function readChange(s3: S3, Bucket: string, Key: string): Promise<RecordedChange> {
  let data: unknown;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    data = JSON.parse((await Body?.transformToString()) ?? '');
  } catch (cause) {
    throw unreadable(Bucket, Key, errorText(cause), cause);
  }
  const parsed = v.safeParse(RecordedChange, data);
  if (!parsed.success) throw unreadable(Bucket, Key, explainIssues(parsed.issues));
  if (recordedChangeKey(parsed.output) !== Key) throw unreadable(Bucket, Key, 'it is of another group or event');
  return parsed.output;
}

function unreadable(bucket: string, key: string, why: string, cause?: unknown): Failure {
  return new Failure('READ_FAILED', `what is recorded of changes in ${key} cannot be read: ${why}`, {
    cause,
    ids: { bucket, key },
    transient: true,
  });
}
