import type { Context } from '../contract/context.ts';
import type { Bucket, BlockSetting } from '../contract/resource.ts';
import { logDelivery, publicAudience } from './acl.ts';
import { describeClause, nameStatement } from './describe-statement.ts';
import { granteeOf, isInside } from './outsiders.ts';
import { covers } from './pattern.ts';
import { type ConditionClause, type PolicyStatement, type Reach, readPolicy, type Terms } from './policy-document.ts';

/**
 * What is taken as proof that no ACL of a single object is in use, which cannot be seen from the bucket: `unproven`, nothing;
 * `blocked`, that none can be public and nobody outside the account owns objects; `unused`, the word of whoever set it.
 */
export type ObjectAcls = 'unproven' | 'blocked' | 'unused';

/**
 * Why someone may be locked out when ACLs are disabled, each reason in words; empty where nobody is as far as can be seen: no grant,
 * no statement and no object has to depend on an ACL (Amazon S3 User Guide, "Prerequisites for disabling ACLs"). Public grants on the
 * bucket are left out: they are a violation of their own.
 */
export function aclReliance(bucket: Bucket, accountBlock: Context['accountBlock'], objectAcls: ObjectAcls): string[] {
  return [
    ...grantReliance(bucket),
    ...policyReliance(bucket, objectAcls),
    ...(objectAcls === 'unused' ? [] : publicObjects(bucket, accountBlock)),
    ...(objectAcls === 'unproven' ? [objectsUnseen] : []),
  ];
}

const objectsUnseen =
  'whom ACLs of single objects let in cannot be seen from the bucket (the parameter objectAcls says what proves that it is nobody)';

/** By the party granted to: S3 refuses to disable ACLs while there is one (InvalidBucketAclWithObjectOwnership). */
function grantReliance(bucket: Bucket): string[] {
  const byParty = new Map<string, { permissions: string[]; isLogDelivery: boolean }>();
  for (const grant of bucket.grants) {
    if (isOwners(bucket, grant) || publicAudience(grant) !== null) continue;
    const party = granteeOf(grant);
    const isLogDelivery = grant.grantee.kind === 'group' && grant.grantee.uri === logDelivery;
    const { permissions } = byParty.get(party) ?? { permissions: [] };
    byParty.set(party, { permissions: [...permissions, grant.permission], isLogDelivery });
  }
  return [...byParty].map(
    ([party, { permissions, isLogDelivery }]) =>
      `the ACL grants ${permissions.join(' and ')} to ${party}` +
      (isLogDelivery ? ', by which server access logs arrive' : ''),
  );
}

/** Whether a grant is the owner's own: the owner has all of it without an ACL. */
export function isOwners({ owner }: Bucket, { grantee }: Bucket['grants'][number]): boolean {
  return grantee.kind === 'user' && grantee.id === owner.id;
}

function policyReliance(bucket: Bucket, objectAcls: ObjectAcls): string[] {
  if (bucket.policy === null) return [];
  const reading = readPolicy(bucket.policy);
  if (reading.kind === 'unreadable')
    return [`the policy, which cannot be judged (${reading.reason}), may rely on ACLs`];
  return reading.statements.flatMap((statement) => statementReliance(statement, bucket, objectAcls) ?? []);
}

function statementReliance(statement: PolicyStatement, bucket: Bucket, objectAcls: ObjectAcls): string | null {
  const name = `policy ${nameStatement(statement)}`;
  const terms = statement.effect === 'Deny' ? statement.terms : statement.effect === 'Allow' ? statement : null;
  if (terms === null) return `${name}, which cannot be judged, may rely on ACLs`;
  const asking = terms.conditions.find((clause) => asksForAcl(clause, statement.effect === 'Deny'));
  if (asking !== undefined) return `${name} relies on ACLs: ${describeClause(asking)}`;
  if (statement.effect === 'Deny' || objectAcls === 'unused') return null;
  const writer = foreignWriter(terms, bucket);
  return writer === null ? null : `${name} lets ${writer} write objects, whose ACLs are then not the owner’s`;
}

const aclKey = /^s3:x-amz-(?:acl|grant-(?:read|write|read-acp|write-acp|full-control))$/i;
const fullControl = 'bucket-owner-full-control';

/**
 * Whether a condition may ask of requests an ACL other than the one that is accepted when ACLs are disabled. A Deny of particular ACLs
 * asks for none. Whoever must send `bucket-owner-full-control` may go on sending it (Amazon S3 User Guide, "Review and update bucket
 * policies that use ACL-related condition keys").
 */
function asksForAcl({ operator, key, values }: ConditionClause, isDeny: boolean): boolean {
  if (!aclKey.test(key)) return false;
  const name = operator.toLowerCase().replace(/^for(?:all|any)values?:/, '');
  if (name === 'null') return !values.every((value) => value === (isDeny ? 'false' : 'true'));
  const isNegated = name.startsWith('stringnot');
  const onlyFullControl =
    key.toLowerCase() === 's3:x-amz-acl' && values.length > 0 && values.every((value) => value === fullControl);
  if (!/^string(?:not)?(?:equals|equalsignorecase|like)(?:ifexists)?$/.test(name)) return true;
  return isDeny === isNegated ? !onlyFullControl : !isDeny;
}

const writes = ['s3:putobject', 's3:putobjectacl', 's3:putobjectversionacl', 's3:replicateobject'];

/**
 * Who outside the account may write objects, and so own them, or their ACLs. AWS's services work without ACLs, and with
 * BucketOwnerPreferred an object that has to be written with `bucket-owner-full-control` is the bucket owner's already (Amazon S3
 * User Guide, "Object Ownership settings").
 */
function foreignWriter(terms: Terms, bucket: Bucket): string | null {
  if (!writes.some((action) => includes(terms.actions, action))) return null;
  const isOwned =
    bucket.ownership === 'BucketOwnerPreferred' &&
    terms.conditions.some(
      ({ operator, key, values }) =>
        /^string(?:equals|like)$/i.test(operator) &&
        key.toLowerCase() === 's3:x-amz-acl' &&
        values.length > 0 &&
        values.every((value) => value === fullControl),
    );
  if (isOwned) return null;
  if (terms.exceptPrincipals) return 'everyone who is not named';
  if (terms.principals === 'everyone') return 'everyone';
  const foreign = terms.principals.find((entry) => entry.type !== 'Service' && !isInside(entry, bucket));
  return foreign?.value ?? null;
}

function includes({ allBut, patterns }: Reach, action: string): boolean {
  return allBut !== patterns.some((pattern) => covers(pattern.toLowerCase(), action));
}

const neededBlocks = ['blockPublicAcls', 'ignorePublicAcls'] as const satisfies readonly BlockSetting[];

/** Of the bucket or the account, whichever is stricter: nobody can rely on public ACLs that are both refused and ignored. */
function publicObjects({ publicAccessBlock }: Bucket, accountBlock: Context['accountBlock']): string[] {
  const ofAccount = accountBlock !== null && !('kind' in accountBlock) ? accountBlock : undefined;
  const off = neededBlocks.filter((setting) => !publicAccessBlock[setting] && ofAccount?.[setting] !== true);
  if (off.length === 0) return [];
  const unread =
    accountBlock !== null && 'kind' in accountBlock
      ? `; the account’s settings could not be read: ${accountBlock.reason}`
      : '';
  return [`ACLs of single objects may make them public, since Block Public Access lacks ${off.join(', ')}${unread}`];
}
