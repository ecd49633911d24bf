import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { AwsResponse } from '../service.ts';
import { isBlocked } from './block-settings.ts';
import { bucketArn } from './bucket.ts';
import { nullVersion } from './object-store.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { checkWrite } from './preconditions.ts';
import { blockedBy, emptyAnswer, invalidArgument, unsupported } from './s3-answer.ts';

/** Kept with the object and answered again as they came. */
const keptHeaders = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

const sseHeader = 'x-amz-server-side-encryption';
const kmsKeyHeader = 'x-amz-server-side-encryption-aws-kms-key-id';
const bucketKeyHeader = 'x-amz-server-side-encryption-bucket-key-enabled';

export const putObjectOperation: BucketOperations = {
  /** Encryption is labelled, not done. Object ACLs, tags, locks and storage classes are not emulated. */
  PutObject: {
    needs: 'bucket',
    method: 'PUT',
    path: 'object',
    headers: [
      'if-match',
      'if-none-match',
      'x-amz-acl',
      'x-amz-storage-class',
      'x-amz-meta-*',
      sseHeader,
      kmsKeyHeader,
      bucketKeyHeader,
    ],
    run: putObject,
  },
};

function putObject(call: BucketCall): AwsResponse {
  const { bucket, key, headers, body, checksum, caller } = call;
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass !== undefined && storageClass !== 'STANDARD')
    throw unsupported(`storage class ${String(storageClass)}`);
  refuseObjectAcl(call);
  checkWrite(headers, key, bucket.objects.current(key));

  const versionId = bucket.versioning === 'Enabled' ? call.id(32) : nullVersion;
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const encryption = encryptionHeaders(call);
  bucket.objects.add(key, {
    kind: 'object',
    versionId,
    lastModified: Math.floor(caller.now / 1000) * 1000,
    body: Buffer.from(body),
    etag,
    headers: { ...storedHeaders(headers), ...encryption },
    checksum,
  });
  return emptyAnswer(200, {
    etag,
    ...encryption,
    ...(bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId }),
    ...(checksum === undefined
      ? {}
      : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
  });
}

function refuseObjectAcl({ headers, bucket, accountBlock, caller, key }: BucketCall): void {
  const acl = headers['x-amz-acl'];
  if (acl === undefined || acl === 'bucket-owner-full-control') return;
  if (bucket.ownership === 'BucketOwnerEnforced') {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (acl === 'private') return;
  if (
    /^public-|^authenticated-/.test(String(acl)) &&
    isBlocked('blockPublicAcls', bucket.publicAccessBlock, accountBlock)
  ) {
    throw blockedBy('BlockPublicAcls', 's3:PutObject', `${bucketArn(bucket)}/${key}`, caller);
  }
  throw unsupported(`object ACLs (x-amz-acl: ${String(acl)})`);
}

function storedHeaders(headers: BucketCall['headers']): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of Object.entries(headers)) {
    const isMetadata = name.startsWith('x-amz-meta-');
    if (isMetadata) metadata += name.length - 'x-amz-meta-'.length + String(value).length;
    if (isMetadata || keptHeaders.includes(name)) kept[name] = String(value);
  }
  if (metadata > 2048) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  // The transfer encoding is the request's, not the object's.
  const encoding = kept['content-encoding']
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');
  delete kept['content-encoding'];
  return encoding === undefined || encoding === '' ? kept : { ...kept, 'content-encoding': encoding };
}

function encryptionHeaders({ headers, bucket }: BucketCall): Record<string, string> {
  const asked = headers[sseHeader];
  if (asked !== undefined && asked !== 'AES256' && asked !== 'aws:kms' && asked !== 'aws:kms:dsse') {
    throw invalidArgument('The encryption method specified is not supported', sseHeader, String(asked));
  }
  const algorithm = asked ?? bucket.encryption.algorithm;
  const askedKey = headers[kmsKeyHeader];
  if (askedKey !== undefined && algorithm === 'AES256') {
    throw invalidArgument(
      'A KMS key is not applicable to the encryption method specified',
      kmsKeyHeader,
      String(askedKey),
    );
  }
  const keyId = askedKey === undefined && asked === undefined ? bucket.encryption.kmsKeyId : askedKey;
  const bucketKey = headers[bucketKeyHeader] ?? String(bucket.encryption.bucketKeyEnabled);
  return {
    [sseHeader]: algorithm,
    ...(keyId === undefined ? {} : { [kmsKeyHeader]: String(keyId) }),
    ...(algorithm === 'aws:kms' && bucketKey === 'true' ? { [bucketKeyHeader]: 'true' } : {}),
  };
}
