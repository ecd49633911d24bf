import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import { Notice } from '../../contract/notice.ts';
import { RecordedChange, recordedChangeKey } from '../../contract/recorded-change.ts';
import { askedOf } from '../../fast-path/asked-of.ts';
import { findViolations } from '../../fast-path/find-violations.ts';
import { recordChange } from '../../fast-path/record-change.ts';
import { enabledRules } from '../../fast-path/settings.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { apiCallEvent, identities, s3CallEvent } from '../support/api-calls.ts';
import { answering, type Call } from '../support/aws.ts';
import { bucket, groupGrant, allUsersUri } from '../support/buckets.ts';
import { reading } from '../support/exemptions.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { groupId, ingress, securityGroup } from '../support/security-groups.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { apiItems } from './support/items.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

const ruleId = 'sgr-0a1b2c3d4e5f60718';
const asked = {
  items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
};
const added = {
  securityGroupRuleSet: {
    items: [
      {
        groupOwnerId: '123456789012',
        groupId,
        securityGroupRuleId: ruleId,
        isEgress: false,
        ipProtocol: 'tcp',
        fromPort: 22,
        toPort: 22,
        cidrIpv4: '0.0.0.0/0',
      },
    ],
  },
};
const modified = {
  ModifySecurityGroupRulesRequest: {
    GroupId: groupId,
    SecurityGroupRule: {
      SecurityGroupRuleId: ruleId,
      SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' },
    },
  },
};

const events: readonly unknown[] = [
  apiCallEvent({ requestParameters: { groupId, ipPermissions: asked }, responseElements: { _return: true, ...added } }),
  apiCallEvent({ requestParameters: { groupId, ipPermissions: asked }, userIdentity: identities.role }),
  apiCallEvent({
    requestParameters: { groupName: 'web', ipPermissions: asked },
    userIdentity: identities.throughService,
  }),
  apiCallEvent({ eventName: 'ModifySecurityGroupRules', requestParameters: modified }),
  apiCallEvent({
    eventName: 'CreateSecurityGroup',
    requestParameters: { groupName: 'x' },
    responseElements: { groupId },
  }),
  s3CallEvent('PutBucketAcl', { bucketName: 'holiday-photos', AccessControlPolicy: {} }),
  s3CallEvent('CreateBucket', {
    bucketName: 'holiday-photos',
    CreateBucketConfiguration: { LocationConstraint: 'EU' },
  }),
  s3CallEvent('PutBucketPolicy', { bucketName: 'holiday-photos', bucketPolicy: { Statement: [] } }),
  s3CallEvent('PutAccountPublicAccessBlock', { PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
];

const enabled = enabledRules(
  {
    RULE_PARAMETERS: JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, givenParameters(rule)]))),
    RULE_SEVERITIES: '{}',
    GRACE_PERIODS: '{"security-group-restricted-ports":"24h"}',
    RULE_MODES: '{"security-group-unapproved-change":"observe"}',
    CONFIG_RULE_PREFIX: 'configmend-',
  },
  rules,
);

const live = [securityGroup([ingress('tcp', 22, '0.0.0.0/0')]), bucket({ grants: [groupGrant(allUsersUri)] })].map(
  (resource) => [resource.id, resource] as const,
);

const ec2Rule = {
  SecurityGroupRuleId: ruleId,
  GroupId: groupId,
  IsEgress: false,
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
};

const calls: Call[] = [];
const { client: s3 } = answering(new S3Client({ region: 'eu-west-1' }), {
  PutObject(input: unknown) {
    calls.push({ operation: 'PutObject', input: Object(input) });
    return {};
  },
});
const { client: ec2 } = answering(new EC2Client({ region: 'eu-west-1' }), {
  DescribeSecurityGroupRules: { SecurityGroupRules: [{ ...ec2Rule, CidrIpv4: '0.0.0.0/0' }] },
});
const { client: config } = answering(new ConfigServiceClient({ region: 'eu-west-1' }), {
  GetResourceConfigHistory: { configurationItems: [apiItems[0]] },
});

/** The fast path over live resources; what it writes is in `calls`. */
async function look(event: unknown): Promise<unknown[] | 'ignored'> {
  calls.length = 0;
  const about = askedOf(event, new Set(['arn:aws:iam::123456789012:role/configmend-remediator']));
  if ('ignored' in about) return 'ignored';
  const outputs: unknown[] = [];
  const { instructions, notices, unjudged } = await findViolations(about, enabled, {
    exemptions: reading(),
    now: () => new Date('2026-11-20T10:00:05.000Z'),
    remediatorOf,
    readerIn: () => ({
      read: (ids) => Promise.resolve({ found: new Map(live.filter(([id]) => ids.includes(id))), failed: new Map() }),
      contextOf: () => Promise.resolve(emptyContext),
    }),
    recordChange: (call, id) =>
      recordChange(call, id, { s3, bucket: 'ledger', config, ec2, pause: () => Promise.resolve() }),
    groupsNamed: () => Promise.resolve([groupId]),
    violatedBefore: () => Promise.resolve(false),
    report: (message, fields) => outputs.push(message, fields),
  });
  for (const instruction of instructions) v.parse(Instruction, JSON.parse(JSON.stringify(instruction)));
  for (const notice of notices) v.parse(Notice, JSON.parse(JSON.stringify(notice)));
  outputs.push(instructions, notices, ...unjudged.map(loggedAs));
  return outputs;
}

async function attempt(event: unknown): Promise<Ended> {
  const ended = await answerOf(() => look(event));
  if (ended instanceof Failure) {
    assert.equal(ended.code, 'EVENT_UNREADABLE');
    assertNoSecret(loggedAs(ended));
    return 'refused';
  }
  if (ended.answer === 'ignored') return 'refused';
  assertNoSecret(JSON.stringify(ended.answer));
  for (const { operation, input } of calls) {
    // The only write there is: a record of the change, under a key that an event cannot lead elsewhere.
    assert.equal(operation, 'PutObject');
    const change = v.parse(RecordedChange, JSON.parse(String(input['Body'])));
    assert.equal(input['Key'], recordedChangeKey(change));
    assert.match(recordedChangeKey(change), /^changes\/\d{12}\/[a-z0-9-]+\/sg-[0-9a-f]+\/[\w-]+\.json$/);
    assertNoSecret(String(input['Body']));
  }
  return 'good';
}

describe('fuzz: events of CloudTrail', function () {
  it('are looked into, ignored or refused, and nothing is written but what a call did to a group', () =>
    fuzz({ name: 'CloudTrail events', inputs: withSecrets(fc.oneof(bent(events, 2), bent(events, 4))), try: attempt }));
});
