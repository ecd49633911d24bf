import { isFixed } from './fixed-value.ts';
import type { AllowStatement, PrincipalEntry } from './policy-document.ts';

/** SAML and OpenID Connect providers that an account has set up for itself. */
const ownProvider = /^arn:[a-z-]+:iam::\d{12}:(?:saml|oidc)-provider\/./;

/**
 * Why an entry of a Principal is not a fixed one, in words; null where it is. A wildcard inside an ARN is nothing that IAM
 * takes as a principal, so it is not trusted to be narrow. A public identity provider (`graph.facebook.com`) is everyone who
 * signs up there: AWS's own first example of a public policy (Amazon S3 User Guide, "The meaning of public").
 */
export function looseness({ type, value }: PrincipalEntry): string | null {
  if (value === '*') return `Principal ${type} is *`;
  if (!isFixed(value)) return `Principal ${type} ${value} has a wildcard or variable`;
  if (type === 'Federated' && !ownProvider.test(value)) return `Principal Federated ${value} lets anyone sign in`;
  return null;
}

/** Why a statement's principals are not all fixed, in words; null where they are. */
export function publicPrincipals({ principals, exceptPrincipals }: AllowStatement): string | null {
  if (exceptPrincipals) return 'NotPrincipal allows everyone who is not named';
  if (principals === 'everyone') return 'Principal is *';
  return principals.map(looseness).find((reason) => reason !== null) ?? null;
}

const uniqueId = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/**
 * A user or role that no longer exists. A policy is stored with the ids of its users and roles and read with their ARNs; where
 * the id itself is read, nothing has it any more, and nothing ever will again (IAM User Guide, "Principal" and "IAM
 * identifiers"). It lets nobody in.
 */
export function isDeleted({ type, value }: PrincipalEntry): boolean {
  return type === 'AWS' && uniqueId.test(value);
}
