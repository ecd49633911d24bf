import { isDeepStrictEqual } from 'node:util';
import type { Step } from './mend-step.ts';
import type { VerifyDeps } from './verify.ts';

/** A batch reads all its resources, and comes to the last of them a minute later perhaps. */
const freshMs = 1000;

export interface ChangedSinceDeps {
  readonly remediator: Pick<VerifyDeps['remediator'], 'putsWhole'>;
  readonly reader: Pick<VerifyDeps['reader'], 'read'>;
  now(): Date;
}

/**
 * Whether a resource is not any more what the plan was made for: one whose calls put settings whole, where it was read a second ago or longer,
 * since what somebody put since then would be lost, and nothing would have a copy of it; and any that somebody else may have mended since, for
 * what that took away the plan would put back. One that cannot be read counts as changed. Never rejects.
 */
export async function changedSince(
  {
    found: { resource },
    readAt,
    mayBeOld,
  }: { readonly found: Pick<Step['found'], 'resource'> } & Pick<Step, 'readAt' | 'mayBeOld'>,
  { remediator, reader, now }: ChangedSinceDeps,
): Promise<boolean> {
  const isFresh = remediator.putsWhole !== true || now().getTime() - readAt.getTime() < freshMs;
  if (isFresh && !mayBeOld) return false;
  try {
    const { found } = await reader.read([resource.id]);
    return !isDeepStrictEqual(found.get(resource.id), resource);
  } catch {
    return true;
  }
}
