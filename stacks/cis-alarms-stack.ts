import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformStack, Token, VariableType } from 'cdktf';
import type { Construct } from 'constructs';
import { cisAlarms } from './cis-alarms.ts';
import { commonVariables } from './common-variables.ts';
import { declareVariables, type Definition } from './declare-variables.ts';
import { arnOf, regionalName } from './deployment.ts';
import { keepState, type StateBucket } from './state.ts';

/** The variables of the stack of CIS alarms. */
export const cisVariables = {
  ...commonVariables,
  enabled: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description: 'Create the filters and alarms. They need a CloudTrail trail that writes to CloudWatch Logs.',
  },
  cloudtrail_log_group: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description: 'Name of the log group, in this region, that the trail writes to; needed once enabled.',
    validation: [
      {
        condition: '${can(regex("^[A-Za-z0-9_/.#-]{0,512}$", var.cloudtrail_log_group))}',
        errorMessage: 'cloudtrail_log_group must be the name of a log group, not its ARN.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;

export interface CisAlarmsStackProps {
  readonly state?: StateBucket | undefined;
}

/**
 * Section 3 of the CIS AWS Foundations Benchmark 1.2 over one trail, told through the main stack's notices topic of the same
 * prefix and region. A stack of its own: it concerns the account and not the pipeline, and most have such alarms already.
 */
export class CisAlarmsStack extends TerraformStack {
  constructor(scope: Construct, id: string, { state }: CisAlarmsStackProps = {}) {
    super(scope, id);
    keepState(this, id, state);
    const variables = declareVariables(this, cisVariables);
    new AwsProvider(this, 'aws', {
      region: variables.region.stringValue,
      defaultTags: [{ tags: variables.tags.value }],
    });
    const partition = new DataAwsPartition(this, 'partition');
    const caller = new DataAwsCallerIdentity(this, 'caller');
    const place = { stack: this, variables, partition, caller };
    const noticesTopic = arnOf(place, 'sns', regionalName(place, 'notices'));
    const count = Token.asNumber('${var.enabled ? 1 : 0}');
    const namespace = regionalName(place, 'cis');
    for (const { id: control, name, says, priority, pattern } of cisAlarms) {
      const metric = `cis-${control}-${name}`;
      const filter = new CloudwatchLogMetricFilter(this, `${name}-filter`, {
        count,
        name: regionalName(place, metric),
        logGroupName: variables.cloudtrail_log_group.stringValue,
        pattern,
        metricTransformation: { name: metric, namespace, value: '1' },
        lifecycle: {
          precondition: [
            {
              condition: '${var.cloudtrail_log_group != ""}',
              errorMessage: 'cloudtrail_log_group must be given once enabled is true.',
            },
          ],
        },
      });
      new CloudwatchMetricAlarm(this, `${name}-alarm`, {
        count,
        alarmName: regionalName(place, metric),
        alarmDescription: `[${priority}] ${says} (CIS ${control})`,
        namespace,
        metricName: metric,
        statistic: 'Sum',
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
        threshold: 1,
        period: 300,
        evaluationPeriods: 1,
        treatMissingData: 'notBreaching',
        alarmActions: [noticesTopic],
        dependsOn: [filter],
      });
    }
  }
}
