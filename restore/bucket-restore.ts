import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../contract/plan.ts';
import type { BlockSetting, Bucket, PublicAccessBlock } from '../contract/resource.ts';
import { publicAudience } from '../publicness/acl.ts';
import { mayBePublicToAws } from '../publicness/aws-verdict.ts';
import { blockConfiguration, isAllOff, leftOff, switchedOn, switchedOnByWhom } from './block-settings.ts';
import {
  aclPart,
  type BucketPart,
  bucketParts,
  guardedParts,
  otherParts,
  policyPart,
  versioningPart,
} from './bucket-parts.ts';
import type { MadeChange } from './made-change.ts';
import type { Mended, RestorePlan } from './restore-plan.ts';

/**
 * Pure. Puts back each setting that the mend put, as a whole, and of Block Public Access the settings that it switched on. Block
 * Public Access goes first, since S3 refuses a public policy or ACL while it blocks them; where it blocked them before the mend as
 * well, and only let stay what was there, it is switched off for a moment; what an earlier restore left off so is switched on again.
 */
export function planBucketRestore({ before, after, live, made, unfinished = [] }: Mended<Bucket>): RestorePlan<Bucket> {
  const concerned = bucketParts.filter(({ operations }) =>
    made.some(({ change }) => operations.includes(change.operation)),
  );
  const pending = concerned.filter((part) => part.same(live, before) !== true);
  const switched = switchedOn(made, 's3', before.publicAccessBlock);
  const owed = leftOff(unfinished).filter((setting) => !switched.includes(setting));
  const block = planBlock(before, live, { switched, owed }, pending);
  const leadsTo = pending.reduce((state, part) => part.into(state, before), {
    ...live,
    publicAccessBlock: block.inTheEnd,
  });
  const puts = (parts: readonly BucketPart[]): Change[] =>
    parts.filter((part) => pending.includes(part)).map((part) => part.put(before));
  const lines = pending.map((part) => changedLines(part.lines(live), part.lines(leadsTo)));
  return {
    plan: {
      changes: [...block.first, ...puts(guardedParts), ...block.last, ...puts(otherParts)],
      before: [
        ...block.off.map((setting) => `Block Public Access ${setting}: on`),
        ...block.on.map((setting) => `Block Public Access ${setting}: off`),
        ...lines.flatMap(({ gone }) => gone),
      ],
      after: [
        ...block.off.map((setting) => `Block Public Access ${setting}: off`),
        ...block.on.map((setting) => `Block Public Access ${setting}: on`),
        ...lines.flatMap(({ come }) => come),
      ],
      notes: [...block.notes, ...(pending.includes(versioningPart) ? versioningNotes(before) : [])],
    },
    conflicts: [
      ...(after === undefined ? switchedOnByWhom(made, block.off) : []),
      ...pending.flatMap((part) => conflictOf(part, { before, after, live, made })),
      ...(pending.includes(aclPart) ? aclConflicts(before, leadsTo) : []),
    ],
    closing: new Set(block.last),
    leadsTo,
    isRestored: (bucket) =>
      concerned.every((part) => part.same(bucket, before) === true) &&
      switched.every((setting) => !bucket.publicAccessBlock[setting]) &&
      block.on.every((setting) => bucket.publicAccessBlock[setting]),
  };
}

interface BlockPlan {
  readonly off: readonly BlockSetting[];
  readonly on: readonly BlockSetting[];
  readonly first: readonly Change[];
  readonly last: readonly Change[];
  readonly inTheEnd: PublicAccessBlock;
  readonly notes: readonly string[];
}

