import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../resources/configuration-item.ts';
import { moment } from '../contract/moment.ts';

/** Which item changed, where the item itself was too large to come along (over 256 KB). */
export interface ItemSummary {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId: string;
  readonly captureTime: string;
  readonly status: string;
}

export type Trigger =
  | { readonly kind: 'change'; readonly item: ConfigurationItem }
  | { readonly kind: 'oversized'; readonly summary: ItemSummary }
  /** `at` is ISO 8601, the notification's creation time. */
  | { readonly kind: 'scheduled'; readonly at: string; readonly accountId: string };

/** What AWS Config invokes a custom rule's Lambda with (Developer Guide, "Example Events for AWS Config Rules"). */
export interface RuleEvent {
  readonly trigger: Trigger;
  /** As given, strings not yet judged; undefined for a rule without InputParameters. */
  readonly ruleParameters: unknown;
  /** Belongs to this one invocation: not kept, not logged. */
  readonly resultToken: string;
  readonly eventLeftScope: boolean;
  readonly configRuleName: string;
  /** Whose rule it is; absent where the event does not say. */
  readonly accountId?: string;
  /** `arn:aws:config:REGION:ACCOUNT:config-rule/ID`; absent where the event does not say. */
  readonly configRuleArn?: string;
}

const text = v.pipe(v.string(), v.minLength(1));
const RawEvent = v.looseObject({
  invokingEvent: text,
  ruleParameters: v.nullish(v.string()),
  resultToken: text,
  eventLeftScope: v.optional(v.boolean(), false),
  configRuleName: text,
  accountId: v.nullish(v.string()),
  configRuleArn: v.nullish(v.string()),
});
const Invocation = v.variant('messageType', [
  v.looseObject({ messageType: v.literal('ConfigurationItemChangeNotification'), configurationItem: v.unknown() }),
  v.looseObject({
    messageType: v.literal('OversizedConfigurationItemChangeNotification'),
    configurationItemSummary: v.looseObject({
      resourceType: text,
      resourceId: text,
      awsAccountId: text,
      configurationItemCaptureTime: moment,
      configurationItemStatus: text,
    }),
  }),
  v.looseObject({
    messageType: v.literal('ScheduledNotification'),
    awsAccountId: text,
    notificationCreationTime: moment,
  }),
]);

/** Throws EVENT_UNREADABLE naming the field, or ITEM_UNREADABLE; nothing has been sent then. */
export function parseRuleEvent(raw: unknown): RuleEvent {
  const event = v.safeParse(RawEvent, raw);
  if (!event.success) throw unreadable('rule event', event.issues);
  const { invokingEvent, ruleParameters, resultToken, eventLeftScope, configRuleName } = event.output;
  const { accountId, configRuleArn } = event.output;
  const invoked = parseJson('invokingEvent', invokingEvent);
  const invocation = v.safeParse(Invocation, invoked);
  if (!invocation.success) throw unreadable(`invokingEvent${typeNamed(invoked)}`, invocation.issues);
  return {
    trigger: triggerOf(invocation.output),
    ruleParameters: ruleParameters ? parseJson('ruleParameters', ruleParameters) : undefined,
    resultToken,
    eventLeftScope,
    configRuleName,
    ...(accountId ? { accountId } : {}),
    ...(configRuleArn ? { configRuleArn } : {}),
  };
}

function triggerOf(invocation: v.InferOutput<typeof Invocation>): Trigger {
  switch (invocation.messageType) {
    case 'ConfigurationItemChangeNotification':
      return { kind: 'change', item: parseConfigurationItem(invocation.configurationItem) };
    case 'OversizedConfigurationItemChangeNotification': {
      const summary = invocation.configurationItemSummary;
      return {
        kind: 'oversized',
        summary: {
          resourceType: summary.resourceType,
          resourceId: summary.resourceId,
          accountId: summary.awsAccountId,
          captureTime: summary.configurationItemCaptureTime,
          status: summary.configurationItemStatus,
        },
      };
    }
    case 'ScheduledNotification':
      return { kind: 'scheduled', at: invocation.notificationCreationTime, accountId: invocation.awsAccountId };
  }
}

function parseJson(field: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new Failure('EVENT_UNREADABLE', `rule event: ${field} is not JSON`, { cause });
  }
}

function unreadable(what: string, issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): Failure {
  return new Failure('EVENT_UNREADABLE', `${what}: ${explainIssues(issues)}`);
}

/** The kind of message, so that whoever sends it can be found: a word of AWS's, not content. */
function typeNamed(invoked: unknown): string {
  const named = typeof invoked === 'object' && invoked !== null && 'messageType' in invoked ? invoked.messageType : '';
  return typeof named === 'string' && /^\w{1,80}$/.test(named) ? ` (${named})` : '';
}
