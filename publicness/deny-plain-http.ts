import type { Bucket } from '../contract/resource.ts';
import { readPolicy } from './policy-document.ts';

/** Bucket policies are limited to 20 KB (Amazon S3 User Guide, "Bucket policies"; S3 counts 20,480 bytes). */
export const longestPolicy = 20_480;

const stableSid = 'DenyPlainHttp';

/**
 * The statement that denies plain HTTP to everyone for a bucket and its objects, as JSON text (Amazon S3 User Guide, "Security best
 * practices for Amazon S3"). Its Sid is always the same, or numbered where the policy has a statement by that name.
 */
export function denyPlainHttp({ arn, policy }: Pick<Bucket, 'arn' | 'policy'>): string {
  return JSON.stringify({
    Sid: freeSid(policy),
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}

/** Whether S3 would take the policy with that statement in it. */
export function hasRoomForDeny(bucket: Pick<Bucket, 'arn' | 'policy'>): boolean {
  // A comma, and brackets where Statement is one object.
  return Buffer.byteLength(bucket.policy ?? '') + Buffer.byteLength(denyPlainHttp(bucket)) + 3 <= longestPolicy;
}

function freeSid(policy: string | null): string {
  const reading = policy === null ? null : readPolicy(policy);
  const taken = new Set(reading?.kind === 'read' ? reading.statements.map(({ sid }) => sid) : []);
  let number = 1;
  while (taken.has(nameOf(number))) number += 1;
  return nameOf(number);
}

function nameOf(number: number): string {
  return number === 1 ? stableSid : `${stableSid}${number}`;
}
