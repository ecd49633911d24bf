import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { Token } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';
import type { Topic } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import type { Queues } from './queues.ts';

export interface AlarmsParts {
  readonly queue: Queues;
  readonly outbox: Outbox;
  readonly functions: readonly DeployedFunction[];
  readonly notices: Topic;
}

/** A message older than this, in seconds, with the gate open: the coordinator does not come round. */
const oldestSeconds = 1800;

/** What people must hear of even when the pipeline itself is silent: alarms to the notices topic. */
export function alarms(deployment: Deployment, { queue, outbox, functions, notices }: AlarmsParts): void {
  const alarm = (name: string, description: string, metric: Metric): void => {
    new CloudwatchMetricAlarm(deployment.stack, `${name}-alarm`, {
      alarmName: regionalName(deployment, name),
      alarmDescription: description,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: 300,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [notices.arn],
      ...metric,
    });
  };
  alarm(
    'dead-letters-waiting',
    'Messages that could not be mended wait in the dead-letter queue: read the reason on each, put right what it names or mend by hand, then delete or redrive them.',
    queueMetric(queue.deadLetters, 'ApproximateNumberOfMessagesVisible'),
  );
  alarm(
    'failed-invocations-waiting',
    'A Lambda failed for good and its event waits in the queue of failed invocations: read the error in the function’s log, put it right, have the rule evaluate again, then delete the event.',
    queueMetric(queue.failures, 'ApproximateNumberOfMessagesVisible'),
  );
  alarm(
    'outbox-dead-letters-waiting',
    'Messages that Slack would not take wait in the dead-letter queue of the outbox: read the reason on each, put right what it names, then redrive or delete them.',
    queueMetric(outbox.deadLetters, 'ApproximateNumberOfMessagesVisible'),
  );
  // With the gate closed messages are meant to wait.
  alarm(
    'remediation-stalled',
    `The gate is open and a fix instruction has waited for ${oldestSeconds / 60} minutes: see in the coordinator’s log whether it runs, and whether the gate’s parameter was closed by hand.`,
    {
      ...queueMetric(queue.remediation, 'ApproximateAgeOfOldestMessage'),
      count: Token.asNumber('${var.enable_auto_response ? 1 : 0}'),
      threshold: oldestSeconds,
    },
  );
  const logged = (name: string, metricName: string, of: string, pattern: string): Metric => {
    const metric = { name: metricName, namespace: regionalName(deployment, 'pipeline') };
    new CloudwatchLogMetricFilter(deployment.stack, `${name}-filter`, {
      name: regionalName(deployment, name),
      logGroupName: `\${aws_cloudwatch_log_group.${of}-logs.name}`,
      // Lambda writes a time and a request before the line, so that it is no JSON to a pattern.
      pattern,
      metricTransformation: { ...metric, value: '1' },
    });
    return { namespace: metric.namespace, metricName, statistic: 'Sum' };
  };
  // The coordinator says so in every run for as long as it is tripped.
  alarm(
    'breaker-tripped',
    'The circuit breaker has tripped and nothing more is mended: see what is queued and why it is so much, then run configmend breaker reset.',
    logged('breaker-tripped', 'BreakerTripped', 'coordinator', '"drained" "tripped"'),
  );
  alarm(
    'slack-refused',
    'Slack refuses a webhook or a message for good, and nothing is lost: read in the notifier’s log which and why, and put a new webhook URL where the old one is.',
    logged(
      'slack-refused',
      'SlackRefused',
      'notifier',
      '?"Slack refused a message" ?"Slack route cannot be used" ?"message could not be made"',
    ),
  );
  // One lost connection is none. In an outage a quarter of an hour and a batch window lie between two attempts at most.
  alarm(
    'slack-unreachable',
    'Slack could not be reached again and again for 40 minutes, and messages to it wait in the outbox: see Slack’s status page, and in the notifier’s log what it answers.',
    {
      ...logged('slack-unreachable', 'SlackUnreachable', 'notifier', '"Slack cannot be reached"'),
      period: 1200,
      evaluationPeriods: 2,
    },
  );
  for (const { name, functionName, throttledByDesign } of functions) {
    const dimensions = { FunctionName: functionName };
    const of = (metricName: string): Metric => ({ namespace: 'AWS/Lambda', metricName, dimensions, statistic: 'Sum' });
    alarm(
      `${name}-errors`,
      `The Lambda ${name} failed or ran out of time: search its log for level error, and for Task timed out, to see what to put right.`,
      of('Errors'),
    );
    if (throttledByDesign) continue;
    alarm(
      `${name}-throttles`,
      `Lambda throttles ${name}, since the account is out of concurrency: find what else uses it up, or ask AWS for a higher quota.`,
      of('Throttles'),
    );
  }
}

type Metric = Pick<CloudwatchMetricAlarmConfig, 'namespace' | 'metricName' | 'dimensions' | 'statistic'> &
  Partial<Pick<CloudwatchMetricAlarmConfig, 'count' | 'threshold' | 'period' | 'evaluationPeriods'>>;

function queueMetric(queue: SqsQueue, metricName: string): Metric {
  return { namespace: 'AWS/SQS', metricName, dimensions: { QueueName: queue.name }, statistic: 'Maximum' };
}
