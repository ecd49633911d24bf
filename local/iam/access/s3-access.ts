import { routeOf } from '../../s3/route.ts';
import type { Caller } from '../../service.ts';
import type { RequestContext } from '../condition.ts';
import { type Needed, type NeededByCall, wholeAccount } from './needed.ts';

const bucket =
  (action: string): Needed =>
  (_input, caller, request) => {
    const acl = request.headers['x-amz-acl'];
    const context: RequestContext = acl === undefined ? {} : { 's3:x-amz-acl': String(acl) };
    return [{ action, resource: s3Arn(caller, routeOf(request).bucketName), context }];
  };

/** Listing is a permission on the bucket, and the prefix listed is known to its policy. */
const listing: Needed = (_input, caller, request) => {
  const prefix = request.query.get('prefix');
  const context: RequestContext = prefix === null ? {} : { 's3:prefix': prefix };
  return [{ action: 's3:ListBucket', resource: s3Arn(caller, routeOf(request).bucketName), context }];
};

const object =
  (...actions: readonly string[]): Needed =>
  (_input, caller, request) => {
    const { bucketName, key } = routeOf(request);
    const resource = s3Arn(caller, `${bucketName}/${key}`);
    return actions.map((action) => ({ action, resource }));
  };

const reading: Needed = (input, caller, request, facts) =>
  object(request.query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject')(input, caller, request, facts);

/** Comparing an ETag is reading (S3 User Guide, "How to prevent object overwrites with conditional writes"). */
const writing: Needed = (input, caller, request, facts) => {
  const compares = request.headers['if-match'] !== undefined;
  return object('s3:PutObject', ...(compares ? ['s3:GetObject'] : []))(input, caller, request, facts);
};

export const s3Access: NeededByCall = {
  's3:ListBuckets': wholeAccount('s3:ListAllMyBuckets'),
  's3:ListObjectsV2': listing,
  's3:HeadBucket': bucket('s3:ListBucket'),
  's3:GetBucketAcl': bucket('s3:GetBucketAcl'),
  's3:GetBucketLocation': bucket('s3:GetBucketLocation'),
  's3:GetBucketOwnershipControls': bucket('s3:GetBucketOwnershipControls'),
  's3:GetBucketPolicy': bucket('s3:GetBucketPolicy'),
  's3:GetBucketTagging': bucket('s3:GetBucketTagging'),
  's3:GetBucketEncryption': bucket('s3:GetEncryptionConfiguration'),
  's3:GetBucketVersioning': bucket('s3:GetBucketVersioning'),
  's3:GetBucketLogging': bucket('s3:GetBucketLogging'),
  's3:GetBucketWebsite': bucket('s3:GetBucketWebsite'),
  's3:GetPublicAccessBlock': bucket('s3:GetBucketPublicAccessBlock'),
  's3:DeleteBucketPolicy': bucket('s3:DeleteBucketPolicy'),
  's3:PutBucketAcl': bucket('s3:PutBucketAcl'),
  's3:PutBucketPolicy': bucket('s3:PutBucketPolicy'),
  's3:PutPublicAccessBlock': bucket('s3:PutBucketPublicAccessBlock'),
  's3:PutBucketEncryption': bucket('s3:PutEncryptionConfiguration'),
  's3:PutBucketVersioning': bucket('s3:PutBucketVersioning'),
  's3:PutBucketLogging': bucket('s3:PutBucketLogging'),
  's3:PutBucketOwnershipControls': bucket('s3:PutBucketOwnershipControls'),
  's3:GetObject': reading,
  's3:HeadObject': reading,
  's3:PutObject': writing,

  's3-control:GetPublicAccessBlock': wholeAccount('s3:GetAccountPublicAccessBlock'),
  's3-control:PutPublicAccessBlock': wholeAccount('s3:PutAccountPublicAccessBlock'),
};

function s3Arn({ partition }: Caller, path: string): string {
  return `arn:${partition}:s3:::${path}`;
}
