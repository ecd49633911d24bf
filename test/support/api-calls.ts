export type Fields = Readonly<Record<string, unknown>>;

/** Who calls, in the shapes that CloudTrail has for it. */
export const identities = {
  user: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: 'arn:aws:iam::123456789012:user/sam',
    accountId: '123456789012',
    accessKeyId: 'AKIAEXAMPLE',
    userName: 'sam',
  },
  consoleUser: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::123456789012:user/sam',
    accountId: '123456789012',
    userName: 'sam',
    sessionContext: { sessionIssuer: {}, webIdFederationData: {}, attributes: { mfaAuthenticated: 'true' } },
  },
  root: {
    type: 'Root',
    principalId: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    accountId: '123456789012',
    sessionContext: { attributes: { mfaAuthenticated: 'false' } },
  },
  role: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:sam',
    arn: 'arn:aws:sts::123456789012:assumed-role/Admin/sam',
    accountId: '123456789012',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: 'arn:aws:iam::123456789012:role/teams/Admin',
        accountId: '123456789012',
        userName: 'Admin',
      },
      attributes: { mfaAuthenticated: 'true' },
    },
  },
  throughService: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::123456789012:assumed-role/Deploy/AWSCloudFormation',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/Deploy' } },
    invokedBy: 'cloudformation.amazonaws.com',
  },
  service: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
  federated: {
    type: 'FederatedUser',
    arn: 'arn:aws:sts::123456789012:federated-user/sam',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/broker' } },
  },
} as const;

/** A session of that role, whatever it calls itself. */
export function sessionOf(roleArn: string, name = 'session'): Fields {
  const role = roleArn.split('/').at(-1);
  return {
    ...identities.role,
    arn: `arn:aws:sts::123456789012:assumed-role/${role}/${name}`,
    sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn } },
  };
}

/** An event of EventBridge about one call, as CloudTrail writes it; `detail` says what differs. */
export function apiCallEvent(detail: Fields = {}, envelope: Fields = {}): Fields {
  return {
    version: '0',
    id: '0f0e0d0c-0000-0000-0000-000000000000',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: '123456789012',
    time: '2026-11-20T10:00:03Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: identities.user,
      eventTime: '2026-11-20T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'AuthorizeSecurityGroupIngress',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.31',
      requestParameters: { groupId: 'sg-0a1b2c3d4e5f60718', ipPermissions: {} },
      responseElements: { requestId: 'r', _return: true },
      requestID: 'c0ffee00-0000-0000-0000-000000000000',
      eventID: 'e1e2e3e4-1111-2222-3333-444455556666',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '123456789012',
      eventCategory: 'Management',
      ...detail,
    },
    ...envelope,
  };
}

/** The same of a call on S3. */
export function s3CallEvent(eventName: string, requestParameters: Fields, detail: Fields = {}): Fields {
  return apiCallEvent(
    { eventSource: 's3.amazonaws.com', eventName, requestParameters, responseElements: null, ...detail },
    { source: 'aws.s3' },
  );
}
