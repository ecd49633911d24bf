import { register, type RegisteredRule } from './registered-rule.ts';
import { s3AccountPublicAccessBlock } from './s3-account-public-access-block.ts';
import { s3BucketAclsDisabled } from './s3-bucket-acls-disabled.ts';
import { s3BucketEncryption } from './s3-bucket-encryption.ts';
import { s3BucketLogging } from './s3-bucket-logging.ts';
import { s3BucketPublicAccess } from './s3-bucket-public-access.ts';
import { s3BucketPublicAccessBlock } from './s3-bucket-public-access-block.ts';
import { s3BucketTlsOnly } from './s3-bucket-tls-only.ts';
import { s3BucketVersioning } from './s3-bucket-versioning.ts';
import { securityGroupAuthorizedPorts } from './security-group-authorized-ports.ts';
import { securityGroupDefaultClosed } from './security-group-default-closed.ts';
import { securityGroupOpenEgress } from './security-group-open-egress.ts';
import { securityGroupRestrictedPorts } from './security-group-restricted-ports.ts';
import { securityGroupUnapprovedChange } from './security-group-unapproved-change.ts';

/** Every rule there is: one line each. Config rules, Lambdas, IAM policies, docs and commands derive from this list. */
export const rules: readonly RegisteredRule[] = [
  register(securityGroupRestrictedPorts),
  register(securityGroupAuthorizedPorts),
  register(securityGroupDefaultClosed),
  register(securityGroupOpenEgress),
  register(securityGroupUnapprovedChange),
  register(s3BucketPublicAccess),
  register(s3BucketPublicAccessBlock),
  register(s3AccountPublicAccessBlock),
  register(s3BucketAclsDisabled),
  register(s3BucketTlsOnly),
  register(s3BucketEncryption),
  register(s3BucketVersioning),
  register(s3BucketLogging),
];

export function ruleOf(id: string): RegisteredRule | undefined {
  return rules.find((rule) => rule.id === id);
}
