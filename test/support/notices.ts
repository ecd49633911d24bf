import type { DeadLetterNotice, GraceNotice, OutcomeNotice } from '../../contract/notice.ts';
import type { AlarmChange, ComplianceChange } from '../../notifier/announcement.ts';

/** A mended security group, as a remediator publishes it. */
export function outcomeNotice(overrides: Partial<OutcomeNotice> = {}): OutcomeNotice {
  return {
    version: 1,
    kind: 'outcome',
    outcome: 'mended',
    actionId: '2026-11-20T10-15-30Z-7f3a',
    resource: {
      type: 'AWS::EC2::SecurityGroup',
      id: 'sg-0a1b2c3d4e5f60718',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0a1b2c3d4e5f60718',
      accountId: '111122223333',
      region: 'eu-west-1',
      tags: { Name: 'web frontend' },
    },
    rules: ['security-group-restricted-ports'],
    severity: 'critical',
    violations: ['tcp/22 from 0.0.0.0/0: the whole IPv4 internet'],
    actor: 'arn:aws:iam::111122223333:user/sam',
    before: ['tcp 20-25 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0'],
    after: ['tcp 20 from 0.0.0.0/0', 'tcp 23-25 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0'],
    notes: [],
    at: '2026-11-20T10:15:30.123Z',
    ...overrides,
  };
}

export function deadLetterNotice(overrides: Partial<DeadLetterNotice> = {}): DeadLetterNotice {
  return {
    version: 1,
    kind: 'dead-letter',
    messageId: '5d1f2c3b-0000-4000-8000-0123456789ab',
    failure: {
      code: 'MESSAGE_INVALID',
      message: 'version: 7 is not understood',
      next: 'deploy rules and coordinator of one release',
    },
    at: '2026-11-20T10:15:30.123Z',
    ...overrides,
  };
}

export function graceNotice(overrides: Partial<GraceNotice> = {}): GraceNotice {
  const { resource, severity, violations, before, after, notes, at } = outcomeNotice();
  return {
    version: 1,
    kind: 'grace',
    resource,
    rule: 'security-group-restricted-ports',
    severity,
    violations,
    before,
    after,
    notes,
    until: '2026-11-21T10:15:30.123Z',
    at,
    ...overrides,
  };
}

/** A compliant bucket that became non-compliant. */
export function complianceChange(overrides: Partial<ComplianceChange> = {}): ComplianceChange {
  return {
    kind: 'compliance',
    rule: 's3-bucket-public-access',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'invoices-archive',
    accountId: '111122223333',
    region: 'eu-west-1',
    from: 'COMPLIANT',
    to: 'NON_COMPLIANT',
    annotation: 'statement 0 (PublicRead): Principal is *',
    mode: 'DETECTIVE',
    at: '2026-11-20T10:15:30.123Z',
    ...overrides,
  };
}

export function alarmChange(overrides: Partial<AlarmChange> = {}): AlarmChange {
  return {
    kind: 'alarm',
    name: 'configmend-dead-letters',
    description: 'An instruction went to the dead-letter queue',
    accountId: '111122223333',
    region: 'eu-west-1',
    from: 'OK',
    to: 'ALARM',
    reason: 'Threshold Crossed: 1 datapoint [3.0] was greater than the threshold (0.0).',
    at: '2026-11-20T10:15:30.123+0000',
    ...overrides,
  };
}

/** One evaluation result in the spelling of Config's SNS messages: what is not there is null. */
export function configVerdict(complianceType: string, overrides: Record<string, unknown> = {}) {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: {
        configRuleName: 's3-bucket-public-access',
        resourceType: 'AWS::S3::Bucket',
        resourceId: 'invoices-archive',
        evaluationMode: 'DETECTIVE',
      },
      orderingTimestamp: '2026-11-20T10:14:58.000Z',
    },
    complianceType,
    resultRecordedTime: '2026-11-20T10:15:30.123Z',
    configRuleInvokedTime: '2026-11-20T10:15:29.000Z',
    annotation: null,
    resultToken: null,
    ...overrides,
  };
}

/** Config's ComplianceChangeNotification, also the `detail` of its EventBridge event. */
export function configMessage(overrides: Record<string, unknown> = {}) {
  return {
    awsAccountId: '111122223333',
    configRuleName: 's3-bucket-public-access',
    configRuleARN: 'arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-abc123',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'invoices-archive',
    awsRegion: 'eu-west-1',
    newEvaluationResult: configVerdict('NON_COMPLIANT', { annotation: 'statement 0 (PublicRead): Principal is *' }),
    oldEvaluationResult: configVerdict('COMPLIANT'),
    notificationCreationTime: '2026-11-20T10:15:31.500Z',
    messageType: 'ComplianceChangeNotification',
    recordVersion: '1.0',
    ...overrides,
  };
}

export function eventBridgeEvent(detail: unknown, overrides: Record<string, unknown> = {}) {
  return {
    version: '0',
    id: '3b7c0d1e-0000-4000-8000-00000000beef',
    'detail-type': 'Config Rules Compliance Change',
    source: 'aws.config',
    account: '111122223333',
    time: '2026-11-20T10:15:32Z',
    region: 'eu-west-1',
    resources: [],
    detail,
    ...overrides,
  };
}

/** CloudWatch's SNS message, whose Region is a display name. */
export function alarmMessage(overrides: Record<string, unknown> = {}) {
  return {
    AlarmName: 'configmend-dead-letters',
    AlarmDescription: 'An instruction went to the dead-letter queue',
    AWSAccountId: '111122223333',
    AlarmConfigurationUpdatedTimestamp: '2026-11-01T08:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [3.0] was greater than the threshold (0.0).',
    StateChangeTime: '2026-11-20T10:15:30.123+0000',
    Region: 'EU (Ireland)',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:configmend-dead-letters',
    OldStateValue: 'OK',
    Trigger: { MetricName: 'ApproximateNumberOfMessagesVisible', Namespace: 'AWS/SQS', Threshold: 0 },
    ...overrides,
  };
}

/** What Lambda hands over for SNS: a record per message; a string is taken as it is, anything else as JSON. */
export function snsEvent(...messages: readonly unknown[]) {
  return {
    Records: messages.map((message, index) => ({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: 'arn:aws:sns:eu-west-1:111122223333:configmend:0000',
      Sns: {
        Type: 'Notification',
        MessageId: `message-${index}`,
        TopicArn: 'arn:aws:sns:eu-west-1:111122223333:configmend',
        Subject: null,
        Message: typeof message === 'string' ? message : JSON.stringify(message),
        Timestamp: '2026-11-20T10:15:33.000Z',
        SignatureVersion: '1',
        Signature: 'EXAMPLE',
        SigningCertUrl: 'EXAMPLE',
        UnsubscribeUrl: 'EXAMPLE',
        MessageAttributes: {},
      },
    })),
  };
}
