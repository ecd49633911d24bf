import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import type { Instruction } from '../contract/instruction.ts';
import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import type { LocalAccount } from '../local/local-account.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import type { Remediator } from '../remediators/remediator.ts';
import { s3BucketRemediator } from '../remediators/s3-bucket.ts';
import { securityGroupRemediator } from '../remediators/security-group.ts';
import { createBucketReader } from '../resources/bucket-reader.ts';
import type { ResourceReader } from '../resources/reader.ts';
import { createSecurityGroupReader } from '../resources/security-group-reader.ts';
import { instruct } from '../rules/instruct.ts';
import { parseParameters } from '../rules/parameters.ts';
import type { Rule } from '../rules/rule.ts';
import { s3BucketPublicAccess } from '../rules/s3-bucket-public-access.ts';
import { securityGroupAuthorizedPorts } from '../rules/security-group-authorized-ports.ts';
import { securityGroupRestrictedPorts } from '../rules/security-group-restricted-ports.ts';

/** Those of the backlog: two about each group, one about each bucket. */
export const backlogRules = [
  securityGroupRestrictedPorts.id,
  securityGroupAuthorizedPorts.id,
  s3BucketPublicAccess.id,
] as const;

export interface Backlog {
  readonly groups: readonly string[];
  readonly buckets: readonly string[];
  readonly messages: number;
}

export interface BacklogSize {
  readonly resources: number;
  readonly messagesEach: number;
  /** Begins the names of the resources. */
  readonly name?: string;
}

/** One in so many resources is a bucket: it takes nine calls to read one, and one call to read a hundred groups. */
const oneBucketIn = 10;
const ports = [22, 3389, 5432, 3306];

/**
 * Resources that violate, and so many messages about each in the queue: of each of its rules as many, as AWS Config, the fast path and
 * the sweep would find it, in an order in which those of one resource are far apart.
 */
export async function fillBacklog(
  account: LocalAccount,
  queueUrl: string,
  { resources, messagesEach, name = 'load' }: BacklogSize,
): Promise<Backlog> {
  const buckets = Math.floor(resources / oneBucketIn);
  const ec2 = new EC2Client(account.clientConfig());
  const s3 = new S3Client(account.clientConfig());
  const groupIds = await pMap(numbers(resources - buckets), (at) => openGroup(ec2, name, at), { concurrency: 8 });
  const names = await pMap(numbers(buckets), (at) => openBucket(s3, account.region, `${name}-${at}`), {
    concurrency: 8,
  });
  const found = [...(await groupInstructions(account, groupIds)), ...(await bucketInstructions(account, names))];
  const messages = shuffled(found.flatMap((ofOne) => repeated(ofOne, messagesEach)));
  const sqs = new SQSClient(account.clientConfig());
  const parts = numbers(Math.ceil(messages.length / 1000)).map((at) => messages.slice(at * 1000, (at + 1) * 1000));
  await pMap(parts, (part) => sendInstructions(sqs, queueUrl, part), { concurrency: 4 });
  return { groups: groupIds, buckets: names, messages: messages.length };
}

/** The ids of those that violate one of their rules now, as they are read live. */
export async function violatingNow(account: LocalAccount, { groups, buckets }: Backlog): Promise<string[]> {
  const found = [...(await groupInstructions(account, groups)), ...(await bucketInstructions(account, buckets))];
  return found.flatMap(([first]) => first?.resource.id ?? []);
}

async function openGroup(ec2: EC2Client, name: string, at: number): Promise<string> {
  const created = new CreateSecurityGroupCommand({ GroupName: `${name}-${at}`, Description: 'load' });
  const { GroupId = '' } = await ec2.send(created);
  const port = ports[at % ports.length];
  const IpPermissions = [
    {
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }, { CidrIp: '10.0.0.0/8' }],
      ...(at % 2 === 0 ? {} : { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
    },
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  ];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  return GroupId;
}

