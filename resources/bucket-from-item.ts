import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Bucket, Grant } from '../contract/resource.ts';
import { Bucket as BucketSchema } from '../contract/resource.ts';
import { allUsers, authenticatedUsers, logDelivery } from '../publicness/acl.ts';
import { encryptionOf } from './bucket-encryption.ts';
import { loggingFromItem } from './bucket-logging.ts';
import { versioningFromItem } from './bucket-versioning.ts';
import { websiteFromItem } from './bucket-website.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { partitionOf } from './partition.ts';
import { PublicAccessBlockSettings } from './public-access-block.ts';

/** An item says groups by name where the S3 API says their URI. */
const groups = { AllUsers: allUsers, AuthenticatedUsers: authenticatedUsers, LogDelivery: logDelivery };
const permissions = {
  FullControl: 'FULL_CONTROL',
  Write: 'WRITE',
  WriteAcp: 'WRITE_ACP',
  Read: 'READ',
  ReadAcp: 'READ_ACP',
} as const;

const isKeyOf =
  <T extends object>(names: T) =>
  (name: unknown): name is keyof T =>
    typeof name === 'string' && Object.hasOwn(names, name);

const Name = v.nullish(v.string());
const User = v.object({ id: v.pipe(v.string(), v.minLength(1)), displayName: Name });
const ItemGrant = v.object({
  grantee: v.union([v.custom<keyof typeof groups>(isKeyOf(groups)), User]),
  permission: v.custom<keyof typeof permissions>(isKeyOf(permissions)),
});
const Grants = v.array(ItemGrant);

/**
 * The SDK's ACL class that Config writes out holds its grants in a list or, in old code, a set; the other is null, and both are
 * where nothing was granted. Grants under another name are not taken for none.
 */
const aclKeys = ['owner', 'grantList', 'grantSet', 'isRequesterCharged'];
const AccessControlList = v.pipe(
  v.looseObject({ owner: User, grantList: v.nullish(Grants), grantSet: v.nullish(Grants) }),
  v.check(({ grantList, grantSet }) => !grantList || !grantSet, 'has two lists of grants'),
  v.check(
    (acl) =>
      acl.grantList !== undefined ||
      acl.grantSet !== undefined ||
      Object.keys(acl).every((key) => aclKeys.includes(key)),
    'has neither grantList nor grantSet',
  ),
);
/** The key is there, with a null text, also where the bucket has no policy: without the key it is something else. */
const BucketPolicy = v.nullish(v.object({ policyText: v.nullable(v.string()) }));

/**
 * A bucket from its configuration item in either form, as parseConfigurationItem leaves it. Throws ITEM_UNREADABLE naming the
 * bucket and the field: an ACL or policy that is not understood is never taken for a shorter one. Of encryption, versioning and
 * logging what is not understood is `unread`, since nothing else hangs on them. Items do not carry object ownership, so it is
 * `unknown`.
 */
export function bucketFromItem(item: ConfigurationItem): Bucket {
  const { supplementary } = item;
  const acl = read(item, 'AccessControlList', AccessControlList, supplementary['AccessControlList']);
  const policy = read(item, 'BucketPolicy', BucketPolicy, supplementary['BucketPolicy']);
  const block = read(
    item,
    'PublicAccessBlockConfiguration',
    PublicAccessBlockSettings,
    supplementary['PublicAccessBlockConfiguration'],
  );
  const bucket = read(item, '', BucketSchema, {
    type: 'AWS::S3::Bucket',
    id: item.resourceId,
    arn: item.arn ?? `arn:${partitionOf(item.region)}:s3:::${item.resourceId}`,
    accountId: item.accountId,
    region: item.region,
    tags: item.tags,
    owner: withName(acl.owner),
    grants: (acl.grantList ?? acl.grantSet ?? []).map(grantOf),
    policy: policy?.policyText ?? null,
    publicAccessBlock: block,
    ownership: 'unknown',
    encryption: encryptionOf(supplementary['ServerSideEncryptionConfiguration']),
    versioning: versioningFromItem(supplementary['BucketVersioningConfiguration']),
    logging: loggingFromItem(supplementary['BucketLoggingConfiguration']),
    website: websiteFromItem(supplementary['BucketWebsiteConfiguration']),
  });
  // valibot's records pass over names such as `constructor`.
  return { ...bucket, tags: { ...item.tags } };
}

function grantOf({ grantee, permission }: v.InferOutput<typeof ItemGrant>): Grant {
  return {
    grantee:
      typeof grantee === 'string' ? { kind: 'group', uri: groups[grantee] } : { kind: 'user', ...withName(grantee) },
    permission: permissions[permission],
  };
}

function withName({ id, displayName }: v.InferOutput<typeof User>): { id: string; displayName?: string } {
  return displayName ? { id, displayName } : { id };
}

function read<S extends v.GenericSchema>(
  item: ConfigurationItem,
  part: string,
  schema: S,
  given: unknown,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const field = [part, v.getDotPath(issue)].filter(Boolean).join('.');
  // A type error's own message quotes what was received, which may be a policy.
  const what = issue.kind === 'validation' ? issue.message : 'missing, or of a form that is not known';
  const id = item.resourceId;
  throw new Failure('ITEM_UNREADABLE', `bucket ${id}: ${field}: ${what}`, { ids: { resourceId: id } });
}
