import { isDeepStrictEqual } from 'node:util';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';
import {
  type AccountBlock,
  BlockSetting,
  type Bucket,
  type GroupRule,
  type PublicAccessBlock,
  type Resource,
  type SecurityGroup,
} from '../contract/resource.ts';
import { describeRule } from '../exposure/describe-rule.ts';
import { byRuleKey, ruleKey } from '../resources/rule-identity.ts';
import { allOff, switchedOn, switchedOnByWhom } from './block-settings.ts';
import { aclPart, type BucketPart, bucketParts, ownershipPart } from './bucket-parts.ts';
import { endOf } from './find-action.ts';
import { changesMade, type MadeChange, rulesOf } from './made-change.ts';
import { recordedAs } from './recorded-as.ts';

/** What a mend that was gone on with began from. */
export interface BaseState {
  /** Each part as it was before the first of the calls that may have changed it. */
  readonly before: Resource;
  /** What somebody changed between two of the actions, and cannot be told from what the mend changed: a sentence each. */
  readonly conflicts: readonly string[];
}

type Action = Pick<ActionRecord, 'before' | 'after' | 'plan' | 'calls' | 'found' | 'untouched'>;

/**
 * Pure. An action and those that continue it. What others changed before the mend first touched it belongs to the state to restore; a
 * part that a later action found neither as the one before had found it nor as that one left it is a conflict. Throws RESTORE_REFUSED
 * where an action is about another kind of resource than the first.
 */
export function baseState(first: Action, others: readonly Action[]): BaseState {
  const conflicts: string[] = [];
  const made: MadeChange[] = [];
  let [before, previous] = [first.before, first];
  for (const action of others) {
    made.push(...changesMade([previous]));
    const own = changesMade([action]);
    const found = next(before, action.before, { previous, earlier: made, own });
    before = found.before;
    conflicts.push(...found.conflicts);
    previous = action;
  }
  return { before, conflicts: [...new Set(conflicts)] };
}

interface Between {
  readonly previous: Action;
  /** By all actions before, and by the one that found the resource so. */
  readonly earlier: readonly MadeChange[];
  readonly own: readonly MadeChange[];
}

function next(base: Resource, found: Resource, between: Between): BaseState {
  switch (base.type) {
    case 'AWS::EC2::SecurityGroup':
      return nextRules(base, recordedAs(base.type, found), between);
    case 'AWS::S3::Bucket':
      return nextBucket(base, recordedAs(base.type, found), between);
    case 'AWS::S3::AccountPublicAccessBlock':
      return nextBlock(base, recordedAs(base.type, found), between);
  }
}

function nextBucket(base: Bucket, found: Bucket, { previous, earlier, own }: Between): BaseState {
  const taken = bucketParts.filter((part) => madeBy(part, own).length > 0 && madeBy(part, earlier).length === 0);
  const before = taken.reduce((state, part) => withPart(state, part, found), base);
  return {
    before: withBlock(before, found, earlier, own),
    // Also of parts that this action left alone: what it read in the end is then theirs, and no mend's.
    conflicts: [
      ...bucketParts.flatMap((part) => partConflict(part, found, previous, madeBy(part, earlier))),
      ...unknownBlock(base.publicAccessBlock, found.publicAccessBlock, previous, earlier),
    ],
  };
}

function nextBlock(base: AccountBlock, found: AccountBlock, { previous, earlier, own }: Between): BaseState {
  const [was, is] = [base.publicAccessBlock ?? allOff, found.publicAccessBlock ?? allOff];
  const conflicts = unknownBlock(was, is, previous, earlier);
  if (!own.some(isBlockPut)) return { before: base, conflicts };
  const publicAccessBlock = earlier.some(isBlockPut) ? mixed(was, is, earlier, 's3-control') : found.publicAccessBlock;
  const wasUnset = base.publicAccessBlock === null || found.publicAccessBlock === null;
  const isUnset = wasUnset && isDeepStrictEqual(publicAccessBlock, allOff);
  return { before: { ...base, publicAccessBlock: isUnset ? null : publicAccessBlock }, conflicts };
}

