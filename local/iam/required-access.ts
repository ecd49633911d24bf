import { awsPrefixLists } from '../ec2/aws-prefix-lists.ts';
import { functionArn, parseFunctionName } from '../lambda/names.ts';
import { parseQuery } from '../query-protocol.ts';
import { routeOf } from '../s3/route.ts';
import type { AwsRequest, Caller } from '../service.ts';
import { accountAndName } from '../sqs/registry.ts';
import type { RequestContext } from './condition.ts';
import type { AccessRequest } from './evaluate-policy.ts';

/** A call as the server routed it. `service` is what it signs with, s3-control told apart from s3. */
export interface RoutedCall {
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
}

/** What the table asks of the account. */
export interface AccountFacts {
  /** The account that has this bucket in the region called; undefined where there is none. */
  bucketOwner(name: string, caller: Caller): string | undefined;
  /** The ARN of the caller's secret, with its suffix; undefined where there is none. */
  secretArn(name: string, caller: Caller): string | undefined;
}

type Input = Readonly<Record<string, unknown>>;
type Needed = (
  input: Input,
  caller: Caller,
  request: AwsRequest,
  facts: AccountFacts,
) => readonly { action: string; resource: string; context?: RequestContext }[];

/** Context keys that a call may have or lack; any other key that a call does not give is unknown here. */
export const optionalContextKeys: ReadonlySet<string> = new Set(['s3:x-amz-acl', 's3:prefix']);

const group =
  (action: string, taggable = false): Needed =>
  (input, caller) => {
    const context = { 'ec2:SecurityGroupID': text(input, 'GroupId') };
    const needed = [{ action, resource: ec2Arn(caller, `security-group/${context['ec2:SecurityGroupID']}`), context }];
    // The new rules are asked about only when they are to be tagged (Service Authorization Reference, EC2).
    return taggable && 'TagSpecification' in input
      ? [...needed, { action, resource: ec2Arn(caller, 'security-group-rule/*') }]
      : needed;
  };
const modifiedRules: Needed = (input, caller) => {
  const action = 'ec2:ModifySecurityGroupRules';
  const rules = [input['SecurityGroupRule']].flat().flatMap((rule) => (isObject(rule) ? [rule] : []));
  const lists = rules.flatMap(({ SecurityGroupRule: asked }) =>
    isObject(asked) && 'PrefixListId' in asked ? text(asked, 'PrefixListId') : [],
  );
  const parts = [
    `security-group/${text(input, 'GroupId')}`,
    ...rules.map((rule) => `security-group-rule/${text(rule, 'SecurityGroupRuleId')}`),
  ];
  return [...parts.map((part) => ec2Arn(caller, part)), ...lists.map((id) => prefixListArn(caller, id))].map(
    (resource) => ({ action, resource }),
  );
};
const wholeAccount =
  (action: string): Needed =>
  () => [{ action, resource: '*' }];
const queue =
  (action: string): Needed =>
  (input, caller) => {
    const { accountId, name } = accountAndName(text(input, 'QueueUrl'));
    return [{ action, resource: `arn:${caller.partition}:sqs:${caller.region}:${accountId}:${name}` }];
  };
const topic: Needed = (input) => [{ action: 'sns:Publish', resource: text(input, 'TopicArn') }];
const bucket =
  (action: string): Needed =>
  (_input, caller, request) => {
    const acl = request.headers['x-amz-acl'];
    const context: RequestContext = acl === undefined ? {} : { 's3:x-amz-acl': String(acl) };
    return [{ action, resource: s3Arn(caller, routeOf(request).bucketName), context }];
  };
/** A call has the rule's name and its ARN the rule's id, so that here only a policy for all rules allows it. */
const configRules =
  (action: string): Needed =>
  (_input, { partition, region, accountId }) => [
    { action, resource: `arn:${partition}:config:${region}:${accountId}:config-rule/*` },
  ];
/** Listing is a permission on the bucket, and the prefix listed is known to its policy. */
const listing: Needed = (_input, caller, request) => {
  const prefix = request.query.get('prefix');
  const context: RequestContext = prefix === null ? {} : { 's3:prefix': prefix };
  return [{ action: 's3:ListBucket', resource: s3Arn(caller, routeOf(request).bucketName), context }];
};
const object =
  (...actions: readonly string[]): Needed =>
  (_input, caller, request) => {
    const { bucketName, key } = routeOf(request);
    const resource = s3Arn(caller, `${bucketName}/${key}`);
    return actions.map((action) => ({ action, resource }));
  };

