import { AwsError } from '../aws-error.ts';
import type { AwsRequest } from '../service.ts';
import { type BlockSettings, isBlocked } from './block-settings.ts';
import {
  type Bucket,
  canonicalId,
  type Grant,
  type Grantee,
  type GroupName,
  groupUris,
  ownerGrant,
  type Permission,
} from './bucket.ts';
import { invalidArgument } from './s3-answer.ts';

/** EC2's own canonical user, to which aws-exec-read grants (S3 User Guide, "Canned ACL"). */
const ec2BundleReader = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c';

const group = (name: GroupName, ...granted: readonly Permission[]): Grant[] =>
  granted.map((permission) => ({ grantee: { kind: 'group', name }, permission }));

const canned: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  'public-read': group('AllUsers', 'READ'),
  'public-read-write': group('AllUsers', 'READ', 'WRITE'),
  'authenticated-read': group('AuthenticatedUsers', 'READ'),
  'log-delivery-write': group('LogDelivery', 'WRITE', 'READ_ACP'),
  'aws-exec-read': [{ grantee: { kind: 'user', id: ec2BundleReader }, permission: 'READ' }],
  // Object ACLs; S3 ignores them where a bucket is meant.
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
};

const grantHeaders: Readonly<Record<string, Permission>> = {
  'x-amz-grant-full-control': 'FULL_CONTROL',
  'x-amz-grant-write': 'WRITE',
  'x-amz-grant-write-acp': 'WRITE_ACP',
  'x-amz-grant-read': 'READ',
  'x-amz-grant-read-acp': 'READ_ACP',
};

/** Every header that PutBucketAcl and CreateBucket take an ACL from. */
export const aclHeaders: readonly string[] = ['x-amz-acl', ...Object.keys(grantHeaders)];

/** The ACL that the headers ask for, undefined where none does. Throws InvalidRequest, InvalidArgument, MethodNotAllowed. */
export function grantsOfHeaders(headers: AwsRequest['headers'], accountId: string): readonly Grant[] | undefined {
  const name = headers['x-amz-acl'];
  const granted = Object.entries(grantHeaders).filter(([header]) => headers[header] !== undefined);
  if (name !== undefined && granted.length > 0) {
    throw new AwsError('InvalidRequest', 'Specifying both Canned ACLs and Header Grants is not allowed');
  }
  if (name !== undefined) {
    const grants = canned[String(name)];
    if (grants === undefined) throw invalidArgument('', 'x-amz-acl', String(name));
    return [ownerGrant(accountId), ...grants];
  }
  if (granted.length === 0) return undefined;
  return granted.flatMap(([header, permission]) =>
    String(headers[header])
      .split(',')
      .map((part) => ({ grantee: granteeOfHeader(header, part), permission })),
  );
}

function granteeOfHeader(header: string, part: string): Grantee {
  const [, kind, value = ''] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]*?)"?\s*$/i.exec(part) ?? [];
  switch (kind?.toLowerCase()) {
    case 'id':
      return userGrantee(value);
    case 'uri':
      return groupGrantee(value);
    case 'emailaddress':
      throw emailGranteeRefused();
    default:
      throw invalidArgument('Argument format not recognized', header, part.trim());
  }
}

export function userGrantee(id: string): Grantee {
  if (!/^[0-9a-f]{64}$/.test(id)) throw invalidArgument('Invalid id', 'CanonicalUser/ID', id);
  return { kind: 'user', id };
}

export function groupGrantee(uri: string): Grantee {
  for (const name of ['AllUsers', 'AuthenticatedUsers', 'LogDelivery'] as const) {
    if (groupUris[name] === uri) return { kind: 'group', name };
  }
  throw invalidArgument('Invalid group uri', 'Group/URI', uri);
}

/** S3 takes no new e-mail grantees since October 2025 (S3 API, PutBucketAcl). */
export function emailGranteeRefused(): AwsError {
  return new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
}

/** Anything granted to AllUsers or AuthenticatedUsers is public (S3 User Guide, 'The meaning of "public"'). */
export function isPublicGrant(grant: Grant): boolean {
  return grant.grantee.kind === 'group' && grant.grantee.name !== 'LogDelivery';
}

export function isGrantToOthers(grant: Grant, accountId: string): boolean {
  return grant.grantee.kind === 'group' || grant.grantee.id !== canonicalId(accountId);
}

/**
 * The ACL that S3 enforces, which is what GetBucketAcl answers and AWS Config records: the owner's full control alone where ACLs
 * are disabled, no public grants where IgnorePublicAcls is on for bucket or account (S3 User Guide, "Blocking public access").
 */
export function effectiveGrants(bucket: Bucket, accountBlock: BlockSettings | undefined): readonly Grant[] {
  if (bucket.ownership === 'BucketOwnerEnforced') return [ownerGrant(bucket.accountId)];
  if (!isBlocked('ignorePublicAcls', bucket.publicAccessBlock, accountBlock)) return bucket.grants;
  return bucket.grants.filter((grant) => !isPublicGrant(grant));
}
