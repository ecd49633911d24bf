import type { EmittedEvent } from '../events/rule.ts';
import type { Pending } from '../pending.ts';
import type { ItemDiff } from './diff.ts';
import type { StreamItem } from './item.ts';
import { summary } from './rule-events.ts';
import type { ConfigRule, ConfigState, EvaluationResult } from './state.ts';

export interface NotificationDeps {
  readonly pending: Pending;
  readonly now: () => number;
  readonly notifyMs: number;
  readonly oversizedBytes: number;
  /** False where there is no such topic. */
  readonly publish: (topicArn: string, message: { subject: string; message: string }) => boolean;
  readonly emit: (event: EmittedEvent, where: { accountId: string; region: string }) => unknown;
}

export interface Notifications {
  itemRecorded(state: ConfigState, item: StreamItem, diff: ItemDiff): void;
  complianceChanged(
    state: ConfigState,
    rule: ConfigRule,
    now: EvaluationResult,
    old: EvaluationResult | undefined,
  ): void;
  evaluationStarted(state: ConfigState, ruleNames: readonly string[]): void;
}

const verbs = { CREATE: 'Created', UPDATE: 'Updated', DELETE: 'Deleted' } as const;

/**
 * What AWS Config says to the delivery channel's topic and to EventBridge (AWS Config Developer Guide, "Notifications that AWS
 * Config sends to an Amazon SNS topic" and "Monitoring AWS Config with Amazon EventBridge").
 */
export function createNotifications({
  pending,
  now,
  notifyMs,
  oversizedBytes,
  publish,
  emit,
}: NotificationDeps): Notifications {
  const toTopic = (state: ConfigState, subject: string, message: object): void => {
    const channel = state.channel;
    if (channel?.snsTopicARN === undefined) return;
    const taken = publish(channel.snsTopicARN, {
      subject: cut(`[AWS Config:${state.region}] ${subject}`),
      message: JSON.stringify(message),
    });
    channel.stream = taken
      ? { status: 'SUCCESS', at: now() }
      : { status: 'FAILURE', at: now(), error: `could not publish to ${channel.snsTopicARN}` };
  };
  const soon = (run: (created: string) => void): void => {
    pending.after(notifyMs, () => run(new Date(now()).toISOString()));
  };

  return {
    itemRecorded(state, item, diff) {
      soon((notificationCreationTime) => {
        const { resourceType, resourceId, awsAccountId, configurationItemVersion } = item;
        const subject = `${resourceType} ${resourceId} ${verbs[diff.changeType]} in Account ${awsAccountId}`;
        const message = {
          configurationItemDiff: diff,
          configurationItem: item,
          notificationCreationTime,
          messageType: 'ConfigurationItemChangeNotification',
          recordVersion: configurationItemVersion,
        };
        if (Buffer.byteLength(JSON.stringify(message)) > oversizedBytes) {
          toTopic(state, subject, oversized(item, diff, notificationCreationTime));
          return;
        }
        toTopic(state, subject, message);
        const resources = item.ARN === null ? [] : [item.ARN];
        emit(
          { source: 'aws.config', detailType: 'Config Configuration Item Change', resources, detail: message },
          state,
        );
      });
    },
    complianceChanged(state, rule, result, old) {
      soon((notificationCreationTime) => {
        const message = {
          awsAccountId: state.accountId,
          configRuleName: rule.name,
          configRuleARN: rule.arn,
          resourceType: result.resourceType,
          resourceId: result.resourceId,
          awsRegion: state.region,
          newEvaluationResult: written(rule, result),
          oldEvaluationResult: old === undefined ? null : written(rule, old),
          notificationCreationTime,
          messageType: 'ComplianceChangeNotification',
          recordVersion: '1.0',
        };
        toTopic(
          state,
          `${result.resourceType} ${result.resourceId} is ${result.complianceType} with ${rule.name} in Account ${state.accountId}`,
          message,
        );
        const detail = withoutNulls(message);
        emit({ source: 'aws.config', detailType: 'Config Rules Compliance Change', resources: [], detail }, state);
      });
    },
    evaluationStarted(state, configRuleNames) {
      soon((notificationCreationTime) => {
        const message = {
          awsAccountId: state.accountId,
          awsRegion: state.region,
          configRuleNames,
          notificationCreationTime,
          messageType: 'ConfigRulesEvaluationStarted',
          recordVersion: '1.0',
        };
        toTopic(state, `Config Rules Evaluation Started for Account ${state.accountId}`, message);
        emit(
          { source: 'aws.config', detailType: 'Config Rules Re-evaluation Status', resources: [], detail: message },
          state,
        );
      });
    },
  };
}

/** The service would write the item to the channel's bucket; here nothing is written, and the message says so. */
function oversized(item: StreamItem, diff: ItemDiff, notificationCreationTime: string): object {
  return {
    configurationItemSummary: summary(item, diff),
    s3DeliverySummary: {
      s3BucketLocation: null,
      errorCode: 'NotImplemented',
      errorMessage: 'the local account does not write configuration items to S3',
    },
    notificationCreationTime,
    messageType: 'OversizedConfigurationItemChangeDeliveryFailed',
    recordVersion: '1.0',
  };
}

function written(rule: ConfigRule, result: EvaluationResult): object {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: {
        configRuleName: rule.name,
        resourceType: result.resourceType,
        resourceId: result.resourceId,
        evaluationMode: 'DETECTIVE',
      },
      orderingTimestamp: new Date(result.orderingTimestamp).toISOString(),
    },
    complianceType: result.complianceType,
    resultRecordedTime: new Date(result.recordedAt).toISOString(),
    configRuleInvokedTime: new Date(result.invokedAt).toISOString(),
    annotation: result.annotation ?? null,
    resultToken: null,
  };
}

/** EventBridge gets the same body, but what is null is left out. */
function withoutNulls(value: object): object {
  return JSON.parse(JSON.stringify(value, (_key, member: unknown) => (member === null ? undefined : member))) as object;
}

/** SNS subjects have at most 100 characters. */
function cut(subject: string): string {
  return subject.length <= 100 ? subject : `${subject.slice(0, 97)}...`;
}
