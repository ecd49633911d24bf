import type { Exemption } from '../contract/exemption.ts';
import { groupBy } from '../contract/group-by.ts';
import { coversTarget, targetOf } from '../exemptions/may-cover.ts';

/** What an exemption covers of a violation; nothing of it given: all of it. */
export type Target = Pick<Exemption, 'port' | 'cidr' | 'sid' | 'grantee' | 'permission' | 'setting'>;

/** A rule and what is exempt from it. */
export interface ExemptPart {
  readonly rule: string;
  readonly target: Target;
}

/** With its port and CIDR read once: each is compared with all others of its rule, of which a group may have a thousand. */
interface ReadPart {
  readonly part: ExemptPart;
  readonly read: ReturnType<typeof targetOf>;
}

/** Pure. Once each, and nothing that another of the rule covers anyway. */
export function withoutCovered(parts: readonly ExemptPart[]): ExemptPart[] {
  const once = new Map(parts.map((part) => [`${part.rule} ${targetKey(part.target)}`, part]));
  const all = [...once.values()].map((part): ReadPart => ({ part, read: targetOf(part.target) }));
  const byRule = groupBy(all, ({ part }) => part.rule);
  const covered = new Set([...byRule.values()].flatMap((same) => same.filter((one) => isCovered(one, same))));
  return all.flatMap((one) => (covered.has(one) ? [] : one.part));
}

/** Two that say the same in other words cover each other: the first of them stays. */
function isCovered(one: ReadPart, ofRule: readonly ReadPart[]): boolean {
  let isEarlier = true;
  for (const other of ofRule) {
    if (other === one) isEarlier = false;
    else if (covers(other, one) && (isEarlier || !covers(one, other))) return true;
  }
  return false;
}

/** Whether an exemption by the one target covers all that one by another target does. */
function covers(wide: ReadPart, narrow: ReadPart): boolean {
  if (isWhole(wide.part.target)) return true;
  return wide.read !== undefined && coversTarget(wide.read, narrow.read ?? {});
}

export function isWhole(target: Target): boolean {
  return Object.keys(target).length === 0;
}

export function targetKey({ port, cidr, sid, grantee, permission, setting }: Target): string {
  return JSON.stringify([port, cidr, sid, grantee, permission, setting]);
}
