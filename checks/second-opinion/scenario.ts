import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { Instruction } from '../../contract/instruction.ts';
import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import { instructionId } from '../../rules/instruct.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import { region } from './sides.ts';

export interface Scenario {
  readonly name: string;
  /** Throws what is not as it should be. Leaves the queue empty. */
  run(hybrid: Hybrid): Promise<void>;
}

export const everywhere = '0.0.0.0/0';
export const inside = '10.0.0.0/8';
/** SSH open to everyone, and what has to stay beside it. */
export const openSsh = (): IpPermission => tcp(22, everywhere, inside);
export const [opened, kept] = [`tcp 22-22 ${everywhere}`, `tcp 22-22 ${inside}`];

export function tcp(ports: number | readonly [number, number], ...cidrs: string[]): IpPermission {
  const [FromPort, ToPort] = typeof ports === 'number' ? [ports, ports] : ports;
  const v6 = cidrs.filter((cidr) => cidr.includes(':'));
  return {
    IpProtocol: 'tcp',
    FromPort,
    ToPort,
    IpRanges: cidrs.filter((cidr) => !v6.includes(cidr)).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })),
  };
}

let made = 0;

/** Of all that the scenarios make, one name each. */
export function newName(what: string): string {
  made += 1;
  return `${what}-${made}`;
}

export async function createEmptyGroup(ec2: EC2Client, VpcId?: string): Promise<string> {
  const input = { GroupName: newName('group'), Description: 'made by a scenario', VpcId };
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand(input));
  return GroupId;
}

/** A group with these inbound rules, which reaches nothing but HTTPS: no rule objects to more than what was opened. */
export async function createGroup(ec2: EC2Client, permissions: readonly IpPermission[]): Promise<string> {
  const GroupId = await createEmptyGroup(ec2);
  const all = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: everywhere }] }];
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: all }));
  await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [tcp(443, everywhere)] }));
  if (permissions.length > 0) {
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [...permissions] }));
  }
  return GroupId;
}

export async function defaultGroup(ec2: EC2Client, vpcId: string): Promise<string> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'group-name', Values: ['default'] },
  ];
  const { SecurityGroups: [group] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  return group?.GroupId ?? '';
}

export async function rulesOf(ec2: EC2Client, groupId: string): Promise<SecurityGroupRule[]> {
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules;
}

/** The ingress rules of a group, a line each, in order of their text. */
export async function ingressOf(ec2: EC2Client, groupId: string): Promise<string[]> {
  return lines((await rulesOf(ec2, groupId)).filter(({ IsEgress }) => IsEgress === false));
}

/** The same of its egress rules. */
export async function egressOf(ec2: EC2Client, groupId: string): Promise<string[]> {
  return lines((await rulesOf(ec2, groupId)).filter(({ IsEgress }) => IsEgress === true));
}

function lines(rules: readonly SecurityGroupRule[]): string[] {
  return rules
    .map(({ IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo }) => {
      const ports = IpProtocol === '-1' ? 'all' : `${FromPort}-${ToPort}`;
      return `${IpProtocol} ${ports} ${CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? ReferencedGroupInfo?.GroupId}`;
    })
    .toSorted();
}

/** A group of the hub with SSH open to everyone, which AWS Config has recorded and the rule has queued. */
export async function foundGroup(hybrid: Hybrid, ...more: IpPermission[]): Promise<string> {
  const id = await createGroup(hybrid.hub.ec2, [openSsh(), ...more]);
  await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
  return id;
}

const Posted = v.looseObject({ text: v.string() });

/** What Slack was told of it, each message as it was posted. */
export function messagesAbout({ slack }: Hybrid, about: string): string[] {
  return slack.messages.map((message) => JSON.stringify(message)).filter((message) => message.includes(about));
}

/** The same, each as it is announced. */
function toldOf(hybrid: Hybrid, about: string): string[] {
  return messagesAbout(hybrid, about).map((message) => v.parse(Posted, JSON.parse(message)).text);
}

/** The headings of what the pipeline itself told of it; verdicts, which name their rule, are left out. */
export function mendsTold(hybrid: Hybrid, about: string): string[] {
  return headings(toldOf(hybrid, about).filter((text) => !isOfVerdict(text)));
}

/** The headings of the verdicts on it that were told. */
export function verdictsTold(hybrid: Hybrid, about: string): string[] {
  return headings(toldOf(hybrid, about).filter(isOfVerdict));
}

const isOfVerdict = (text: string): boolean => text.includes(', rule `');
const headings = (texts: readonly string[]): string[] => texts.map((text) => text.split(':')[0] ?? '');

export function assertTold(hybrid: Hybrid, about: string): void {
  assert.ok(mendsTold(hybrid, about).includes('Mended'), `Slack is not told of ${about}`);
}

/** What the ledger on moto has of a resource, the oldest first. Throws where any of it cannot be read. */
export async function actionsOn(hybrid: Hybrid, id: string): Promise<ActionRecord[]> {
  const entries = await ledgerEntries(hybrid);
  return entries.flatMap(({ actions }) => actions).filter(({ resource }) => resource.id === id);
}

/** All of the ledger, the oldest first. */
export async function ledgerEntries({ hub: { s3 }, deployment }: Hybrid): Promise<LedgerEntry[]> {
  const span = { since: new Date(Date.now() - dayMs), until: new Date(Date.now() + dayMs) };
  const { entries, unreadable } = await readHistory(s3, deployment.ledgerBucket, span);
  assert.deepEqual(unreadable, []);
  return entries.toReversed();
}

/** What is in the queue on moto about a resource. */
export async function instructionsOn(hybrid: Hybrid, id: string): Promise<Instruction[]> {
  const found = (await hybrid.waiting()).map(({ Body = '' }) => v.parse(Instruction, JSON.parse(Body)));
  return found.filter(({ resource }) => resource.id === id);
}

/** What a rule would queue of a group of the hub, had it found something. */
export function instructionOf(id: string, rule: string): Instruction {
  const arn = `arn:aws:ec2:${region}:${hub}:security-group/${id}`;
  const resource = { type: 'AWS::EC2::SecurityGroup', id, arn, accountId: hub, region, tags: {} } as const;
  return {
    version: 1,
    id: instructionId(resource, rule),
    rule,
    remediator: 'security-group',
    resource,
    violations: [],
    plan: { changes: [], before: [], after: [], notes: [] },
    severity: 'critical',
    evidence: { source: 'config', capturedAt: new Date().toISOString() },
    attempt: 0,
  };
}

/** The codes by which messages about it are dead letters on moto. */
export async function reasonsOf(hybrid: Hybrid, about: string): Promise<string[]> {
  return (await deadLettersOf(hybrid, about)).map(({ code }) => code);
}

/** The same with what each says of its cause. */
export async function deadLettersOf(
  hybrid: Hybrid,
  about: string,
): Promise<{ readonly code: string; readonly reason: string }[]> {
  const dead = (await hybrid.waiting('dead letters')).filter(({ Body = '' }) => Body.includes(about));
  return dead.map(({ MessageAttributes: { ReasonCode, Reason } = {} }) => ({
    code: ReasonCode?.StringValue ?? '',
    reason: Reason?.StringValue ?? '',
  }));
}

const dayMs = 24 * 60 * 60 * 1000;