async function openBucket(s3: S3Client, region: string, Bucket: string): Promise<string> {
  const arn = `arn:aws:s3:::${Bucket}/*`;
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: arn };
  const auditor = { AWS: 'arn:aws:iam::210987654321:role/auditor' };
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { ...statement, Sid: 'Auditor', Principal: auditor },
      { ...statement, Principal: '*' },
    ],
  });
  await s3.send(new CreateBucketCommand({ Bucket, ...whereOf(region) }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return Bucket;
}

function whereOf(region: string) {
  return region === 'eu-west-1' ? { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } } : {};
}

function groupInstructions(account: LocalAccount, ids: readonly string[]): Promise<Instruction[][]> {
  const reader = createSecurityGroupReader(new EC2Client(account.clientConfig()), placeOf(account));
  const [first, second] = [securityGroupRestrictedPorts, securityGroupAuthorizedPorts];
  return instructionsOf(reader, ids, securityGroupRemediator, [
    (group, context) => [first, first.evaluate(group, parseParameters(first, {}), context)],
    (group, context) => [second, second.evaluate(group, parseParameters(second, {}), context)],
  ]);
}

function bucketInstructions(account: LocalAccount, ids: readonly string[]): Promise<Instruction[][]> {
  const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
  const control = new S3ControlClient({ ...account.clientConfig(), endpoint });
  const reader = createBucketReader(new S3Client(account.clientConfig()), control, placeOf(account));
  const rule = s3BucketPublicAccess;
  return instructionsOf(reader, ids, s3BucketRemediator, [
    (bucket, context) => [rule, rule.evaluate(bucket, parseParameters(rule, {}), context)],
  ]);
}

type Judged<T extends ResourceType> = (
  resource: ResourceOf<T>,
  context: Parameters<Rule<T>['evaluate']>[2],
) => [Pick<Rule<T>, 'id' | 'severity' | 'mend'>, ReturnType<Rule<T>['evaluate']>];

/** A list for each resource that violates something, an instruction for each rule that it violates. */
async function instructionsOf<T extends ResourceType>(
  reader: ResourceReader<T>,
  ids: readonly string[],
  remediator: Remediator<T>,
  judges: readonly Judged<T>[],
): Promise<Instruction[][]> {
  const { found, failed, gone } = await reader.read(ids);
  const unread = failed.size + gone.size;
  if (unread > 0) throw new Error(`${unread} of ${ids.length} resources cannot be read`);
  const resources = [...found.values()];
  const context = await reader.contextOf(resources);
  const evidence = { source: 'sweep' as const, capturedAt: new Date().toISOString() };
  return resources.flatMap((resource) => {
    const asked = judges.flatMap((judge) => {
      const [rule, violations] = judge(resource, context);
      return instruct(rule, remediator, resource, violations, evidence) ?? [];
    });
    return asked.length === 0 ? [] : [asked];
  });
}

const sources = ['config', 'cloudtrail', 'sweep'] as const;

/** Of each instruction in turn, each with evidence of its own. */
function repeated(ofOne: readonly Instruction[], times: number): Instruction[] {
  return numbers(times).flatMap((at) => {
    const instruction = ofOne[at % ofOne.length];
    if (instruction === undefined) return [];
    const { id } = instruction.resource;
    const source = sources[at % sources.length] ?? 'config';
    const call = source === 'cloudtrail' ? { eventId: `${id}-${at}`, eventName: 'Changed' } : {};
    const capturedAt = new Date(Date.parse(instruction.evidence.capturedAt) + at * 1000).toISOString();
    return [{ ...instruction, evidence: { source, capturedAt, ...call } }];
  });
}

function placeOf({ accountId, region }: LocalAccount) {
  return { accountId, region, partition: 'aws' };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** Fisher and Yates, with a linear congruential generator (Numerical Recipes): the same order in every run. */
function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  let state = 20_261_121;
  for (let at = all.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    const [one, two] = [all[at], all[other]];
    if (one !== undefined && two !== undefined) [all[at], all[other]] = [two, one];
  }
  return all;
}
