import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type * as fc from 'fast-check';
import type { Failure } from '../../../contract/failure.ts';
import { answering, awsError } from '../../support/aws.ts';
import { region } from '../../support/instructions.ts';
import { bentText } from './bent.ts';
import { assertNoSecret, loggedAs, withSecrets } from './secrets.ts';

/** One bucket for all: what is in it is set before each read. */
const objects = new Map<string, string>();
export const { client: s3, calls } = answering(new S3Client({ region }), {
  GetObject: (input: unknown) => {
    const text = objects.get(String(Object(input)['Key']));
    if (text === undefined) throw awsError('NoSuchKey', { status: 404 });
    return { ETag: '"1"', Body: { transformToString: () => Promise.resolve(text) } };
  },
  ListObjectsV2: (input: unknown) => {
    const prefix = String(Object(input)['Prefix']);
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix));
    const folders = prefix === 'sweeps/' ? keys.map((key) => `${key.split('/').slice(0, 2).join('/')}/`) : [];
    return {
      Contents: folders.length > 0 ? [] : keys.map((Key) => ({ Key })),
      CommonPrefixes: [...new Set(folders)].map((Prefix) => ({ Prefix })),
    };
  },
  PutObject: () => ({ ETag: '"2"' }),
});

export function holding(given: Readonly<Record<string, unknown>>): void {
  objects.clear();
  calls.length = 0;
  for (const [key, content] of Object.entries(given))
    objects.set(key, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Nothing is written by what only reads. */
export function assertRead(): void {
  for (const { operation } of calls) assert.include(['GetObject', 'ListObjectsV2'], operation);
}

/** What was written, and under this key alone. */
export function writtenUnder(key: string): unknown[] {
  return calls.flatMap(({ operation, input }) => {
    if (operation !== 'PutObject') return [];
    assert.equal(input['Key'], key, 'something else was written');
    return [JSON.parse(String(input['Body']))];
  });
}

export function refused(failure: Failure, code: string): 'refused' {
  assert.equal(failure.code, code);
  assertNoSecret(failure.message, loggedAs(failure));
  return 'refused';
}

export const texts = (...samples: readonly unknown[]): fc.Arbitrary<string> =>
  withSecrets(bentText(samples, 2)).map((text) => String(text));

/** Of each of the eight records of the boundary. */
export const shareOfEach = 1 / 8;
