/** How soon somebody should look; it begins an alarm's description in square brackets. */
export type Priority = 'info' | 'low' | 'medium' | 'high' | 'critical';

export interface CisAlarm {
  /** Number in the CIS AWS Foundations Benchmark 1.2. */
  readonly id: string;
  readonly name: string;
  /** What has happened, as a sentence. */
  readonly says: string;
  readonly priority: Priority;
  /** Of CloudWatch Logs, at most 1024 characters. Security Hub passes no other than exactly these. */
  readonly pattern: string;
}

const among = (eventNames: readonly string[]): string => eventNames.map((name) => `($.eventName=${name})`).join(' || ');
const events = (...names: string[]): string => `{${among(names)}}`;
const eventsOf = (service: string, ...names: string[]): string =>
  `{($.eventSource=${service}.amazonaws.com) && (${among(names)})}`;

/** The fourteen, with the patterns that Security Hub prescribes (its user guide, CloudWatch.1 to CloudWatch.14). */
export const cisAlarms: readonly CisAlarm[] = [
  {
    id: '3.1',
    name: 'unauthorized-api-calls',
    says: 'API calls were denied for want of permission.',
    priority: 'low',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
  },
  {
    id: '3.2',
    name: 'console-sign-in-without-mfa',
    says: 'A user signed in to the console without MFA.',
    priority: 'high',
    pattern:
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
  },
  {
    id: '3.3',
    name: 'root-usage',
    says: 'The root user was used.',
    priority: 'critical',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
  },
  {
    id: '3.4',
    name: 'iam-policy-changes',
    says: 'An IAM policy was changed, attached or detached.',
    priority: 'medium',
    pattern: eventsOf(
      'iam',
      'DeleteGroupPolicy',
      'DeleteRolePolicy',
      'DeleteUserPolicy',
      'PutGroupPolicy',
      'PutRolePolicy',
      'PutUserPolicy',
      'CreatePolicy',
      'DeletePolicy',
      'CreatePolicyVersion',
      'DeletePolicyVersion',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'AttachUserPolicy',
      'DetachUserPolicy',
      'AttachGroupPolicy',
      'DetachGroupPolicy',
    ),
  },
  {
    id: '3.5',
    name: 'cloudtrail-changes',
    says: 'A CloudTrail trail was made, changed, deleted, started or stopped.',
    priority: 'critical',
    pattern: events('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'),
  },
  {
    id: '3.6',
    name: 'console-sign-in-failures',
    says: 'Signing in to the console failed.',
    priority: 'low',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
  },
  {
    id: '3.7',
    name: 'key-disabled-or-deleted',
    says: 'A customer key of KMS was disabled or is to be deleted.',
    priority: 'high',
    pattern: eventsOf('kms', 'DisableKey', 'ScheduleKeyDeletion'),
  },
  {
    id: '3.8',
    name: 'bucket-policy-changes',
    says: "A bucket's ACL, policy, CORS, lifecycle or replication was changed.",
    priority: 'medium',
    pattern: eventsOf(
      's3',
      'PutBucketAcl',
      'PutBucketPolicy',
      'PutBucketCors',
      'PutBucketLifecycle',
      'PutBucketReplication',
      'DeleteBucketPolicy',
      'DeleteBucketCors',
      'DeleteBucketLifecycle',
      'DeleteBucketReplication',
    ),
  },
  {
    id: '3.9',
    name: 'config-changes',
    says: "AWS Config's recorder or delivery channel was changed or stopped: configmend may no longer see.",
    priority: 'critical',
    pattern: eventsOf(
      'config',
      'StopConfigurationRecorder',
      'DeleteDeliveryChannel',
      'PutDeliveryChannel',
      'PutConfigurationRecorder',
    ),
  },
  {
    id: '3.10',
    name: 'security-group-changes',
    says: 'A security group was made, changed or deleted.',
    priority: 'info',
    pattern: events(
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'RevokeSecurityGroupIngress',
      'RevokeSecurityGroupEgress',
      'CreateSecurityGroup',
      'DeleteSecurityGroup',
    ),
  },
  {
    id: '3.11',
    name: 'network-acl-changes',
    says: 'A network ACL was made, changed or deleted.',
    priority: 'medium',
    pattern: events(
      'CreateNetworkAcl',
      'CreateNetworkAclEntry',
      'DeleteNetworkAcl',
      'DeleteNetworkAclEntry',
      'ReplaceNetworkAclEntry',
      'ReplaceNetworkAclAssociation',
    ),
  },
  {
    id: '3.12',
    name: 'network-gateway-changes',
    says: 'A customer or internet gateway was made, attached, detached or deleted.',
    priority: 'high',
    pattern: events(
      'CreateCustomerGateway',
      'DeleteCustomerGateway',
      'AttachInternetGateway',
      'CreateInternetGateway',
      'DeleteInternetGateway',
      'DetachInternetGateway',
    ),
  },
  {
    id: '3.13',
    name: 'route-table-changes',
    says: 'A route or route table was made, changed or deleted.',
    priority: 'medium',
    pattern: eventsOf(
      'ec2',
      'CreateRoute',
      'CreateRouteTable',
      'ReplaceRoute',
      'ReplaceRouteTableAssociation',
      'DeleteRouteTable',
      'DeleteRoute',
      'DisassociateRouteTable',
    ),
  },
  {
    id: '3.14',
    name: 'vpc-changes',
    says: 'A VPC or a peering of VPCs was made, changed or deleted.',
    priority: 'low',
    pattern: events(
      'CreateVpc',
      'DeleteVpc',
      'ModifyVpcAttribute',
      'AcceptVpcPeeringConnection',
      'CreateVpcPeeringConnection',
      'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection',
      'AttachClassicLinkVpc',
      'DetachClassicLinkVpc',
      'DisableVpcClassicLink',
      'EnableVpcClassicLink',
    ),
  },
];
