import { queueArnOf, type QueueName, topicArnOf } from './deployment.ts';
import type { EndParts } from './in-the-end.ts';
import { prefix } from './functions.ts';
import { accountId, region, type Services } from './services.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Broken } from './invariants.ts';

/** Queues in which nothing should ever lie; for most of what lies in them an alarm is the only notice. A test holds them to the stack. */
export const alarmedQueues = [
  'dead-letters',
  'failed-invocations',
  'outbox-dead-letters',
] as const satisfies readonly QueueName[];

export function alarmNameOf(queue: (typeof alarmedQueues)[number]): string {
  return `${prefix}-${queue}-waiting`;
}

export interface Alarms {
  /** Whether each alarm that is to go off has. */
  areUp(): boolean;
}

/** CloudWatch looks each minute, and tells once for as long as messages wait. What takes effect on it is told to `raised`. */
export function startAlarms(services: Services, time: VirtualTime, raised: () => void): Alarms {
  const up = new Set<string>();
  const waits = (queue: QueueName): boolean => services.sqs.inspect(queueArnOf(queue)).length > 0;
  const look = (): void => {
    for (const queue of alarmedQueues) {
      if (!waits(queue)) up.delete(queue);
      else if (!up.has(queue)) {
        up.add(queue);
        raised();
        services.sns.publishInternal(topicArnOf('notices'), { message: alarmText(queue, time.now()) });
      }
    }
    time.after(60_000, look);
  };
  time.after(60_000, look);
  return { areUp: () => alarmedQueues.every((queue) => up.has(queue) || !waits(queue)) };
}

/** As SNS has it from CloudWatch (Amazon CloudWatch user guide, "Notifying users on alarm changes"). */
function alarmText(queue: (typeof alarmedQueues)[number], at: number): string {
  const AlarmName = alarmNameOf(queue);
  return JSON.stringify({
    AlarmName,
    AlarmDescription: `Messages wait in ${queue}.`,
    AWSAccountId: accountId,
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).',
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: 'EU (Ireland)',
    AlarmArn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`,
    OldStateValue: 'OK',
    AlarmActions: [topicArnOf('notices')],
    Trigger: {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Namespace: 'AWS/SQS',
      Statistic: 'MAXIMUM',
      Dimensions: [{ value: `${prefix}-${queue}`, name: 'QueueName' }],
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    },
  });
}

/** Whether Slack was told of the alarm for a queue. */
export function isAlarmTold(told: readonly string[], queue: (typeof alarmedQueues)[number]): boolean {
  return told.some((text) => text.includes(`Alarm: ${alarmNameOf(queue)}`));
}

/** What lies in a queue that has an alarm was told by it. */
export function everyAlarmIsTold({ services, told }: Pick<EndParts, 'services' | 'told'>): Broken[] {
  return alarmedQueues
    .filter((queue) => services.sqs.inspect(queueArnOf(queue)).length > 0 && !isAlarmTold(told, queue))
    .map((queue) => ({ invariant: 'every alarm is told', detail: `messages wait in ${queue}` }));
}
