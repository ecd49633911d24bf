import * as v from 'valibot';
import type { Caller } from '../service.ts';
import { roleArnOf } from '../sts/principal.ts';
import { malformed, oneOrMore } from './policy-document.ts';

/** Whom a statement of a resource's or a role's policy is about. */
export interface Principals {
  /** Everybody but these (NotPrincipal). */
  readonly negated: boolean;
  /** Account ids, ARNs of accounts' roots, of users, of roles and of sessions, or `*`. */
  readonly aws: readonly string[];
  /** `lambda.amazonaws.com` */
  readonly services: readonly string[];
}

const Names = v.strictObject({
  AWS: v.optional(oneOrMore, []),
  Service: v.optional(oneOrMore, []),
  Federated: v.optional(oneOrMore, []),
  CanonicalUser: v.optional(oneOrMore, []),
});
const Principal = v.union([v.literal('*'), Names]);

/** The elements by which a statement says whom it is about. */
export const principalElements = { Principal: v.optional(Principal), NotPrincipal: v.optional(Principal) };

/** Federated and canonical users are read, and nobody here is one. Throws MalformedPolicyDocument. */
export function principalsOf(statement: {
  readonly Principal?: v.InferOutput<typeof Principal> | undefined;
  readonly NotPrincipal?: v.InferOutput<typeof Principal> | undefined;
}): Principals {
  const { Principal: listed, NotPrincipal: excluded } = statement;
  const names = listed ?? excluded;
  if (names === undefined || (listed !== undefined && excluded !== undefined)) {
    throw malformed('a statement must have either Principal or NotPrincipal');
  }
  const negated = listed === undefined;
  if (names === '*') return { negated, aws: ['*'], services: [] };
  return { negated, aws: names.AWS, services: names.Service };
}

/** An account's id or root stands for everybody in it (IAM User Guide, "AWS JSON policy elements: Principal"). */
export function namesCaller({ negated, aws }: Principals, caller: Caller): boolean {
  const { accountId, partition, principalArn } = caller;
  const root = `arn:${partition}:iam::${accountId}:root`;
  const names = ['*', accountId, root, principalArn, caller.roleArn ?? roleArnOf(principalArn)];
  return aws.some((name) => names.includes(name)) !== negated;
}

export function namesService({ negated, services }: Principals, service: string): boolean {
  return services.includes(service) !== negated;
}