function planBlock(
  before: Bucket,
  live: Bucket,
  { switched, owed }: { readonly switched: readonly BlockSetting[]; readonly owed: readonly BlockSetting[] },
  pending: readonly BucketPart[],
): BlockPlan {
  const off = switched.filter((setting) => live.publicAccessBlock[setting]);
  const inTheEnd = { ...live.publicAccessBlock };
  for (const setting of off) inTheEnd[setting] = false;
  const on = owed.filter((setting) => !live.publicAccessBlock[setting]);
  for (const setting of on) inTheEnd[setting] = true;
  const inTheWay = (
    [
      ['blockPublicPolicy', policyPart, mayBePublicToAws(before.policy)] as const,
      ['blockPublicAcls', aclPart, before.grants.some((grant) => publicAudience(grant) !== null)] as const,
    ] as const
  ).flatMap(([setting, part, isPublic]) => (inTheEnd[setting] && isPublic && pending.includes(part) ? [setting] : []));
  const meanwhile = { ...inTheEnd };
  for (const setting of inTheWay) meanwhile[setting] = false;
  const put = (settings: PublicAccessBlock): Change =>
    before.unset?.includes('publicAccessBlock') === true && isAllOff(settings)
      ? { service: 's3', operation: 'DeletePublicAccessBlock', input: bucketOf(before) }
      : {
          service: 's3',
          operation: 'PutPublicAccessBlock',
          input: { ...bucketOf(before), PublicAccessBlockConfiguration: blockConfiguration(settings) },
        };
  return {
    off,
    on,
    first: isDeepStrictEqual(meanwhile, live.publicAccessBlock) ? [] : [put(meanwhile)],
    last: inTheWay.length === 0 ? [] : [put(inTheEnd)],
    inTheEnd,
    notes: [
      ...on.map((setting) => `${setting} was left off by an earlier restore, and is switched on again.`),
      ...inTheWay
        .filter((setting) => !on.includes(setting))
        .map((setting) => `${setting} is switched off for a moment: S3 would refuse what is put back.`),
    ],
  };
}

function bucketOf({ id, accountId }: Bucket): Record<string, unknown> {
  return { Bucket: id, ExpectedBucketOwner: accountId };
}

/** Later than the mend is what is neither as it left it nor, where that is not known, as its call put it. */
function conflictOf(part: BucketPart, { before, after, live, made }: Mended<Bucket>): string[] {
  if (part.same(live, before) === null)
    return [`${part.name} cannot be read, so that it is not known what would be lost.`];
  const last = made.findLast(({ change }) => part.operations.includes(change.operation));
  if (after !== undefined && part.same(live, after) === true && !(part === policyPart && isAnothers(after, last)))
    return [];
  if (after === undefined && isDeepStrictEqual(part.put(live), last?.change)) return [];
  return [`${part.name} has been changed since the mend.`];
}

/**
 * Whether the policy that a mend read in the end is another than it had put: whoever changed it in between has put all of it. S3 may write the same
 * policy in other words, but not one that it has given out itself.
 */
function isAnothers({ policy }: Bucket, last: MadeChange | undefined): boolean {
  if (last?.surely !== true) return false;
  const put = last.change.input['Policy'];
  return !isDeepStrictEqual(parsed(policy), parsed(typeof put === 'string' ? put : null));
}

function parsed(policy: string | null): unknown {
  try {
    return JSON.parse(policy ?? 'null');
  } catch {
    return policy;
  }
}

/** Object ownership is put back before, where the mend had changed it: what stands in the way then came later. */
function aclConflicts(before: Bucket, { ownership }: Bucket): string[] {
  if (ownership !== 'BucketOwnerEnforced' || before.ownership === 'BucketOwnerEnforced') return [];
  return ['ACLs have been disabled since the mend: S3 takes none while they are.'];
}

function versioningNotes({ versioning }: Bucket): string[] {
  if ('kind' in versioning || versioning.status !== 'Off') return [];
  return ['Versioning had never been enabled. It can only be suspended now: S3 knows no way back to off.'];
}

function changedLines(from: readonly string[], to: readonly string[]): { gone: string[]; come: string[] } {
  return { gone: from.filter((line) => !to.includes(line)), come: to.filter((line) => !from.includes(line)) };
}
