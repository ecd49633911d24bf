/** A security group's item as rule events carry it. `fromPort` and `toPort` are absent for all traffic, as AWS leaves them out. */
export function groupItem(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    relatedEvents: [],
    relationships: [{ resourceId: 'vpc-1', resourceType: 'AWS::EC2::VPC', name: 'Is contained in Vpc' }],
    configuration: {
      ownerId: '123456789012',
      groupName: 'web',
      groupId: 'sg-1',
      description: 'web servers',
      vpcId: 'vpc-1',
      tags: [],
      ipPermissions: [permission('tcp', 22, 22, '0.0.0.0/0')],
      ipPermissionsEgress: [permission('-1', undefined, undefined, '0.0.0.0/0')],
    },
    supplementaryConfiguration: {},
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-11-20T10:00:00.123Z',
    configurationStateId: 1_795_168_800_123,
    awsAccountId: '123456789012',
    configurationItemStatus: 'OK',
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-1',
    resourceName: 'web',
    ARN: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1',
    awsRegion: 'eu-west-1',
    availabilityZone: 'Not Applicable',
    configurationStateMd5Hash: '',
    resourceCreationTime: null,
    ...overrides,
  };
}

export function permission(
  ipProtocol: string,
  fromPort: number | undefined,
  toPort: number | undefined,
  ...cidrs: string[]
): Record<string, unknown> {
  return {
    ipProtocol,
    fromPort,
    toPort,
    ipv6Ranges: [],
    prefixListIds: [],
    userIdGroupPairs: [],
    ipv4Ranges: cidrs.map((cidrIp) => ({ cidrIp })),
    ipRanges: cidrs,
  };
}

/** An item whose group no rule objects to. */
export function harmlessGroupItem(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const { configuration, ...item } = groupItem(overrides);
  return {
    ...item,
    configuration: { ...Object(configuration), ipPermissions: [permission('tcp', 443, 443, '0.0.0.0/0')] },
  };
}

/** What is left in the item of a deleted resource. */
export function deletedGroupItem(status = 'ResourceDeleted'): Record<string, unknown> {
  return groupItem({
    configuration: null,
    relationships: [],
    tags: {},
    resourceName: null,
    availabilityZone: null,
    configurationItemStatus: status,
  });
}

/** The same item as GetResourceConfigHistory and snapshots give it: other names, parts as strings. */
export function inApiForm(item: Record<string, unknown>): Record<string, unknown> {
  const { ARN, awsAccountId, configurationItemVersion, configurationStateMd5Hash, ...same } = item;
  return {
    ...same,
    arn: ARN,
    accountId: awsAccountId,
    version: configurationItemVersion,
    configurationItemMD5Hash: configurationStateMd5Hash,
    configurationStateId: String(same['configurationStateId']),
    configuration: JSON.stringify(same['configuration']),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(Object(same['supplementaryConfiguration'])).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  };
}

/** What a custom rule's Lambda is invoked with; `ruleParameters` is absent, as for a rule without InputParameters. */
export function ruleEvent(invokingEvent: unknown, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: '1.0',
    invokingEvent: typeof invokingEvent === 'string' ? invokingEvent : JSON.stringify(invokingEvent),
    resultToken: 'token-of-this-invocation',
    eventLeftScope: false,
    executionRoleArn: 'arn:aws:iam::123456789012:role/config',
    configRuleArn: 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-abc123',
    configRuleName: 'configmend-security-group-restricted-ports',
    configRuleId: 'config-rule-abc123',
    accountId: '123456789012',
    ...overrides,
  };
}

export function changeEvent(item: unknown = groupItem(), overrides: Record<string, unknown> = {}) {
  return ruleEvent(
    {
      configurationItemDiff: null,
      configurationItem: item,
      notificationCreationTime: '2026-11-20T10:00:30.000Z',
      messageType: 'ConfigurationItemChangeNotification',
      recordVersion: '1.3',
    },
    overrides,
  );
}

export function oversizedEvent(summary: Record<string, unknown> = {}, overrides: Record<string, unknown> = {}) {
  return ruleEvent(
    {
      configurationItemSummary: {
        changeType: 'UPDATE',
        configurationItemVersion: '1.3',
        configurationItemCaptureTime: '2026-11-20T10:00:00.123Z',
        configurationStateId: 0,
        awsAccountId: '123456789012',
        configurationItemStatus: 'OK',
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId: 'sg-1',
        resourceName: 'web',
        ARN: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1',
        awsRegion: 'eu-west-1',
        availabilityZone: 'Not Applicable',
        configurationStateMd5Hash: '',
        resourceCreationTime: null,
        ...summary,
      },
      s3DeliverySummary: { s3BucketLocation: null, errorCode: null, errorMessage: null },
      notificationCreationTime: '2026-11-20T10:00:30.000Z',
      messageType: 'OversizedConfigurationItemChangeNotification',
      recordVersion: '1.3',
    },
    overrides,
  );
}

export function scheduledEvent(overrides: Record<string, unknown> = {}) {
  return ruleEvent(
    {
      awsAccountId: '123456789012',
      notificationCreationTime: '2026-11-20T11:00:00.000Z',
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
    },
    overrides,
  );
}
