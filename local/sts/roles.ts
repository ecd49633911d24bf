import type { PolicyDocument } from '../iam/policy-document.ts';
import { parseTrustPolicy, type ResourceStatement } from '../iam/resource-policy.ts';

interface RoleName {
  /** `arn:aws:iam::ACCOUNT:role/NAME`, a path before the name included. */
  readonly arn: string;
  /** Longest session in seconds, 3,600 to 43,200; 3,600 unless given. */
  readonly maxSessionSeconds?: number;
}

/** An IAM role as far as assuming it goes: with its trust policy, or in short. */
export type RegisteredRole = RoleName &
  (
    | { readonly trustPolicy: PolicyDocument }
    | {
        /** Who may assume it and tag the session: ARNs of roles or users, account ids or `…:root` for everybody in an account, or `*`. */
        readonly trusted: readonly string[];
        /** Without it any ExternalId is taken, as with a trust policy that has no such condition. */
        readonly externalId?: string;
      }
  );

/** A role that exists. */
export interface Role extends RoleName {
  readonly trust: readonly ResourceStatement[];
}

/** The roles that exist. What their sessions may do is not kept here. */
export interface Roles {
  /** Throws MalformedPolicyDocument for a trust policy that is none, or that cannot be judged here. */
  register(role: RegisteredRole): void;
  remove(arn: string): void;
  find(arn: string): Role | undefined;
  /** A name is an account's once, whatever the path. */
  named(accountId: string, name: string): Role | undefined;
}

export function createRoles(): Roles {
  const roles = new Map<string, Role>();
  return {
    register(role) {
      const { arn, maxSessionSeconds } = role;
      const trust = trustOf(role);
      roles.set(arn, { arn, trust, ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }) });
    },
    remove(arn) {
      roles.delete(arn);
    },
    find: (arn) => roles.get(arn),
    named: (accountId, name) =>
      [...roles.values()].find(({ arn }) => arn.split(':')[4] === accountId && arn.split('/').at(-1) === name),
  };
}

function trustOf(role: RegisteredRole): readonly ResourceStatement[] {
  if ('trustPolicy' in role) return parseTrustPolicy(role.trustPolicy);
  const { trusted, externalId } = role;
  const conditions =
    externalId === undefined
      ? []
      : [{ operator: 'StringEquals' as const, ifExists: false, key: 'sts:ExternalId', values: [externalId] }];
  return [
    {
      effect: 'Allow',
      principals: { negated: false, aws: trusted, services: [] },
      actions: { negated: false, patterns: ['sts:AssumeRole', 'sts:TagSession'] },
      resources: { negated: false, patterns: ['*'] },
      conditions,
    },
  ];
}
