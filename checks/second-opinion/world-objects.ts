import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from './calls.ts';
import type { Step } from './step.ts';
import type { World } from './worlds.ts';

const { s3 } = calls;
const Key = fc.constantFrom('actions/1.json', 'actions/2.json', 'exemptions.json', 'a b+c/ü.json');
const Bucket = fc.constantFrom('$bucket-1', '$bucket-1', '$bucket-1', '$bucket-1', '$bucket-none');
const etag = fc.nat({ max: 2 }).map((index) => `$etag-${index}`);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        Bucket,
        Key,
        Body: fc.constantFrom('{}', '{"version":1}', 'ü'),
        condition: fc.oneof(
          fc.constant({}),
          fc.constant({ IfNoneMatch: '*' }),
          etag.map((IfMatch) => ({ IfMatch })),
        ),
      })
      .map(({ condition, ...input }) => s3.putObject({ ...input, ...condition, ContentType: 'application/json' })),
  },
  { weight: 2, arbitrary: fc.record({ Bucket, Key }).map(s3.object) },
  {
    weight: 2,
    arbitrary: fc
      .record({ Bucket, Prefix: fc.constantFrom('', 'actions/', 'nothing/'), MaxKeys: fc.constantFrom(1, 1000) })
      .map(s3.objects),
  },
);

const Put = v.object({ ETag: v.string() });

/** The ledger's: written under conditions, listed by prefix. The names of ETags go by the writes that gave them. */
export const objects: World = {
  prepare: [
    s3.createBucket({ Bucket: '$bucket-1', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    s3.putVersioning({ Bucket: '$bucket-1', VersioningConfiguration: { Status: 'Enabled' } }),
  ],
  steps,
  always: [
    [
      s3.putObject({ Bucket: '$bucket-1', Key: 'ledger.json', Body: '{}', IfNoneMatch: '*' }),
      s3.putObject({ Bucket: '$bucket-1', Key: 'ledger.json', Body: '{}', IfNoneMatch: '*' }),
      s3.putObject({ Bucket: '$bucket-1', Key: 'ledger.json', Body: '{"version":1}', IfMatch: '$etag-0' }),
      s3.putObject({ Bucket: '$bucket-1', Key: 'ledger.json', Body: '{"version":2}', IfMatch: '$etag-0' }),
      s3.object({ Bucket: '$bucket-1', Key: 'ledger.json' }),
      s3.objects({ Bucket: '$bucket-1', Prefix: 'ledger' }),
    ],
  ],
  longest: 10,
  sequences: 30,
  reads: ({ operation }) => (operation === 's3:PutObject' ? [s3.objects({ Bucket: '$bucket-1' })] : []),
  learn({ operation }, answer, names) {
    const put = v.safeParse(Put, answer);
    if (operation !== 's3:PutObject' || !put.success) return;
    const count = [...names.keys()].filter((name) => name.startsWith('$etag-')).length;
    names.set(`$etag-${count}`, put.output.ETag);
  },
};
