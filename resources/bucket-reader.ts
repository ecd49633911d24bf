import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  type GetBucketOwnershipControlsOutput,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  type ListBucketsCommandOutput,
  paginateListBuckets,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import pMap from 'p-map';
import * as v from 'valibot';
import { classifyError, errorText } from '../aws/classify-error.ts';
import { endingPages } from '../aws/ending-pages.ts';
import type { Context, Need } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import { type Bucket, Ownership, type UnreadSetting } from '../contract/resource.ts';
import { readAccountBlock } from './account-block.ts';
import { encryptionOf } from './bucket-encryption.ts';
import { bucketFromS3 } from './bucket-from-s3.ts';
import { loggingFromS3 } from './bucket-logging.ts';
import { versioningFromS3 } from './bucket-versioning.ts';
import { readLogChains } from './log-chains.ts';
import { passingErrors } from './passing-errors.ts';
import { type LiveRead, type ResourceReader, rethrow, uncounted, type Where } from './reader.ts';

/** S3 has no batched read of bucket settings: nine calls a bucket, this many buckets at a time. */
const bucketsAtOnce = 8;

/** Of a rule that does not depend on the account's settings. */
const unasked = { kind: 'unreadable', reason: 'not asked for' } as const;

export function createBucketReader(
  s3: S3Client,
  s3Control: S3ControlClient,
  where: Where,
): ResourceReader<'AWS::S3::Bucket'> {
  const passing = passingErrors();
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
      for await (const page of pages(s3, where)) {
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
        for await (const page of pages(s3, where)) {
          buckets += page.Buckets?.length ?? 0;
        }
        return buckets;
      } catch (cause) {
        throw uncounted('buckets', where, cause);
      }
    },
    async contextOf(_buckets, needs) {
      if (needs !== undefined && !needs.includes('account-block'))
        return { prefixLists: new Map(), accountBlock: unasked };
      accountBlock ??= readAccountBlock(s3Control, where.accountId, passing);
      return { prefixLists: new Map(), accountBlock: await accountBlock };
    },
    logChains: (names) => readLogChains(s3, names, where, passing),
    async complete(bucket, needs) {
      if (bucket.ownership !== 'unknown' || !needsOwnership(bucket, needs)) return bucket;
      try {
        return { ...bucket, ownership: ownershipOf(await readControls(s3, bucket.id, where.accountId)) };
      } catch (error) {
        passing.note(error);
        return bucket;
      }
    },
    passing: () => passing.reasons,
  };
}

function pages(s3: S3Client, { region }: Where): AsyncIterable<ListBucketsCommandOutput> {
  const all = paginateListBuckets({ client: s3, pageSize: 1000 }, { BucketRegion: region });
  return endingPages(all, ({ ContinuationToken }) => ContinuationToken);
}

function needsOwnership({ grants }: Bucket, needs: readonly Need[]): boolean {
  if (needs.includes('ownership')) return true;
  return needs.includes('ownership-if-group-granted') && grants.some(({ grantee }) => grantee.kind === 'group');
}

async function readBucket(s3: S3Client, name: string, where: Where): Promise<Bucket> {
  const of = { Bucket: name, ExpectedBucketOwner: where.accountId };
  const [acl, policy, block, controls, encryption, versioning, logging, website, tags] = await Promise.all([
    s3.send(new GetBucketAclCommand(of)),
    unlessAbsent('NoSuchBucketPolicy', s3.send(new GetBucketPolicyCommand(of))),
    unlessAbsent('NoSuchPublicAccessBlockConfiguration', s3.send(new GetPublicAccessBlockCommand(of))),
    readControls(s3, name, where.accountId),
    orUnread(readEncryption(s3, of)),
    orUnread(s3.send(new GetBucketVersioningCommand(of)).then(versioningFromS3)),
    orUnread(s3.send(new GetBucketLoggingCommand(of)).then(loggingFromS3)),
    orUnread(servesWebsite(s3, of)),
    unlessAbsent('NoSuchTagSet', s3.send(new GetBucketTaggingCommand(of))),
  ]);
  const parts = {
    acl,
    policy: policy?.Policy ?? null,
    block: block?.PublicAccessBlockConfiguration,
    ownership: ownershipOf(controls),
    encryption,
    versioning,
    logging,
    website,
    tags: Object.fromEntries((tags?.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
  const unset: Bucket['unset'] = [];
  if (block === undefined) unset.push('publicAccessBlock');
  if (controls === undefined) unset.push('ownership');
  return { ...bucketFromS3(parts, { ...where, name }), ...(unset.length === 0 ? {} : { unset }) };
}

function readControls(
  s3: S3Client,
  name: string,
  accountId: string,
): Promise<GetBucketOwnershipControlsOutput | undefined> {
  return unlessAbsent(
    'OwnershipControlsNotFoundError',
    s3.send(new GetBucketOwnershipControlsCommand({ Bucket: name, ExpectedBucketOwner: accountId })),
  );
}

/**
 * A bucket without ownership controls is an old one: ObjectWriter, ACLs in force (S3 User Guide, "Controlling ownership of objects"). What is
 * none of those that are known is `unknown`: the SDK passes on whatever is answered.
 */
function ownershipOf(controls: GetBucketOwnershipControlsOutput | undefined): Bucket['ownership'] {
  if (controls === undefined) return 'ObjectWriter';
  const ownership = controls.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  return v.is(Ownership, ownership) ? ownership : 'unknown';
}

async function servesWebsite(
  s3: S3Client,
  of: { readonly Bucket: string; readonly ExpectedBucketOwner: string },
): Promise<boolean> {
  return (await unlessAbsent('NoSuchWebsiteConfiguration', s3.send(new GetBucketWebsiteCommand(of)))) !== undefined;
}

/** None is what S3 answered of buckets without a default before 2023 (S3 API Reference, "List of error codes"). */
async function readEncryption(
  s3: S3Client,
  of: { readonly Bucket: string; readonly ExpectedBucketOwner: string },
): Promise<Bucket['encryption']> {
  const answer = await unlessAbsent(
    'ServerSideEncryptionConfigurationNotFoundError',
    s3.send(new GetBucketEncryptionCommand(of)),
  );
  if (answer === undefined) return null;
  return encryptionOf(answer.ServerSideEncryptionConfiguration ?? {});
}

/** A setting that cannot be read hides none of the others; a bucket that is gone has none. */
async function orUnread<T>(reading: Promise<T>): Promise<T | UnreadSetting> {
  try {
    return await reading;
  } catch (error) {
    if (classifyError(error) === 'gone') throw error;
    return { kind: 'unread', reason: errorText(error) };
  }
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
