import type { Plan } from '../../contract/plan.ts';
import type { Bucket, Grant, PublicAccessBlock } from '../../contract/resource.ts';
import * as v from 'valibot';
import type { ConfigurationItem } from '../../resources/configuration-item.ts';
import { encryptionOf } from '../../resources/bucket-encryption.ts';
import { loggingFromS3 } from '../../resources/bucket-logging.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';

export const ownerId = '5f0c2d1e4b7a98365f0c2d1e4b7a98365f0c2d1e4b7a98365f0c2d1e4b7a9836';
export const allUsersUri = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const authenticatedUsersUri = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

export const allOff: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

export const allOn: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export const ownerGrant: Grant = { grantee: { kind: 'user', id: ownerId }, permission: 'FULL_CONTROL' };
export const groupGrant = (uri: string, permission: Grant['permission'] = 'READ'): Grant => ({
  grantee: { kind: 'group', uri },
  permission,
});

export function bucket(overrides: Partial<Bucket> = {}): Bucket {
  return {
    type: 'AWS::S3::Bucket',
    id: 'holiday-photos',
    arn: 'arn:aws:s3:::holiday-photos',
    accountId: '111122223333',
    region: 'eu-west-1',
    tags: {},
    owner: { id: ownerId },
    grants: [ownerGrant],
    policy: null,
    publicAccessBlock: allOff,
    ownership: 'ObjectWriter',
    encryption: null,
    versioning: { status: 'Off', mfaDelete: false },
    logging: null,
    website: false,
    ...overrides,
  };
}

