import { allow, ownerId, policy } from '../../support/buckets.ts';
import { groupId } from '../../support/security-groups.ts';

function ec2(name: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${inner}</${name}Response>`;
}
export const s3 = (name: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>`;

/** EC2's answer to DescribeSecurityGroups, in the form of the EC2 API Reference: two groups, each with rules of every kind. */
export const groupsXml = groupsAnswer(groupXml(groupId), groupXml('sg-0b1b2c3d4e5f60718'));

/** The same of groups as they are given, which are the inner XML. */
export function groupsAnswer(...groups: readonly string[]): string {
  return ec2('DescribeSecurityGroups', `<securityGroupInfo>${groups.join('')}</securityGroupInfo>`);
}

export function groupXml(id: string): string {
  const range = '<ipRanges><item><cidrIp>0.0.0.0/0</cidrIp><description>temporary</description></item></ipRanges>';
  const v6 = '<ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges>';
  const list = '<prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds>';
  const pair = '<groups><item><userId>123456789012</userId><groupId>sg-2</groupId></item></groups>';
  const ports = '<fromPort>22</fromPort><toPort>22</toPort>';
  return `<item><ownerId>123456789012</ownerId><groupId>${id}</groupId><groupName>web</groupName><groupDescription>d</groupDescription><vpcId>vpc-1</vpcId><ipPermissions><item><ipProtocol>tcp</ipProtocol>${ports}${pair}${range}${v6}${list}</item></ipPermissions><ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><groups/>${range}<ipv6Ranges/><prefixListIds/></item></ipPermissionsEgress><tagSet><item><key>team</key><value>web</value></item></tagSet></item>`;
}

/** A group with these permissions, which are the inner XML, for ingress, and none for egress. */
export function groupXmlOf(id: string, permissions: string): string {
  return `<item><ownerId>123456789012</ownerId><groupId>${id}</groupId><groupName>web</groupName><groupDescription>d</groupDescription><vpcId>vpc-1</vpcId><ipPermissions>${permissions}</ipPermissions><ipPermissionsEgress/></item>`;
}

/** EC2's answer to DescribeSecurityGroupRules, of rules that are the inner XML. */
export function rulesAnswer(rules: string): string {
  return ec2('DescribeSecurityGroupRules', `<securityGroupRuleSet>${rules}</securityGroupRuleSet>`);
}

export const prefixListXml = ec2(
  'GetManagedPrefixListEntries',
  '<entrySet><item><cidr>0.0.0.0/0</cidr></item><item><cidr>10.0.0.0/8</cidr></item></entrySet>',
);

export const ec2ErrorXml =
  '<?xml version="1.0"?><Response><Errors><Error><Code>InvalidGroup.NotFound</Code><Message>none</Message></Error></Errors><RequestID>r</RequestID></Response>';
export const s3ErrorXml =
  '<?xml version="1.0"?><Error><Code>NoSuchBucketPolicy</Code><Message>none</Message><BucketName>b</BucketName><RequestId>r</RequestId></Error>';

const grant = (grantee: string): string => `<Grant>${grantee}<Permission>READ</Permission></Grant>`;
const grants = [
  `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${ownerId}</ID></Grantee>`,
  '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>',
];
const sse = '<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/photos</KMSMasterKeyID>';
const block =
  '<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>';

/** What S3 answers of a bucket's settings, by the query that asks for them (Amazon S3 API Reference). */
export const bucketAnswers: Readonly<Record<string, string>> = {
  acl: s3(
    'AccessControlPolicy',
    `<Owner><ID>${ownerId}</ID></Owner><AccessControlList>${grants.map(grant).join('')}</AccessControlList>`,
  ),
  policy: policy(
    allow({ Sid: 'Everyone' }),
    allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ),
  publicAccessBlock: s3('PublicAccessBlockConfiguration', block),
  ownershipControls: s3('OwnershipControls', '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>'),
  encryption: s3(
    'ServerSideEncryptionConfiguration',
    `<Rule><ApplyServerSideEncryptionByDefault>${sse}</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>`,
  ),
  versioning: s3('VersioningConfiguration', '<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>'),
  logging: s3(
    'BucketLoggingStatus',
    '<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>p/</TargetPrefix></LoggingEnabled>',
  ),
  website: s3('WebsiteConfiguration', '<IndexDocument><Suffix>index.html</Suffix></IndexDocument>'),
  tagging: s3('Tagging', '<TagSet><Tag><Key>team</Key><Value>photos</Value></Tag></TagSet>'),
};
