import { createHash } from 'node:crypto';

/** The role behind an assumed-role session, its path left out as in the session's ARN; undefined for any other principal. */
export function roleArnOf(principalArn: string): string | undefined {
  const [, partition, accountId, role] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principalArn) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${accountId}:role/${role}`;
}

/**
 * The unique id that IAM gives a principal, made from its ARN: `AIDA…` for a user, `AROA…:SESSION` for a role session (IAM User
 * Guide, "Unique identifiers"). The account's root has the account's id.
 */
export function userIdOf(principalArn: string): string {
  if (principalArn.endsWith(':root')) return principalArn.split(':')[4] ?? '';
  const roleArn = roleArnOf(principalArn);
  if (roleArn === undefined) return `AIDA${uniqueId(principalArn)}`;
  return `${roleIdOf(roleArn)}:${principalArn.split('/').at(-1)}`;
}

export function roleIdOf(roleArn: string): string {
  return `AROA${uniqueId(roleArn)}`;
}

function uniqueId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();
}
