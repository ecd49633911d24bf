import type { RecordedState } from '../service.ts';
import { effectiveGrants } from './acl.ts';
import type { BlockSettings } from './block-settings.ts';
import { type Bucket, bucketArn, canonicalId, type Grant, type Permission, type Website } from './bucket.ts';

const recordedPermissions: Readonly<Record<Permission, string>> = {
  FULL_CONTROL: 'FullControl',
  WRITE: 'Write',
  WRITE_ACP: 'WriteAcp',
  READ: 'Read',
  READ_ACP: 'ReadAcp',
};

/**
 * What AWS Config records of a bucket, in stream form (AWS Config resource schema, AWS::S3::Bucket): the ACL as a JSON string with
 * groups as plain strings, the Block Public Access key only where it is set, null or "Off" for what is not configured. Ownership
 * controls are not part of the schema. The ACL is the effective one, since Config reads it as any caller does.
 */
export function recordedBucket(bucket: Bucket, accountBlock: BlockSettings | undefined): RecordedState {
  const created = new Date(bucket.createdAt).toISOString();
  const owner = { displayName: null, id: canonicalId(bucket.accountId) };
  return {
    resourceName: bucket.name,
    arn: bucketArn(bucket),
    availabilityZone: 'Regional',
    resourceCreationTime: created,
    tags: bucket.tags,
    configuration: { name: bucket.name, owner, creationDate: created },
    supplementaryConfiguration: {
      AccessControlList: JSON.stringify({
        grantSet: null,
        grantList: effectiveGrants(bucket, accountBlock).map(recordedGrant),
        owner,
        isRequesterCharged: false,
      }),
      BucketAccelerateConfiguration: { status: null },
      BucketLoggingConfiguration: {
        destinationBucketName: bucket.logging?.targetBucket ?? null,
        logFilePrefix: bucket.logging?.targetPrefix ?? null,
      },
      BucketNotificationConfiguration: { configurations: {} },
      BucketPolicy: { policyText: bucket.policy ?? null },
      ...(Object.keys(bucket.tags).length === 0
        ? {}
        : { BucketTaggingConfiguration: { tagSets: [{ tags: bucket.tags }] } }),
      ...(bucket.website === undefined ? {} : { BucketWebsiteConfiguration: recordedWebsite(bucket.website) }),
      BucketVersioningConfiguration: { status: bucket.versioning ?? 'Off', isMfaDeleteEnabled: null },
      IsRequesterPaysEnabled: false,
      ...(bucket.publicAccessBlock === undefined ? {} : { PublicAccessBlockConfiguration: bucket.publicAccessBlock }),
      ServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: bucket.encryption.algorithm,
              kmsMasterKeyID: bucket.encryption.kmsKeyId ?? null,
            },
            bucketKeyEnabled: bucket.encryption.bucketKeyEnabled,
          },
        ],
      },
    },
    relationships: [],
  };
}

function recordedWebsite({ indexSuffix, errorKey }: Website): object {
  return {
    indexDocumentSuffix: indexSuffix,
    errorDocument: errorKey ?? null,
    redirectAllRequestsTo: null,
    routingRules: [],
  };
}

function recordedGrant({ grantee, permission }: Grant): object {
  return {
    grantee: grantee.kind === 'group' ? grantee.name : { id: grantee.id, displayName: null },
    permission: recordedPermissions[permission],
  };
}
