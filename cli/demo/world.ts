import type { LocalAccount } from '../../local/local-account.ts';
import { buildBuckets } from './world-buckets.ts';
import { buildGroups } from './world-groups.ts';

export interface WorldResource {
  readonly id: string;
  readonly name: string;
  /** What it is, as its owner would say. */
  readonly about: string;
}

export interface World {
  readonly groups: readonly WorldResource[];
  readonly buckets: readonly WorldResource[];
  /** The group whose mend AWS will deny. */
  readonly guardedGroup: string;
  /** The group whose range will be split. */
  readonly rangedGroup: string;
  /** The group that a person will have mended before configmend gets to it. */
  readonly handMendedGroup: string;
  /** The group that somebody's deployment will open again. */
  readonly reopenedGroup: string;
  /** The bucket that may stay as it is. */
  readonly exemptBucket: string;
}

/** Fills an account with twelve security groups and eight buckets, some fine, some broken, each in its own way. */
export async function buildWorld(account: LocalAccount): Promise<World> {
  const groups = await buildGroups(account);
  const buckets = await buildBuckets(account);
  const idOf = (name: string): string => groups.find((group) => group.name === name)?.id ?? '';
  return {
    groups,
    buckets,
    guardedGroup: idOf('guarded'),
    rangedGroup: idOf('wide-range'),
    handMendedGroup: idOf('forgotten'),
    reopenedGroup: idOf('bastion'),
    exemptBucket: 'acme-dropbox',
  };
}
