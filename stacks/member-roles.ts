import { menderRoleName, readerRoleName, sessionTagKeys } from '../accounts/membership.ts';
import { remediators } from '../remediators/registry.ts';
import { fastPathActions } from './fast-path.ts';
import { type PolicyStatement, scopedStatements } from './iam-scope.ts';
import { ruleActions } from './rule-actions.ts';
import { judgingRules } from './rule-functions.ts';
import { sweepActions } from './sweep.ts';

/** A member and its hub, in the words of whichever template it is: values, or what stands for them there. */
export interface MemberWords {
  readonly partition: string;
  readonly accountId: string;
  readonly prefix: string;
  readonly hubAccountId: string;
  readonly hubRegion: string;
  readonly externalId: string;
  readonly judgingAccountId: string;
  /** The accounts of hub and judge as principals: one where they are the same. */
  readonly judges: unknown;
  /** These ARNs, and beside them those of people who may read. */
  andReaders(arns: readonly string[]): unknown;
}

/** A role of a member, as any template can say it. */
export interface MemberRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly trust: readonly object[];
  readonly statements: readonly PolicyStatement[];
}

/** What people's commands ask for beside that: the rules as they are deployed, and what uses a group. */
export const commandActions: readonly string[] = ['config:DescribeConfigRules', 'ec2:DescribeNetworkInterfaces'];

/** Reads, and AWS Config's evaluations, of all that judges or inspects. */
export const readerActions: readonly string[] = [
  ...new Set([...judgingRules.flatMap(ruleActions), ...fastPathActions, ...sweepActions, ...commandActions]),
].toSorted();

/**
 * Pure. The roles of an account, for all of its regions: one for each remediator of the hub, which may do what that remediator declares and
 * can be taken by nobody else, and one that reads.
 */
export function memberRoles(words: MemberWords): MemberRole[] {
  const place = { partition: words.partition, region: '*', accountId: words.accountId };
  const menders = remediators.map(({ id, iamActions }): MemberRole => ({
    id: `mender-${id}`,
    name: menderRoleName(words.prefix, id),
    description: `What the remediator ${id} of the configmend hub may do here.`,
    trust: menderTrust(words, hubRole(words, `remediator-${id}`)),
    statements: scopedStatements(iamActions, place),
  }));
  const reader: MemberRole = {
    id: 'reader',
    name: readerRoleName(words.prefix),
    description: 'What the configmend hub reads here to judge.',
    trust: readerTrust(words),
    statements: scopedStatements(readerActions, place),
  };
  return [...menders, reader];
}

/** Of a function of the hub: its name has the hub's region. */
function hubRole(words: MemberWords, name: string): string {
  return roleOf(words, words.hubAccountId, `${words.hubRegion}-${name}`);
}

function roleOf({ partition, prefix }: MemberWords, accountId: string, name: string): string {
  return `arn:${partition}:iam::${accountId}:role/${prefix}-${name}`;
}

/** The external id is no part of tagging: that it is in its request AWS does not say (IAM user guide, "Pass session tags in AWS STS"). */
function menderTrust({ partition, hubAccountId, externalId }: MemberWords, remediator: string): object[] {
  const Principal = { AWS: `arn:${partition}:iam::${hubAccountId}:root` };
  const ArnEquals = { 'aws:PrincipalArn': remediator };
  const tagKeys = { 'aws:TagKeys': Object.values(sessionTagKeys) };
  return [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal,
      Condition: { ArnEquals, StringEquals: { 'sts:ExternalId': externalId } },
    },
    {
      Effect: 'Allow',
      Action: 'sts:TagSession',
      Principal,
      Condition: { ArnEquals, 'ForAllValues:StringEquals': tagKeys },
    },
  ];
}

/** Rules’ functions are in whichever region they judge, which an ARN says in the middle of the role’s name. */
function readerTrust(words: MemberWords): object[] {
  const judging = judgingRules.map(({ id }) => roleOf(words, words.judgingAccountId, `*-${id}`));
  const looking = ['fast-path', 'sweep'].map((name) => hubRole(words, name));
  return [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: words.judges },
      Condition: {
        ArnLike: { 'aws:PrincipalArn': words.andReaders([...judging, ...looking]) },
        StringEquals: { 'sts:ExternalId': words.externalId },
      },
    },
  ];
}

/** Ends the name of the role that events are sent to the hub with. */
export const forwarder = 'forwarder';

/** Pure. Who may take it, and what it may do. */
export function forwarderPolicies(
  accountId: string,
  busArn: string,
): { trust: object[]; statements: PolicyStatement[] } {
  return {
    trust: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
    statements: [{ Effect: 'Allow', Action: ['events:PutEvents'], Resource: [busArn] }],
  };
}
