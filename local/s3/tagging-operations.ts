import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, xmlAnswer } from './s3-answer.ts';
import { elementOf, listOf, readXml } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'tagging' } as const;

/** The children of a `TagSet`. */
export const Tags = elementOf(v.strictObject({ Tag: listOf(v.strictObject({ Key: v.string(), Value: v.string() })) }));

export const taggingOperations: BucketOperations = {
  GetBucketTagging: {
    ...shape,
    method: 'GET',
    run({ bucket }) {
      const tags = Object.entries(bucket.tags);
      if (tags.length === 0) {
        throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket.name });
      }
      return xmlAnswer('Tagging', { TagSet: { Tag: tags.map(([key, value]) => ({ Key: key, Value: value })) } });
    },
  },
  PutBucketTagging: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      bucket.tags = tagsOf(readXml(body, 'Tagging', v.strictObject({ TagSet: Tags })).TagSet.Tag);
      return emptyAnswer(204);
    },
  },
  DeleteBucketTagging: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.tags = {};
      return emptyAnswer(204);
    },
  },
};

/** Throws InvalidTag: at most 50, keys unique, 1-128 characters and not `aws:…`, values up to 256 characters. */
export function tagsOf(list: readonly { Key: string; Value: string }[]): Record<string, string> {
  const invalid = (message: string): AwsError => new AwsError('InvalidTag', message);
  if (list.length > 50) throw new AwsError('BadRequest', 'Bucket tag count cannot be greater than 50');
  const keys = new Set(list.map((tag) => tag.Key));
  if (keys.size < list.length) throw invalid('Cannot provide multiple Tags with the same key');
  for (const { Key: key, Value: value } of list) {
    if (key.length < 1 || key.length > 128) throw invalid('The TagKey you have provided is invalid');
    if (/^aws:/i.test(key)) throw invalid('System tags cannot be added/updated by requester');
    if (value.length > 256) throw invalid('The TagValue you have provided is invalid');
  }
  return Object.fromEntries(list.map((tag) => [tag.Key, tag.Value]));
}
