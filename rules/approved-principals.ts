import * as v from 'valibot';
import type { ChangeActor } from '../contract/recorded-change.ts';

/** An ARN of a role, a user or an account's root, in which `*` stands for any characters. */
const pattern = /^arn:[a-z*-]+:iam::[0-9*]+:((role|user)\/[A-Za-z0-9+=.@_/*-]+|root)$/;

/** From text such as `arn:aws:iam::111122223333:role/deploy-*,arn:aws:iam::111122223333:role/ci`. There has to be one. */
export const approvedPrincipalsSchema = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
  v.check(
    (patterns) => patterns.length > 0,
    'names nobody, and every change would be reverted: give the ARN of a role',
  ),
  v.check(
    (patterns) => !patterns.some((one) => one.includes(':assumed-role/')),
    'a session has no name that can be trusted: give the ARN of its role, arn:aws:iam::ACCOUNT:role/NAME',
  ),
  v.check(
    (patterns) => patterns.every((one) => pattern.test(one)),
    'must be ARNs of roles and users, comma separated, such as arn:aws:iam::111122223333:role/deploy-*',
  ),
);

/**
 * Pure. Whether one of the patterns matches who made the change: the role, of a session of one, whose name and tags its caller
 * chooses; else the user or the account's root. Nobody else is ever approved.
 */
export function isApproved(actor: ChangeActor, patterns: readonly string[]): boolean {
  const principal = principalOf(actor);
  return principal !== undefined && patterns.some((one) => matches(one, principal));
}

/** The ARN that counts (CloudTrail User Guide, "userIdentity element"). */
function principalOf({ type, arn, roleArn }: ChangeActor): string | undefined {
  switch (type) {
    case 'AssumedRole':
    case 'Role':
      return roleArn;
    case 'IAMUser':
    case 'Root':
      return arn;
    default:
      return undefined;
  }
}

/** By the parts between the asterisks, without backtracking. Case counts. */
function matches(wanted: string, text: string): boolean {
  const [first = '', ...parts] = wanted.split('*');
  const last = parts.pop();
  if (last === undefined) return wanted === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
