import type { Actor } from './actor.ts';
import { isAskedByConfig } from './deployed-rules.ts';
import { gateParameter } from './deployment.ts';
import { prefix } from './functions.ts';
import { createBucketBody, createRawCalls, s3Namespace } from './raw-calls.ts';
import {
  accountRule,
  blockSettings,
  type BlockSetting,
  type BucketSetup,
  type Opening,
  type PeoplesDeed,
  type Scenario,
  strangerSource,
} from './scenario.ts';
import type { Wire } from './transport.ts';

/** What people have in the account, beside the pipeline. */
export interface Estate {
  readonly groups: readonly string[];
  readonly buckets: readonly string[];
}

const blockOf = (on: readonly BlockSetting[]): string => {
  const elements = blockSettings.map((name) => `<${name}>${on.includes(name)}</${name}>`).join('');
  return `<PublicAccessBlockConfiguration xmlns="${s3Namespace}">${elements}</PublicAccessBlockConfiguration>`;
};

export const publicSid = 'Everybody';

interface Statement {
  readonly Sid: string;
  readonly [element: string]: unknown;
}

const read = (bucket: string, Sid: string, Principal: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
});
const legal = (bucket: string, account: string): Statement =>
  read(bucket, `Account${account}`, { AWS: `arn:aws:iam::${account}:root` });
const policyText = (Statement: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

const illFormed = /InvalidRequest|Malformed|MissingParameter|NotImplemented/;
const ec2Version = { Version: '2016-11-15' };

/** As the query protocol numbers it. */
function permissionOf({ from, to, cidr }: Opening): Record<string, string> {
  const range = cidr.includes(':') ? 'Ipv6Ranges.1.CidrIpv6' : 'IpRanges.1.CidrIp';
  const members = { IpProtocol: 'tcp', FromPort: String(from), ToPort: String(to), [range]: cidr };
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`IpPermissions.1.${name}`, value]));
}

function firstIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
}