/**
 * The permissions that each call of the pipeline's functions needs (Service Authorization Reference; S3 User Guide, "Required
 * permissions for Amazon S3 API operations"). An operation that is not here is denied to every role with policies: a new call
 * means deciding here what it needs.
 */
const table: Readonly<Record<string, Needed>> = {
  'ec2:DescribeSecurityGroups': wholeAccount('ec2:DescribeSecurityGroups'),
  'ec2:DescribeSecurityGroupRules': wholeAccount('ec2:DescribeSecurityGroupRules'),
  'ec2:GetManagedPrefixListEntries': (input, caller) => {
    const id = text(input, 'PrefixListId');
    return [{ action: 'ec2:GetManagedPrefixListEntries', resource: prefixListArn(caller, id) }];
  },
  'ec2:AuthorizeSecurityGroupIngress': group('ec2:AuthorizeSecurityGroupIngress', true),
  'ec2:AuthorizeSecurityGroupEgress': group('ec2:AuthorizeSecurityGroupEgress', true),
  'ec2:RevokeSecurityGroupIngress': group('ec2:RevokeSecurityGroupIngress'),
  'ec2:RevokeSecurityGroupEgress': group('ec2:RevokeSecurityGroupEgress'),
  // The rules it names as well, and prefix lists (Service Authorization Reference, EC2).
  'ec2:ModifySecurityGroupRules': modifiedRules,

  's3:ListBuckets': wholeAccount('s3:ListAllMyBuckets'),
  's3:ListObjectsV2': listing,
  's3:GetBucketAcl': bucket('s3:GetBucketAcl'),
  's3:GetBucketOwnershipControls': bucket('s3:GetBucketOwnershipControls'),
  's3:GetBucketPolicy': bucket('s3:GetBucketPolicy'),
  's3:GetBucketTagging': bucket('s3:GetBucketTagging'),
  's3:GetBucketEncryption': bucket('s3:GetEncryptionConfiguration'),
  's3:GetBucketVersioning': bucket('s3:GetBucketVersioning'),
  's3:GetBucketLogging': bucket('s3:GetBucketLogging'),
  's3:GetBucketWebsite': bucket('s3:GetBucketWebsite'),
  's3:GetPublicAccessBlock': bucket('s3:GetBucketPublicAccessBlock'),
  's3:DeleteBucketPolicy': bucket('s3:DeleteBucketPolicy'),
  's3:PutBucketAcl': bucket('s3:PutBucketAcl'),
  's3:PutBucketPolicy': bucket('s3:PutBucketPolicy'),
  's3:PutPublicAccessBlock': bucket('s3:PutBucketPublicAccessBlock'),
  's3:PutBucketEncryption': bucket('s3:PutEncryptionConfiguration'),
  's3:PutBucketVersioning': bucket('s3:PutBucketVersioning'),
  's3:PutBucketLogging': bucket('s3:PutBucketLogging'),
  's3:PutBucketOwnershipControls': bucket('s3:PutBucketOwnershipControls'),
  's3:GetObject': (input, caller, request, facts) =>
    object(request.query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject')(input, caller, request, facts),
  // Comparing an ETag is reading (S3 User Guide, "How to prevent object overwrites with conditional writes").
  's3:PutObject': (input, caller, request, facts) =>
    object('s3:PutObject', ...(request.headers['if-match'] === undefined ? [] : ['s3:GetObject']))(
      input,
      caller,
      request,
      facts,
    ),

  's3-control:GetPublicAccessBlock': wholeAccount('s3:GetAccountPublicAccessBlock'),
  's3-control:PutPublicAccessBlock': wholeAccount('s3:PutAccountPublicAccessBlock'),

  'sqs:SendMessage': queue('sqs:SendMessage'),
  'sqs:SendMessageBatch': queue('sqs:SendMessage'),
  'sqs:ReceiveMessage': queue('sqs:ReceiveMessage'),
  'sqs:GetQueueAttributes': queue('sqs:GetQueueAttributes'),
  'sqs:DeleteMessage': queue('sqs:DeleteMessage'),
  'sqs:DeleteMessageBatch': queue('sqs:DeleteMessage'),
  'sqs:ChangeMessageVisibilityBatch': queue('sqs:ChangeMessageVisibility'),

  'sns:PublishBatch': topic,

  'ssm:GetParameter': (input, caller, _request, facts) => {
    const name = text(input, 'Name');
    const arn = `arn:${caller.partition}:ssm:${caller.region}:${caller.accountId}:parameter/${name.replace(/^\//, '')}`;
    const parameter = { action: 'ssm:GetParameter', resource: name.startsWith('arn:') ? name : arn };
    const [, secret] = /\/aws\/reference\/secretsmanager\/([^:]+)/.exec(name) ?? [];
    return secret === undefined ? [parameter] : [parameter, secretAccess(secret, caller, facts)];
  },

  'lambda:Invoke': (_input, caller, { path, query }) => {
    const [, name = ''] = /\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    const target = parseFunctionName(name, caller, query.get('Qualifier') ?? undefined);
    return [{ action: 'lambda:InvokeFunction', resource: functionArn(target) }];
  },

  'config:PutEvaluations': wholeAccount('config:PutEvaluations'),
  'config:GetResourceConfigHistory': wholeAccount('config:GetResourceConfigHistory'),
  'config:GetComplianceDetailsByResource': wholeAccount('config:GetComplianceDetailsByResource'),
  'config:GetComplianceDetailsByConfigRule': configRules('config:GetComplianceDetailsByConfigRule'),
  'config:DescribeComplianceByConfigRule': configRules('config:DescribeComplianceByConfigRule'),
  'config:StartConfigRulesEvaluation': configRules('config:StartConfigRulesEvaluation'),
};

/**
 * What a call needs, all of it; undefined when the table does not say. Nothing where S3 answers before it asks: for a bucket that
 * does not exist or is elsewhere. Of another account's bucket that account is asked as well, by its policy, which is for local/s3 to judge.
 */
export function requiredAccess(call: RoutedCall, caller: Caller, facts: AccountFacts): AccessRequest[] | undefined {
  const key = `${call.service}:${call.operation}`;
  const needed = Object.hasOwn(table, key) ? table[key] : undefined;
  if (needed === undefined) return undefined;
  const common = { 'aws:RequestedRegion': caller.region, 'aws:PrincipalAccount': caller.accountId };
  const ofService: Record<string, string> = call.service === 'ec2' ? { 'ec2:Region': caller.region } : {};
  if (call.service === 's3') {
    const { bucketName } = routeOf(call.request);
    const owner = bucketName === '' ? caller.accountId : facts.bucketOwner(bucketName, caller);
    if (owner === undefined) return [];
    ofService['s3:ResourceAccount'] = owner;
  }
  return needed(inputOf(call), caller, call.request, facts).map(({ action, resource, context }) => ({
    action,
    resource,
    context: { ...common, ...ofService, ...context },
  }));
}

/**
 * Parameter Store reads a secret that it refers to with the caller's own permissions (Systems Manager User Guide, "Referencing AWS
 * Secrets Manager secrets from Parameter Store parameters").
 */
function secretAccess(name: string, caller: Caller, facts: AccountFacts): { action: string; resource: string } {
  const { partition, region, accountId } = caller;
  const absent = `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-??????`;
  return { action: 'secretsmanager:GetSecretValue', resource: facts.secretArn(name, caller) ?? absent };
}

function s3Arn({ partition }: Caller, path: string): string {
  return `arn:${partition}:s3:::${path}`;
}

/** AWS's own lists belong to the account `aws`. */
function prefixListArn({ partition, region, accountId }: Caller, id: string): string {
  const ofAws = awsPrefixLists(region, () => 0).some((list) => list.id === id);
  return `arn:${partition}:ec2:${region}:${ofAws ? 'aws' : accountId}:prefix-list/${id}`;
}

function ec2Arn({ partition, region, accountId }: Caller, resource: string): string {
  return `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
}

/** A member that was not sent could be anything: only a policy for everything allows the call then. */
function text(input: Input, member: string): string {
  const value = input[member];
  return typeof value === 'string' ? value : '*';
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inputOf({ service, request }: RoutedCall): Input {
  switch (service) {
    case 'ec2':
    case 'sns':
      return parseQuery(request.body.toString());
    case 'sqs':
    case 'ssm':
    case 'config':
      return parseJson(request.body.toString());
    default:
      return {};
  }
}

/** A body that is no JSON object is the service's to refuse. */
function parseJson(body: string): Input {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
  } catch {
    return {};
  }
}
