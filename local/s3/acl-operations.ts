import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { toXml } from '../xml.ts';
import {
  aclHeaders,
  effectiveGrants,
  emailGranteeRefused,
  grantsOfHeaders,
  groupGrantee,
  isPublicGrant,
  userGrantee,
} from './acl.ts';
import { isBlocked } from './block-settings.ts';
import { bucketArn, canonicalId, type Grant, type Grantee, groupUris, permissions } from './bucket.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { accessDenied, blockedBy, emptyAnswer, xmlAnswer } from './s3-answer.ts';
import { elementOf, listOf, readXml } from './xml-body.ts';

const text = v.optional(v.string());
const Policy = v.strictObject({
  Owner: v.strictObject({ ID: v.string(), DisplayName: text }),
  AccessControlList: elementOf(
    v.strictObject({
      Grant: listOf(
        v.strictObject({
          Grantee: v.strictObject({ '@type': v.string(), ID: text, URI: text, EmailAddress: text, DisplayName: text }),
          Permission: v.picklist(permissions),
        }),
      ),
    }),
  ),
});

export const aclOperations: BucketOperations = {
  GetBucketAcl: {
    needs: 'bucket',
    method: 'GET',
    path: 'bucket',
    selector: 'acl',
    run: ({ bucket, accountBlock }) =>
      xmlAnswer(
        'AccessControlPolicy',
        `<Owner><ID>${canonicalId(bucket.accountId)}</ID></Owner><AccessControlList>${effectiveGrants(bucket, accountBlock).map(grantXml).join('')}</AccessControlList>`,
      ),
  },
  PutBucketAcl: {
    needs: 'bucket',
    method: 'PUT',
    path: 'bucket',
    selector: 'acl',
    headers: aclHeaders,
    needsChecksum: true,
    changes: true,
    run(call) {
      const { bucket, accountBlock, caller } = call;
      if (bucket.ownership === 'BucketOwnerEnforced') {
        throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
      }
      const grants = requestedGrants(call);
      if (grants.some(isPublicGrant) && isBlocked('blockPublicAcls', bucket.publicAccessBlock, accountBlock)) {
        throw blockedBy('BlockPublicAcls', 's3:PutBucketAcl', bucketArn(bucket), caller);
      }
      bucket.grants = grants;
      return emptyAnswer(200);
    },
  },
};

function requestedGrants({ bucket, headers, body }: BucketCall): readonly Grant[] {
  const ofHeaders = grantsOfHeaders(headers, bucket.accountId);
  if (body.length === 0) {
    if (ofHeaders !== undefined) return ofHeaders;
    throw new AwsError('MissingSecurityHeader', 'Your request was missing a required header', 400, {
      MissingHeaderName: 'x-amz-acl',
    });
  }
  if (ofHeaders !== undefined) throw new AwsError('UnexpectedContent', 'This request does not support content');
  const policy = readXml(body, 'AccessControlPolicy', Policy, 'MalformedACLError');
  if (policy.Owner.ID !== canonicalId(bucket.accountId)) throw accessDenied();
  return policy.AccessControlList.Grant.map(({ Grantee: grantee, Permission: permission }) => ({
    grantee: granteeOf(grantee),
    permission,
  }));
}

function granteeOf(element: { '@type': string; ID?: string | undefined; URI?: string | undefined }): Grantee {
  switch (element['@type']) {
    case 'CanonicalUser':
      return userGrantee(element.ID ?? '');
    case 'Group':
      return groupGrantee(element.URI ?? '');
    case 'AmazonCustomerByEmail':
      throw emailGranteeRefused();
    default:
      throw new AwsError(
        'MalformedACLError',
        'The XML you provided was not well-formed or did not validate against our published schema',
      );
  }
}

function grantXml({ grantee, permission }: Grant): string {
  const [type, child] =
    grantee.kind === 'user'
      ? ['CanonicalUser', toXml('ID', grantee.id, undefined)]
      : ['Group', toXml('URI', groupUris[grantee.name], undefined)];
  return `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}">${child}</Grantee><Permission>${permission}</Permission></Grant>`;
}
