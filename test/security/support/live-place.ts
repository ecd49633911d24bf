import * as v from 'valibot';
import type { Place } from '../../../accounts/membership.ts';
import type { Context, LiveRule } from '../../../contract/context.ts';
import { isOfType } from '../../../contract/is-of-type.ts';
import type { Change } from '../../../contract/plan.ts';
import type { RecordedChange } from '../../../contract/recorded-change.ts';
import type { Bucket, GroupRule, PublicAccessBlock, Resource, ResourceType } from '../../../contract/resource.ts';
import type { Apply } from '../../../remediators/apply.ts';
import type { AnyReader } from '../../../resources/reader.ts';
import { accountBlock } from '../../support/account-blocks.ts';
import { applyToBucket, readBucket } from '../../support/bucket-simulator.ts';
import { applyToRules } from '../../support/rule-id-simulator.ts';
import { arbitraryContext, securityGroup } from '../../support/security-groups.ts';

/** A group with the ids of its rules, and what is recorded of their changes. */
export interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly LiveRule[];
  readonly changes: readonly RecordedChange[];
  /** Its rules as they would be if nobody had changed any but whom it is for: the most that may ever be put back. */
  readonly rightful: readonly GroupRule[];
}

/** What there is in a place, whichever place it is. */
export interface Estate {
  readonly groups: readonly LiveGroup[];
  readonly buckets: readonly Bucket[];
  /** Null where it was never set. */
  readonly block: PublicAccessBlock | null;
}

export interface LivePlace {
  /** Every call that was tried, in order. */
  readonly tried: readonly Change[];
  resources(): Resource[];
  rulesOf(groupId: string): readonly GroupRule[];
  /** What a remediator of this type reads with. */
  readerOf(type: ResourceType): AnyReader;
  readonly apply: Apply;
}

const BlockCall = v.strictObject({
  AccountId: v.string(),
  PublicAccessBlockConfiguration: v.strictObject({
    BlockPublicAcls: v.boolean(),
    IgnorePublicAcls: v.boolean(),
    BlockPublicPolicy: v.boolean(),
    RestrictPublicBuckets: v.boolean(),
  }),
});

/** An estate as AWS would keep it in that account and region: read as it is, and changed by the calls that are made on it. */
export function livePlace(estate: Estate, { accountId, region }: Place): LivePlace {
  const place = { accountId, region };
  const tried: Change[] = [];
  const groups = new Map(estate.groups.map((group) => [group.id, group]));
  const buckets = new Map(estate.buckets.map((bucket) => [bucket.id, { ...bucket, ...place }]));
  let block = estate.block;

  const resources = (): Resource[] => [
    ...[...groups.values()].map(({ id, name, rules }) =>
      securityGroup(
        rules.map(({ rule }) => rule),
        { ...place, id, name, arn: `arn:aws:ec2:${region}:${accountId}:security-group/${id}` },
      ),
    ),
    ...[...buckets.values()].map(readBucket),
    { ...accountBlock(block), ...place, id: accountId, arn: `arn:aws:iam::${accountId}:root` },
  ];

  async function apply(change: Change): Promise<'done'> {
    tried.push(change);
    const { service, input } = change;
    switch (service) {
      case 'ec2': {
        const group = groups.get(String(input['GroupId']));
        if (group === undefined) throw new TypeError(`there is no group ${String(input['GroupId'])}`);
        groups.set(group.id, { ...group, rules: applyToRules(group.rules, change) });
        return 'done';
      }
      case 's3': {
        const bucket = buckets.get(String(input['Bucket']));
        if (bucket === undefined) throw new TypeError(`there is no bucket ${String(input['Bucket'])}`);
        buckets.set(bucket.id, applyToBucket(bucket, change));
        return 'done';
      }
      case 's3-control': {
        const { AccountId, PublicAccessBlockConfiguration: put } = v.parse(BlockCall, input);
        if (AccountId !== accountId) throw new TypeError(`${AccountId} is another account`);
        block = {
          blockPublicAcls: put.BlockPublicAcls,
          ignorePublicAcls: put.IgnorePublicAcls,
          blockPublicPolicy: put.BlockPublicPolicy,
          restrictPublicBuckets: put.RestrictPublicBuckets,
        };
        return 'done';
      }
    }
  }

  const context = (): Context => ({
    prefixLists: arbitraryContext.prefixLists,
    accountBlock: block,
    recordedChanges: new Map(
      [...groups.values()].map(({ id, rules, changes }) => [
        id,
        { kind: 'read', rules, changes, approvals: { kind: 'none' } },
      ]),
    ),
  });

  function loggingOf(name: string): Bucket['logging'] | { kind: 'gone' } {
    const bucket = buckets.get(name);
    return bucket === undefined ? { kind: 'gone' } : bucket.logging;
  }

  function readerOf(type: ResourceType): AnyReader {
    const ofType = (): Resource[] => resources().filter((resource) => isOfType(resource, type));
    return {
      async read(ids) {
        const found = new Map(
          ofType()
            .filter(({ id }) => ids.includes(id))
            .map((one) => [one.id, one]),
        );
        return { found, gone: new Set(ids.filter((id) => !found.has(id))), failed: new Map() };
      },
      async *list() {
        yield* ofType();
      },
      count: async () => ofType().length,
      contextOf: async () => context(),
      logChains: async (names) => new Map(names.map((name) => [name, loggingOf(name)])),
    };
  }

  const rulesOf = (id: string): readonly GroupRule[] => (groups.get(id)?.rules ?? []).map(({ rule }) => rule);
  return { tried, resources, rulesOf, readerOf, apply };
}
