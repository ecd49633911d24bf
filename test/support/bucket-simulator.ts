import * as v from 'valibot';
import type { Change } from '../../contract/plan.ts';
import type { Bucket, Grant } from '../../contract/resource.ts';
import { judgeStatement } from '../../publicness/statement.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { publicAudience } from '../../publicness/acl.ts';
import { encryptionOf } from '../../resources/bucket-encryption.ts';
import { allOff } from './buckets.ts';
import { awsError } from './aws.ts';

const Block = v.strictObject({
  BlockPublicAcls: v.boolean(),
  IgnorePublicAcls: v.boolean(),
  BlockPublicPolicy: v.boolean(),
  RestrictPublicBuckets: v.boolean(),
});
const Ownership = v.strictObject({
  Rules: v.tuple([
    v.strictObject({ ObjectOwnership: v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
  ]),
});
const Versioning = v.strictObject({ Status: v.picklist(['Enabled', 'Suspended']) });
const Logging = v.strictObject({
  LoggingEnabled: v.optional(v.strictObject({ TargetBucket: v.string(), TargetPrefix: v.string() })),
});
const Acl = v.object({
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
});

type Unset = NonNullable<Bucket['unset']>[number];

/**
 * What S3 makes of one call on a bucket, as it keeps it, or what it refuses: a public policy or ACL that Block Public Access blocks, an
 * ACL while ACLs are disabled, disabling them while others are granted anything (Amazon S3 User Guide, "Block public access
 * settings", "Controlling ownership of objects"; "meaning of public" is this project's own reading).
 */
export function applyToBucket(kept: Bucket, { service, operation, input }: Change): Bucket {
  if (service !== 's3' || input['Bucket'] !== kept.id || input['ExpectedBucketOwner'] !== kept.accountId) {
    throw new TypeError(`${service} ${operation} is no call on ${kept.id}`);
  }
  switch (operation) {
    case 'PutBucketPolicy': {
      const policy = v.parse(v.string(), input['Policy']);
      if (kept.publicAccessBlock.blockPublicPolicy && isPublic(policy)) throw awsError('AccessDenied', { status: 403 });
      return { ...kept, policy };
    }
    case 'DeleteBucketPolicy':
      return { ...kept, policy: null };
    case 'PutBucketAcl': {
      const grants = grantsOf(input['AccessControlPolicy']);
      if (kept.ownership === 'BucketOwnerEnforced') throw awsError('AccessControlListNotSupported');
      const isBlocked =
        kept.publicAccessBlock.blockPublicAcls && grants.some((grant) => publicAudience(grant) !== null);
      if (isBlocked) throw awsError('AccessDenied', { status: 403 });
      return { ...kept, grants };
    }
    case 'PutPublicAccessBlock': {
      const put = v.parse(Block, input['PublicAccessBlockConfiguration']);
      const publicAccessBlock = {
        blockPublicAcls: put.BlockPublicAcls,
        ignorePublicAcls: put.IgnorePublicAcls,
        blockPublicPolicy: put.BlockPublicPolicy,
        restrictPublicBuckets: put.RestrictPublicBuckets,
      };
      return withUnset({ ...kept, publicAccessBlock }, 'publicAccessBlock', false);
    }
    case 'DeletePublicAccessBlock':
      return withUnset({ ...kept, publicAccessBlock: allOff }, 'publicAccessBlock', true);
    case 'PutBucketOwnershipControls': {
      const [{ ObjectOwnership: ownership }] = v.parse(Ownership, input['OwnershipControls']).Rules;
      const isOthers = ({ grantee }: Grant): boolean => grantee.kind !== 'user' || grantee.id !== kept.owner.id;
      if (ownership === 'BucketOwnerEnforced' && kept.grants.some(isOthers)) {
        throw awsError('InvalidBucketAclWithObjectOwnership');
      }
      return withUnset({ ...kept, ownership }, 'ownership', false);
    }
    case 'DeleteBucketOwnershipControls':
      return withUnset({ ...kept, ownership: 'ObjectWriter' }, 'ownership', true);
    case 'PutBucketEncryption':
      return { ...kept, encryption: encryptionOf(input['ServerSideEncryptionConfiguration']) };
    case 'DeleteBucketEncryption':
      return { ...kept, encryption: null };
    case 'PutBucketVersioning': {
      const { Status: status } = v.parse(Versioning, input['VersioningConfiguration']);
      return { ...kept, versioning: { status, mfaDelete: false } };
    }
    case 'PutBucketLogging': {
      const { LoggingEnabled: to } = v.parse(Logging, input['BucketLoggingStatus']);
      const logging = to === undefined ? null : { targetBucket: to.TargetBucket, targetPrefix: to.TargetPrefix };
      return { ...kept, logging };
    }
    default:
      throw new TypeError(`${operation} is not expected`);
  }
}

/** As S3 answers: an ACL without the public grants that Block Public Access ignores, and the owner's alone once disabled. */
export function readBucket(kept: Bucket): Bucket {
  const { grants, publicAccessBlock, ownership, owner } = kept;
  if (ownership === 'BucketOwnerEnforced') {
    return { ...kept, grants: [{ grantee: { kind: 'user', id: owner.id }, permission: 'FULL_CONTROL' }] };
  }
  if (!publicAccessBlock.ignorePublicAcls) return kept;
  return { ...kept, grants: grants.filter((grant) => publicAudience(grant) === null) };
}

function withUnset(bucket: Bucket, setting: Unset, isUnset: boolean): Bucket {
  const { unset: before = [], ...rest } = bucket;
  const unset = [...before.filter((one) => one !== setting), ...(isUnset ? [setting] : [])].toSorted();
  return unset.length === 0 ? rest : { ...rest, unset };
}

function isPublic(policy: string): boolean {
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return true;
  return reading.statements.some(
    (statement) => statement.effect === 'Allow' && judgeStatement(statement, awsBreadth) !== null,
  );
}

function grantsOf(given: unknown): Grant[] {
  return v.parse(Acl, given).Grants.map(({ Grantee: { ID, URI, EmailAddress }, Permission: permission }): Grant => {
    if (URI !== undefined) return { grantee: { kind: 'group', uri: URI }, permission };
    if (ID !== undefined) return { grantee: { kind: 'user', id: ID }, permission };
    return { grantee: { kind: 'email', address: EmailAddress ?? '' }, permission };
  });
}
