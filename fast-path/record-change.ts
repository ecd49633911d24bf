import { type ConfigServiceClient, GetResourceConfigHistoryCommand } from '@aws-sdk/client-config-service';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { S3Client } from '@aws-sdk/client-s3';
import { classifyError, errorCode, errorText } from '../aws/classify-error.ts';
import type { LiveRule } from '../contract/context.ts';
import type { AddedRule, ChangedRule, RecordedChange } from '../contract/recorded-change.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { isJudgeable, parseConfigurationItem } from '../resources/configuration-item.ts';
import { securityGroupFromItem } from '../resources/security-group-from-item.ts';
import { readLiveRules, readRule } from '../resources/security-group-rule.ts';
import { isSameTraffic } from '../resources/traffic-key.ts';
import type { ApiCall } from './api-call.ts';
import { changeOf, type ModifiedRule, type SeenChange } from './change-of.ts';
import { writeChange } from './change-store.ts';
import { stateBefore } from './state-before.ts';

export interface RecordChangeDeps {
  readonly s3: Pick<S3Client, 'send'>;
  /** The ledger bucket. */
  readonly bucket: string;
  readonly ec2: EC2Client;
  readonly config: Pick<ConfigServiceClient, 'send'>;
  pause(ms: number): Promise<unknown>;
}

/** EC2 is eventually consistent: how long to wait for the rules as the call left them. */
const settlePausesMs = [0, 300, 1200];

/**
 * Records what a call that took effect added to a group or changed in it, once: an event that comes again changes nothing. `groupId` is
 * the group's, also where the call names it otherwise. Rejects with CHANGE_NOT_RECORDED, READ_FAILED or the SDK's error; the event has
 * to come again then, because nothing else will say whose the rules are. Answers once EC2 shows the rules that were added, or has had
 * the time for it.
 */
export async function recordChange(
  call: ApiCall,
  groupId: string,
  deps: RecordChangeDeps,
): Promise<'recorded' | 'known' | 'nothing'> {
  const seen = changeOf(call);
  if (seen === undefined) return 'nothing';
  const found = await resolve(seen, call, groupId, deps);
  if (found === undefined) return 'nothing';
  const { accountId, region, eventId, eventName, at, actor, sourceAddress } = call;
  const change: RecordedChange = {
    version: 1,
    eventId,
    eventName,
    at,
    accountId,
    region,
    groupId,
    actor: { ...actor },
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    ...found,
    ...(seen.unread === undefined ? {} : { unread: seen.unread }),
  };
  const written = await writeChange(deps.s3, deps.bucket, change);
  // Nobody looks again by the rule about changes: a rule that EC2 does not show yet would be missed.
  if (isNamed(seen) && seen.added.length > 0) await settledRules(seen, groupId, deps);
  return written === 'written' ? 'recorded' : 'known';
}

/** The event says it all: which rules it added, by their ids. */
function isNamed({ modified, unresolved }: SeenChange): boolean {
  return modified.length === 0 && unresolved.length === 0;
}

type Found = Pick<RecordedChange, 'added' | 'changed' | 'unresolved'>;

/** Undefined where nothing is left of it, the group itself for one. */
async function resolve(
  seen: SeenChange,
  call: ApiCall,
  groupId: string,
  deps: RecordChangeDeps,
): Promise<Found | undefined> {
  if (isNamed(seen)) return { added: [...seen.added], changed: [], unresolved: [] };
  const live = await settledRules(seen, groupId, deps);
  if (live === undefined) return undefined;
  const added = [...seen.added];
  const unresolved: GroupRule[] = [];
  for (const rule of seen.unresolved) {
    const matched = matchOf(rule, live);
    if (matched === undefined) unresolved.push(rule);
    else added.push(matched);
  }
  const changed = seen.modified.flatMap((one) => askedOf(one, live));
  return { added, unresolved, changed: changed.length === 0 ? [] : await before(changed, live, call, groupId, deps) };
}

/** The live rules, once they show what was added and asked for, or after the last pause; undefined where the group is gone. */
async function settledRules(
  { added, modified, unresolved }: SeenChange,
  groupId: string,
  { ec2, pause }: RecordChangeDeps,
): Promise<readonly LiveRule[] | undefined> {
  let live: readonly LiveRule[] = [];
  for (const pauseMs of settlePausesMs) {
    if (pauseMs > 0) await pause(pauseMs);
    try {
      live = (await readLiveRules(ec2, [groupId])).get(groupId) ?? [];
    } catch (error) {
      if (errorCode(error) === 'InvalidGroup.NotFound') return undefined;
      throw error;
    }
    const shown = modified.every((one) => askedOf(one, live).every(({ id, rule }) => isLike(live, id, rule)));
    const named = added.every(({ id }) => live.some((one) => one.id === id));
    if (named && shown && unresolved.every((rule) => matchOf(rule, live) !== undefined)) break;
  }
  return live;
}

function isLike(live: readonly LiveRule[], id: string, rule: GroupRule): boolean {
  return live.some((one) => one.id === id && isSameTraffic(one.rule, rule));
}

function matchOf(rule: GroupRule, live: readonly LiveRule[]): AddedRule | undefined {
  const like = live.filter((one) => isSameTraffic(one.rule, rule));
  const [only] = like;
  return only === undefined || like.length > 1 ? undefined : { id: only.id, rule: only.rule, matched: true };
}

/**
 * The rule as it was asked for, in EC2's own spelling where it shows it; its direction is that of the live rule. None where the rule is
 * gone. One that cannot be read is taken as it is now.
 */
function askedOf({ id, asked }: ModifiedRule, live: readonly LiveRule[]): LiveRule[] {
  const there = live.find((one) => one.id === id);
  if (there === undefined) return [];
  const rule = readRule({ ...asked, isEgress: there.rule.direction === 'egress' });
  if ('fault' in rule || isSameTraffic(rule, there.rule)) return [there];
  return [{ id, rule }];
}

async function before(
  changed: readonly LiveRule[],
  live: readonly LiveRule[],
  { at }: ApiCall,
  groupId: string,
  { config }: RecordChangeDeps,
): Promise<ChangedRule[]> {
  return stateBefore(await recordedBefore(config, groupId, at), live, changed);
}

/** The newest state that AWS Config had captured before the call (AWS Config API, GetResourceConfigHistory). */
async function recordedBefore(
  config: Pick<ConfigServiceClient, 'send'>,
  resourceId: string,
  at: string,
): Promise<SecurityGroup | { missing: string }> {
  try {
    const { configurationItems = [] } = await config.send(
      new GetResourceConfigHistoryCommand({
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId,
        laterTime: new Date(at),
        chronologicalOrder: 'Reverse',
        limit: 1,
      }),
    );
    const [newest] = configurationItems;
    if (newest === undefined) return { missing: 'AWS Config had recorded nothing of the group' };
    const item = parseConfigurationItem(newest);
    if (!isJudgeable(item)) return { missing: `AWS Config's last item of the group is ${item.status}` };
    return securityGroupFromItem(item);
  } catch (error) {
    if (classifyError(error) === 'transient') throw error;
    return { missing: `AWS Config does not say it (${errorText(error)})` };
  }
}
