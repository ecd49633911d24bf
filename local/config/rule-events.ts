import type { ItemDiff } from './diff.ts';
import type { StreamItem } from './item.ts';
import type { ConfigRule, ConfigState, RuleScope } from './state.ts';
import { partitionOf } from '../credentials.ts';

/** What a rule is invoked with, as text: the same for every rule that an item concerns. */
export type InvokingEvent =
  | { readonly kind: 'change'; readonly text: string }
  | { readonly kind: 'oversized'; readonly text: string }
  | { readonly kind: 'scheduled'; readonly text: string };

/** An item as its rules get it: whole, or above the size limit a summary. `diff` is null in a re-evaluation. */
export function changeEvent(
  item: StreamItem,
  diff: ItemDiff | null,
  now: number,
  oversizedBytes: number,
): InvokingEvent {
  const notificationCreationTime = new Date(now).toISOString();
  const shownDiff = diff?.changeType === 'UPDATE' ? diff : null;
  const text = JSON.stringify({
    configurationItemDiff: shownDiff,
    configurationItem: item,
    notificationCreationTime,
    messageType: 'ConfigurationItemChangeNotification',
    recordVersion: item.configurationItemVersion,
  });
  if (Buffer.byteLength(text) <= oversizedBytes) return { kind: 'change', text };
  return {
    kind: 'oversized',
    text: JSON.stringify({
      configurationItemSummary: summary(item, diff),
      notificationCreationTime,
      messageType: 'OversizedConfigurationItemChangeNotification',
      recordVersion: '1.0',
    }),
  };
}

export function scheduledEvent(accountId: string, now: number): InvokingEvent {
  const text = JSON.stringify({
    awsAccountId: accountId,
    notificationCreationTime: new Date(now).toISOString(),
    messageType: 'ScheduledNotification',
    recordVersion: '1.0',
  });
  return { kind: 'scheduled', text };
}

/** An oversized item without its contents. */
export function summary(item: StreamItem, diff: ItemDiff | null): object {
  const {
    configuration: _configuration,
    supplementaryConfiguration: _supplementary,
    tags: _tags,
    relationships: _relationships,
    relatedEvents: _related,
    ...rest
  } = item;
  return { changeType: diff?.changeType ?? 'UPDATE', ...rest };
}

/** The event that the rule's function receives (AWS Config Developer Guide, "Example Lambda function events"). */
export function ruleEvent(
  state: ConfigState,
  rule: ConfigRule,
  invokingEvent: InvokingEvent,
  resultToken: string,
  eventLeftScope: boolean,
): object {
  return {
    version: '1.0',
    invokingEvent: invokingEvent.text,
    ...(rule.definition.ruleParameters === undefined ? {} : { ruleParameters: rule.definition.ruleParameters }),
    resultToken,
    eventLeftScope,
    executionRoleArn: `arn:${partitionOf(state.region)}:iam::${state.accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    configRuleArn: rule.arn,
    configRuleName: rule.name,
    configRuleId: rule.id,
    accountId: state.accountId,
  };
}

export function inScope(scope: RuleScope | undefined, item: StreamItem): boolean {
  if (scope === undefined) return true;
  const { ComplianceResourceTypes: types = [], ComplianceResourceId: id, TagKey, TagValue } = scope;
  return (
    (types.length === 0 || types.includes(item.resourceType)) &&
    (id === undefined || id === item.resourceId) &&
    (TagKey === undefined || hasTag(item, TagKey, TagValue))
  );
}

function hasTag(item: StreamItem, key: string, value: string | undefined): boolean {
  return Object.hasOwn(item.tags, key) && (value === undefined || item.tags[key] === value);
}