/** A statement as a policy would have it, everyone may read unless said otherwise. */
export function allow(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::holiday-photos/*',
    ...overrides,
  };
}

/** For everyone from 1.0.0.0/8 to 223.0.0.0/8: each is narrow to AWS, all of them are the internet. */
export const worldByRanges = allow({
  Condition: { IpAddress: { 'aws:SourceIp': Array.from({ length: 223 }, (_, i) => `${i + 1}.0.0.0/8`) } },
});

export function policy(...statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** The parts of a bucket's item that the tests vary; `AccessControlList` and the others are given as objects. */
export interface ItemParts {
  readonly tags?: Record<string, string>;
  readonly supplementary?: Record<string, unknown>;
}

const itemOwner = { displayName: null, id: ownerId };
export const itemAcl = (...grants: readonly unknown[]): Record<string, unknown> => ({
  grantSet: null,
  grantList: [{ grantee: itemOwner, permission: 'FullControl' }, ...grants],
  owner: itemOwner,
  isRequesterCharged: false,
});
const defaultParts = (): Record<string, unknown> => ({
  AccessControlList: itemAcl(),
  BucketLoggingConfiguration: { destinationBucketName: null, logFilePrefix: null },
  BucketPolicy: { policyText: null },
  BucketVersioningConfiguration: { status: 'Off', isMfaDeleteEnabled: null },
  IsRequesterPaysEnabled: false,
});

/** A bucket's item as rule events carry it: objects, but the ACL as a string. */
export function streamItem({ tags = {}, supplementary = {} }: ItemParts = {}): Record<string, unknown> {
  const parts: Record<string, unknown> = { ...defaultParts(), ...supplementary };
  return {
    relatedEvents: [],
    relationships: [],
    configuration: { name: 'holiday-photos', owner: itemOwner, creationDate: '2024-05-06T07:08:09.000Z' },
    supplementaryConfiguration: { ...parts, AccessControlList: encode(parts['AccessControlList']) },
    tags,
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-03-04T05:06:07.890Z',
    configurationStateId: 1772600767890,
    awsAccountId: '111122223333',
    configurationItemStatus: 'OK',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'holiday-photos',
    resourceName: 'holiday-photos',
    ARN: 'arn:aws:s3:::holiday-photos',
    awsRegion: 'eu-west-1',
    availabilityZone: 'Regional',
    configurationStateMd5Hash: '',
    resourceCreationTime: '2024-05-06T07:08:09.000Z',
  };
}

/** The same item as GetResourceConfigHistory gives it: other names, every part a string, the ACL a string in a string. */
export function apiItem(parts: ItemParts = {}): Record<string, unknown> {
  const { ARN, awsAccountId, configurationItemVersion, configurationStateMd5Hash, ...same } = streamItem(parts);
  const supplementary = v.parse(v.record(v.string(), v.unknown()), same['supplementaryConfiguration']);
  return {
    ...same,
    arn: ARN,
    accountId: awsAccountId,
    version: configurationItemVersion,
    configurationItemMD5Hash: configurationStateMd5Hash,
    configurationStateId: '1772600767890',
    configuration: JSON.stringify(same['configuration']),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(supplementary).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  };
}

export function item(parts: ItemParts = {}): ConfigurationItem {
  return parseConfigurationItem(streamItem(parts));
}

function encode(acl: unknown): unknown {
  return acl === undefined ? undefined : JSON.stringify(acl);
}

const AclInput = v.object({
  Grants: v.array(
    v.object({
      Grantee: v.object({
        ID: v.optional(v.string()),
        URI: v.optional(v.string()),
        EmailAddress: v.optional(v.string()),
      }),
      Permission: v.picklist(['FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP']),
    }),
  ),
  Owner: v.object({ ID: v.string() }),
});

/** What S3 would make of a plan's calls, as far as they go. Throws on any other call or another bucket's. */
export function applyPlan(before: Bucket, plan: Plan): Bucket {
  let after = before;
  for (const { service, operation, input } of plan.changes) {
    if (service !== 's3' || input['Bucket'] !== before.id || input['ExpectedBucketOwner'] !== before.accountId) {
      throw new Error(`${service} ${operation} is not a call on this bucket`);
    }
    if (operation === 'PutBucketPolicy') after = { ...after, policy: v.parse(v.string(), input['Policy']) };
    else if (operation === 'DeleteBucketPolicy') after = { ...after, policy: null };
    else if (operation === 'PutBucketAcl') after = { ...after, grants: grantsOf(input['AccessControlPolicy']) };
    else if (operation === 'PutPublicAccessBlock') {
      after = { ...after, publicAccessBlock: blockOf(input['PublicAccessBlockConfiguration']) };
    } else if (operation === 'PutBucketEncryption') {
      after = { ...after, encryption: encryptionOf(input['ServerSideEncryptionConfiguration']) };
    } else if (operation === 'PutBucketVersioning') {
      after = {
        ...after,
        versioning: { mfaDelete: false, ...v.parse(VersioningInput, input['VersioningConfiguration']) },
      };
    } else if (operation === 'PutBucketLogging') {
      after = { ...after, logging: loggingFromS3(input['BucketLoggingStatus']) };
    } else if (operation === 'PutBucketOwnershipControls') {
      if (after.grants.some(({ grantee }) => grantee.kind !== 'user' || grantee.id !== before.owner.id)) {
        throw new Error('InvalidBucketAclWithObjectOwnership');
      }
      after = { ...after, ownership: v.parse(OwnershipInput, input['OwnershipControls']).Rules[0].ObjectOwnership };
    } else throw new Error(`${operation} is not expected`);
  }
  return after;
}

const OwnershipInput = v.strictObject({
  Rules: v.tuple([v.strictObject({ ObjectOwnership: v.literal('BucketOwnerEnforced') })]),
});
const BlockInput = v.strictObject({
  BlockPublicAcls: v.boolean(),
  IgnorePublicAcls: v.boolean(),
  BlockPublicPolicy: v.boolean(),
  RestrictPublicBuckets: v.boolean(),
});
const VersioningInput = v.pipe(
  v.strictObject({ Status: v.picklist(['Enabled', 'Suspended']) }),
  v.transform(({ Status: status }) => ({ status })),
);

function blockOf(given: unknown): PublicAccessBlock {
  const put = v.parse(BlockInput, given);
  return {
    blockPublicAcls: put.BlockPublicAcls,
    ignorePublicAcls: put.IgnorePublicAcls,
    blockPublicPolicy: put.BlockPublicPolicy,
    restrictPublicBuckets: put.RestrictPublicBuckets,
  };
}

function grantsOf(given: unknown): Grant[] {
  return v.parse(AclInput, given).Grants.map(({ Grantee: { ID, URI, EmailAddress }, Permission: permission }) => {
    if (URI !== undefined) return { grantee: { kind: 'group', uri: URI }, permission };
    if (ID !== undefined) return { grantee: { kind: 'user', id: ID }, permission };
    return { grantee: { kind: 'email', address: EmailAddress ?? '' }, permission };
  });
}