function nextRules(base: SecurityGroup, found: SecurityGroup, { earlier, own }: Between): BaseState {
  const rules = byRuleKey(base.rules);
  const there = byRuleKey(found.rules);
  // A revoke names a rule without its description.
  const put = earlier.filter(({ change }) => !change.operation.startsWith('Revoke')).flatMap(rulesOf);
  const named = new Set(earlier.flatMap(rulesOf).map(ruleKey));
  for (const key of new Set(own.flatMap(rulesOf).map(ruleKey))) {
    if (named.has(key)) continue;
    const rule = there.get(key);
    if (rule === undefined) rules.delete(key);
    else rules.set(key, rule);
  }
  const known = new Set([...put, ...rules.values()].map(worded));
  const redescribed = [...named].flatMap((key) => there.get(key) ?? []).filter((rule) => !known.has(worded(rule)));
  const conflicts = redescribed.map(
    (rule) => `The description of ${describeRule(rule)} was changed while the mend was under way.`,
  );
  return { before: { ...base, rules: [...rules.values()] }, conflicts };
}

/** A rule together with its description. */
function worded(rule: GroupRule): string {
  return `${ruleKey(rule)} ${rule.description ?? ''}`;
}

function madeBy(part: BucketPart, made: readonly MadeChange[]): Change[] {
  return made.map(({ change }) => change).filter(({ operation }) => part.operations.includes(operation));
}

function partConflict(part: BucketPart, found: Bucket, previous: Action, earlier: readonly Change[]): string[] {
  const last = earlier.at(-1);
  // While ACLs are disabled S3 shows the owner's grant alone, and lets nobody put another.
  if (last === undefined || (part === aclPart && found.ownership === 'BucketOwnerEnforced')) return [];
  const states = [previous.before, endOf(previous)].flatMap((state) => (state?.type === found.type ? [state] : []));
  const isKnown = states.some((state) => part.same(found, state) === true) || isDeepStrictEqual(part.put(found), last);
  return isKnown ? [] : [`${part.name} was changed by somebody else while the mend was under way.`];
}

function withPart(base: Bucket, part: BucketPart, found: Bucket): Bucket {
  const taken = { ...base, [part.field]: found[part.field] };
  return part === ownershipPart ? withUnset(taken, found, 'ownership') : taken;
}

function withUnset(base: Bucket, found: Bucket, setting: NonNullable<Bucket['unset']>[number]): Bucket {
  const others = (base.unset ?? []).filter((one) => one !== setting);
  return { ...base, unset: found.unset?.includes(setting) === true ? [...others, setting] : others };
}

function withBlock(base: Bucket, found: Bucket, earlier: readonly MadeChange[], own: readonly MadeChange[]): Bucket {
  if (!own.some(isBlockPut)) return base;
  const publicAccessBlock = mixed(base.publicAccessBlock, found.publicAccessBlock, earlier, 's3');
  const taken = { ...base, publicAccessBlock };
  const isTheirs = !earlier.some(isBlockPut) || found.unset?.includes('publicAccessBlock') === true;
  return isTheirs ? withUnset(taken, found, 'publicAccessBlock') : taken;
}

/** Settings that were off, and are on after an action of which nobody knows whether it switched them on: a sentence each. */
function unknownBlock(
  base: PublicAccessBlock,
  found: PublicAccessBlock,
  previous: Action,
  earlier: readonly MadeChange[],
): string[] {
  if (endOf(previous) !== undefined) return [];
  const service = previous.before.type === 'AWS::S3::Bucket' ? 's3' : 's3-control';
  const on = switchedOn(earlier, service, base).filter((setting) => found[setting]);
  return switchedOnByWhom(earlier, on);
}

/** As it was found, but for what an earlier action may have switched on itself. */
function mixed(
  base: PublicAccessBlock,
  found: PublicAccessBlock,
  earlier: readonly MadeChange[],
  service: Change['service'],
): PublicAccessBlock {
  const own = switchedOn(earlier, service, base);
  const settings = { ...found };
  for (const setting of BlockSetting.options) if (own.includes(setting)) settings[setting] = base[setting];
  return settings;
}

function isBlockPut({ change }: MadeChange): boolean {
  return change.operation === 'PutPublicAccessBlock';
}
