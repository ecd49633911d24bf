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
 * Whether a resource whose calls put settings whole is not any more what the plan was made for, where it was read a second ago or longer: what
 * somebody put since then would be lost, and nothing would have a copy of it. One that cannot be read counts as changed. Never rejects.
 */
export async function changedSince(
  { found: { resource }, readAt }: { readonly found: Pick<Step['found'], 'resource'> } & Pick<Step, 'readAt'>,
  { remediator, reader, now }: ChangedSinceDeps,
): Promise<boolean> {
  if (remediator.putsWhole !== true || now().getTime() - readAt.getTime() < freshMs) return false;
  try {
    const { found } = await reader.read([resource.id]);
    return !isDeepStrictEqual(found.get(resource.id), resource);
  } catch {
    return true;
  }
}
