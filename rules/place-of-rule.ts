import * as v from 'valibot';
import type { Place } from '../accounts/membership.ts';
import { Failure } from '../contract/failure.ts';
import { ResourceIdentity } from '../contract/resource.ts';
import type { RuleEvent, Trigger } from './rule-event.ts';

const { accountId: AccountId, region: Region } = ResourceIdentity.entries;

/**
 * Pure. The account and region that an event is about: the account of the resource, and the region of the rule, which is that of the
 * function unless the event says otherwise. Throws EVENT_UNREADABLE, naming the field and quoting nothing, where not all that it says of the
 * account agrees: whose credentials judge may not be a matter of which field is read.
 */
export function placeOfRule({ trigger, accountId: owner, configRuleArn }: RuleEvent, functionRegion: string): Place {
  const accountId = accountOf(trigger);
  if (!v.is(AccountId, accountId)) throw unreadable('what changed is of no account with a 12-digit id');
  if (owner !== undefined && owner !== accountId) throw unreadable('accountId is not that of what changed');
  if (configRuleArn === undefined) return { accountId, region: functionRegion };
  const [, , , region, ruleAccount] = configRuleArn.split(':');
  if (ruleAccount !== accountId) throw unreadable('configRuleArn is not of the account of what changed');
  if (!v.is(Region, region)) throw unreadable('configRuleArn is of no region');
  return { accountId, region };
}

function accountOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'change':
      return trigger.item.accountId;
    case 'oversized':
      return trigger.summary.accountId;
    case 'scheduled':
      return trigger.accountId;
  }
}

function unreadable(what: string): Failure {
  return new Failure('EVENT_UNREADABLE', `rule event: ${what}`);
}
