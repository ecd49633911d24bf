import {
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  paginateListBuckets,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import pMap from 'p-map';
import { classifyError, errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Bucket } from '../contract/resource.ts';
import { readAccountBlock } from './account-block.ts';
import { bucketFromS3 } from './bucket-from-s3.ts';
import { type LiveRead, type ResourceReader, rethrow, uncounted, type Where } from './reader.ts';

/** S3 has no batched read of bucket settings: five calls a bucket, this many buckets at a time. */
const bucketsAtOnce = 8;

export function createBucketReader(
  s3: S3Client,
  s3Control: S3ControlClient,
  where: Where,
): ResourceReader<'AWS::S3::Bucket'> {
  let accountBlock: Promise<Context['accountBlock']> | undefined;

  async function read(ids: readonly string[]): Promise<LiveRead<'AWS::S3::Bucket'>> {
    const found = new Map<string, Bucket>();
    const gone = new Set<string>();
    const failed = new Map<string, Failure>();
    const readOne = async (id: string): Promise<void> => {
      try {
        found.set(id, await readBucket(s3, id, where));
      } catch (cause) {
        if (classifyError(cause) === 'gone') gone.add(id);
        else failed.set(id, unreadable(id, where, cause));
      }
    };
    await pMap(ids, readOne, { concurrency: bucketsAtOnce });
    return { found, gone, failed };
  }

  return {
    read,
    async *list(unread = rethrow) {
      for await (const page of paginateListBuckets({ client: s3, pageSize: 1000 }, { BucketRegion: where.region })) {
        const names = (page.Buckets ?? []).flatMap(({ Name }) => Name ?? []);
        for (let start = 0; start < names.length; start += bucketsAtOnce) {
          const { found, failed } = await read(names.slice(start, start + bucketsAtOnce));
          for (const failure of failed.values()) unread(failure);
          for (const name of names.slice(start, start + bucketsAtOnce)) {
            const bucket = found.get(name);
            if (bucket !== undefined) yield bucket;
          }
        }
      }
    },
    async count() {
      try {
        let buckets = 0;
        for await (const page of paginateListBuckets({ client: s3, pageSize: 1000 }, { BucketRegion: where.region })) {
          buckets += page.Buckets?.length ?? 0;
        }
        return buckets;
      } catch (cause) {
        throw uncounted('buckets', where, cause);
      }
    },
    async contextOf() {
      accountBlock ??= readAccountBlock(s3Control, where.accountId);
      return { prefixLists: new Map(), accountBlock: await accountBlock };
    },
    async complete(bucket) {
      const aclMatters =
        bucket.ownership === 'unknown' && bucket.grants.some(({ grantee }) => grantee.kind === 'group');
      if (!aclMatters) return bucket;
      const ownership = await readOwnership(s3, bucket.id, where.accountId).catch(() => 'unknown' as const);
      return { ...bucket, ownership };
    },
  };
}

async function readBucket(s3: S3Client, name: string, where: Where): Promise<Bucket> {
  const of = { Bucket: name, ExpectedBucketOwner: where.accountId };
  const [acl, policy, block, ownership, tags] = await Promise.all([
    s3.send(new GetBucketAclCommand(of)),
    unlessAbsent('NoSuchBucketPolicy', s3.send(new GetBucketPolicyCommand(of))),
    unlessAbsent('NoSuchPublicAccessBlockConfiguration', s3.send(new GetPublicAccessBlockCommand(of))),
    readOwnership(s3, name, where.accountId),
    unlessAbsent('NoSuchTagSet', s3.send(new GetBucketTaggingCommand(of))),
  ]);
  const parts = {
    acl,
    policy: policy?.Policy ?? null,
    block: block?.PublicAccessBlockConfiguration,
    ownership,
    tags: Object.fromEntries((tags?.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
  return bucketFromS3(parts, { ...where, name });
}

/** A bucket without ownership controls is an old one: ObjectWriter, ACLs in force (S3 User Guide, "Controlling ownership of objects"). */
async function readOwnership(s3: S3Client, name: string, accountId: string): Promise<Bucket['ownership']> {
  const answer = await unlessAbsent(
    'OwnershipControlsNotFoundError',
    s3.send(new GetBucketOwnershipControlsCommand({ Bucket: name, ExpectedBucketOwner: accountId })),
  );
  return answer === undefined ? 'ObjectWriter' : (answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? 'unknown');
}

async function unlessAbsent<T>(errorName: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === errorName) return undefined;
    throw error;
  }
}

function unreadable(id: string, where: Where, cause: unknown): Failure {
  return new Failure('READ_FAILED', `bucket ${id} cannot be read: ${errorText(cause)}`, {
    cause,
    ids: { resourceId: id, accountId: where.accountId, region: where.region },
    transient: classifyError(cause) === 'transient',
  });
}
