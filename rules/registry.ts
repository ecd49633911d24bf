import { register, type RegisteredRule } from './registered-rule.ts';
import { s3BucketPublicAccess } from './s3-bucket-public-access.ts';
import { securityGroupRestrictedPorts } from './security-group-restricted-ports.ts';

/** Every rule there is: one line each. Config rules, Lambdas, IAM policies, docs and commands derive from this list. */
export const rules: readonly RegisteredRule[] = [
  register(securityGroupRestrictedPorts),
  register(s3BucketPublicAccess),
];

export function ruleOf(id: string): RegisteredRule | undefined {
  return rules.find((rule) => rule.id === id);
}
