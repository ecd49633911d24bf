import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../contract/resource.ts';
import { compareRules } from '../resources/rule-identity.ts';
import type { Step } from './mend-step.ts';
import type { VerifyDeps } from './verify.ts';

/** A batch reads all its resources, and comes to the last of them a minute later perhaps. */
const freshMs = 1000;

export interface ChangedSinceDeps {
  readonly reader: Pick<VerifyDeps['reader'], 'read'>;
  now(): Date;
}

/**
 * Whether a resource is not any more what the plan was made for, where it was read a second ago or longer, or somebody else may have mended it since. Of
 * what is put whole, what somebody put since then would be lost, and nothing would have a copy of it; and of a rule that is cut, what is to be left would
 * open again what somebody has closed since. One that cannot be read counts as changed. Never rejects.
 */
export async function changedSince(
  {
    found: { resource },
    readAt,
    mayBeOld,
  }: { readonly found: Pick<Step['found'], 'resource'> } & Pick<Step, 'readAt' | 'mayBeOld'>,
  { reader, now }: ChangedSinceDeps,
): Promise<boolean> {
  if (now().getTime() - readAt.getTime() < freshMs && !mayBeOld) return false;
  try {
    const live = (await reader.read([resource.id])).found.get(resource.id);
    return live === undefined || !isDeepStrictEqual(inOrder(live), inOrder(resource));
  } catch {
    return true;
  }
}

/** EC2 lists the rules of a group in any order. */
function inOrder(resource: Resource): Resource {
  return resource.type === 'AWS::EC2::SecurityGroup'
    ? { ...resource, rules: resource.rules.toSorted(compareRules) }
    : resource;
}