/** AWS answers people as anybody, and what they try in vain is their own affair. */
export function createPeople(scenario: Scenario, wire: Wire, person: Actor, stranger: Actor) {
  const calls = createRawCalls(wire, person);
  const made = { groups: [] as string[], buckets: [] as string[] };

  /** Whether it was not in vain. */
  const tried = (attempt: Promise<unknown>): Promise<boolean> =>
    attempt.then(
      () => true,
      (error: unknown) => {
        // AWS refuses what people may not or cannot do; a call that it does not understand is the simulation's own fault.
        if (illFormed.test(String(error))) throw error;
        return false;
      },
    );
  const ec2 = (Action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    calls.query('ec2', { Action, ...ec2Version, ...parameters });
  const authorise = (GroupId: string, opening: Opening): Promise<boolean> =>
    tried(ec2('AuthorizeSecurityGroupIngress', { GroupId, ...permissionOf(opening) }));
  const asStranger = (Action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    createRawCalls(wire, stranger).query('ec2', { Action, ...ec2Version, ...parameters });
  const firstRuleOf = async (GroupId: string): Promise<string | undefined> => {
    const filters = { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': GroupId };
    const rules = await ec2('DescribeSecurityGroupRules', filters).catch(() => '');
    const first = rules.split('<item>').find((rule) => firstIn(rule, 'isEgress') === 'false') ?? '';
    return firstIn(first, 'securityGroupRuleId');
  };
  const statementsOf = async (bucket: string): Promise<Statement[]> => {
    try {
      return (JSON.parse(await calls.s3('GET', `/${bucket}`, 'policy')) as { Statement: Statement[] }).Statement;
    } catch {
      return [];
    }
  };
  const addStatement = async (bucket: string, added: Statement): Promise<boolean> => {
    const held = await statementsOf(bucket);
    const body = policyText([...held.filter(({ Sid }) => Sid !== added.Sid), added]);
    return tried(calls.s3('PUT', `/${bucket}`, 'policy', { body }));
  };
  const createBucket = async (bucket: string, setup: BucketSetup): Promise<void> => {
    await calls.s3('PUT', `/${bucket}`, undefined, { body: createBucketBody });
    if (setup.unblocked) await calls.s3('DELETE', `/${bucket}`, 'publicAccessBlock');
    if (setup.legalStatement) await addStatement(bucket, legal(bucket, '444455556666'));
    if (setup.publicStatement) await addStatement(bucket, read(bucket, publicSid, '*'));
    if (!setup.publicAcl) return;
    const rule = '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>';
    await calls.s3('PUT', `/${bucket}`, 'ownershipControls', {
      body: `<OwnershipControls xmlns="${s3Namespace}">${rule}</OwnershipControls>`,
    });
    await tried(calls.s3('PUT', `/${bucket}`, 'acl', { headers: { 'x-amz-acl': 'public-read' } }));
  };

  return {
    async settle(): Promise<Estate> {
      const VpcId = firstIn(await ec2('DescribeVpcs', {}), 'vpcId') ?? '';
      for (const [at, { ingress }] of scenario.groups.entries()) {
        const named = { GroupName: `group-${at}`, GroupDescription: 'of people', VpcId };
        const groupId = firstIn(await ec2('CreateSecurityGroup', named), 'groupId') ?? '';
        made.groups.push(groupId);
        for (const opening of ingress) await authorise(groupId, opening);
      }
      for (const [at, setup] of scenario.buckets.entries()) {
        const name = `people-${scenario.seed}-${at}`;
        made.buckets.push(name);
        await createBucket(name, setup);
      }
      // One that was never set has no item, and so no verdict before the rule's periodic run.
      if (scenario.rules.includes(accountRule))
        await calls.s3Control('PUT', 'publicAccessBlock', blockOf(blockSettings));
      return made;
    },
    /** Whether AWS did as it was told. */
    async act(deed: PeoplesDeed): Promise<boolean> {
      const GroupId = 'group' in deed ? (made.groups[deed.group] ?? '') : '';
      const bucket = 'bucket' in deed ? (made.buckets[deed.bucket] ?? 'none') : 'none';
      switch (deed.do) {
        case 'open':
          return authorise(GroupId, deed.opening);
        case 'close': {
          const ruleId = await firstRuleOf(GroupId);
          if (ruleId === undefined) return false;
          return tried(ec2('RevokeSecurityGroupIngress', { GroupId, 'SecurityGroupRuleId.1': ruleId }));
        }
        case 'add as a stranger': {
          const permission = permissionOf({ from: 443, to: 443, cidr: strangerSource });
          return tried(asStranger('AuthorizeSecurityGroupIngress', { GroupId, ...permission }));
        }
        case 'change as a stranger': {
          const ruleId = await firstRuleOf(GroupId);
          if (ruleId === undefined) return false;
          const changed = { IpProtocol: 'tcp', FromPort: '443', ToPort: '443', CidrIpv4: strangerSource };
          const members = Object.entries(changed).map(([name, value]) => [
            `SecurityGroupRule.1.SecurityGroupRule.${name}`,
            value,
          ]);
          const parameters = { 'SecurityGroupRule.1.SecurityGroupRuleId': ruleId, ...Object.fromEntries(members) };
          return tried(asStranger('ModifySecurityGroupRules', { GroupId, ...parameters }));
        }
        case 'delete group':
          return tried(ec2('DeleteSecurityGroup', { GroupId }));
        case 'make public':
          await tried(calls.s3('DELETE', `/${bucket}`, 'publicAccessBlock'));
          return addStatement(bucket, read(bucket, publicSid, '*'));
        case 'add legal statement':
          return addStatement(bucket, legal(bucket, deed.account));
        case 'drop policy':
          return tried(calls.s3('DELETE', `/${bucket}`, 'policy'));
        case 'delete bucket':
          return tried(calls.s3('DELETE', `/${bucket}`));
        case 'open account':
          return tried(calls.s3Control('PUT', 'publicAccessBlock', blockOf(deed.kept)));
        case 'set gate':
          return tried(this.setGate(deed.open));
        case 'judge again':
          return this.judgeAgain();
      }
    },
    async setGate(open: boolean): Promise<void> {
      await calls.json('ssm', 'AmazonSSM.PutParameter', { Name: gateParameter, Value: String(open), Overwrite: true });
    },
    judgeAgain(): Promise<boolean> {
      const ConfigRuleNames = scenario.rules.filter(isAskedByConfig).map((id) => `${prefix}-${id}`);
      return tried(calls.json('config', 'StarlingDoveService.StartConfigRulesEvaluation', { ConfigRuleNames }));
    },
  };
}

export type People = ReturnType<typeof createPeople>;
