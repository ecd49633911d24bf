import * as v from 'valibot';
import { GroupRule, ResourceIdentity } from './resource.ts';
import { moment } from './moment.ts';

/** Of a security group rule, given by EC2 and never given again: a rule that is revoked and added anew has another. */
const ruleId = v.pipe(v.string(), v.regex(/^sgr-[0-9a-f]{8,17}$/, 'must be the id of a security group rule'));

/** Who made a call, as CloudTrail says it. See fast-path/api-call.ts. */
export const ChangeActor = v.strictObject({
  type: v.string(),
  arn: v.optional(v.string()),
  roleArn: v.optional(v.string()),
  accountId: v.optional(v.string()),
  invokedBy: v.optional(v.string()),
});
export type ChangeActor = v.InferOutput<typeof ChangeActor>;

/** A rule that the call added, as the call left it. */
export const AddedRule = v.strictObject({
  id: ruleId,
  rule: GroupRule,
  /** The event named no id: the id is that of the one live rule that is like it. */
  matched: v.optional(v.literal(true)),
});
export type AddedRule = v.InferOutput<typeof AddedRule>;

/** A rule that was there and that the call changed. It says `before`, or why that is not certain. */
export const ChangedRule = v.strictObject({
  id: ruleId,
  /** As it was asked for. */
  rule: GroupRule,
  before: v.optional(GroupRule),
  /** Ids of the rules that one call changed, this one among them, where nobody knows which of them was which: certain for all together. */
  among: v.optional(v.array(ruleId)),
  /** A sentence, where what was before is not certain: then nobody puts it back but people. */
  unmendable: v.optional(v.string()),
});
export type ChangedRule = v.InferOutput<typeof ChangedRule>;

/**
 * One API call that added or changed rules of a security group, as CloudTrail told of it: an S3 object, written once and never
 * changed. What a queue message says of a change is not believed; this is.
 */
export const RecordedChange = v.strictObject({
  version: v.literal(1),
  eventId: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/, 'must be an id')),
  eventName: v.string(),
  /** ISO 8601, of the call; CloudTrail gives whole seconds. */
  at: moment,
  accountId: ResourceIdentity.entries.accountId,
  region: ResourceIdentity.entries.region,
  groupId: v.pipe(v.string(), v.regex(/^sg-[0-9a-f]{8,17}$/, 'must be the id of a security group')),
  actor: ChangeActor,
  sourceAddress: v.optional(v.string()),
  added: v.array(AddedRule),
  changed: v.array(ChangedRule),
  /** Rules that the call added and whose ids nobody knows. */
  unresolved: v.array(GroupRule),
  /** What of the event could not be read, in words. */
  unread: v.optional(v.string()),
});
export type RecordedChange = v.InferOutput<typeof RecordedChange>;

/** Where the records of a group are: `changes/<account>/<region>/<group>/`. */
export function recordedChangesPrefix({
  accountId,
  region,
  groupId,
}: Pick<RecordedChange, 'accountId' | 'region' | 'groupId'>): string {
  return `${recordedChangesFolder}${accountId}/${region}/${groupId}/`;
}

export function recordedChangeKey(
  change: Pick<RecordedChange, 'accountId' | 'region' | 'groupId' | 'eventId'>,
): string {
  return `${recordedChangesPrefix(change)}${change.eventId}.json`;
}

export const recordedChangesFolder = 'changes/';
