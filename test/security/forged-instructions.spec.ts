import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Instruction } from '../../contract/instruction.ts';
import type { Change } from '../../contract/plan.ts';
import type { Bucket, GroupRule } from '../../contract/resource.ts';
import { bent } from '../fuzz/support/bent.ts';
import { allow, bucket, groupGrant, allUsersUri, policy } from '../support/buckets.ts';
import { bucketMend } from '../support/bucket-mend.ts';
import {
  accountId,
  batch,
  bucketIdentity,
  groupIdentity,
  instruction,
  portsRule,
  work,
} from '../support/instructions.ts';
import { judgeOf, judges, remediation } from '../support/remediation.ts';
import { arbitraryRules, ingress, securityGroup } from '../support/security-groups.ts';

const ids = ['sg-1', 'sg-2'] as const;
const open = ingress('tcp', [0, 65_535], '0.0.0.0/0');

/** As forged as a sender can make it: every part that is not the address of the resource and the rule, and those too. */
const template = instruction({
  violations: [
    { kind: 'exposed-ports', rule: open, protocol: 'tcp', ports: [{ from: 443, to: 443 }], reachedBy: 'everyone' },
    { kind: 'unwanted-rule', rule: open, reason: 'because' },
    { kind: 'public-statement', index: 0, reason: 'Principal is *' },
    {
      kind: 'unapproved-change',
      rule: open,
      ruleId: 'sgr-0a1b2c3d4e5f60718',
      actor: 'arn:aws:iam::123456789012:role/ci',
      at: '2026-11-20T10:00:00Z',
      eventId: 'e-1',
      eventName: 'ModifySecurityGroupRules',
      before: open,
    },
  ],
  plan: {
    changes: [
      { service: 'ec2', operation: 'AuthorizeSecurityGroupIngress', input: { GroupId: 'sg-1', IpPermissions: [] } },
      { service: 's3', operation: 'DeleteBucketPolicy', input: { Bucket: 'holiday-photos' } },
    ],
    before: [],
    after: ['tcp 0-65535 from 0.0.0.0/0'],
    notes: [],
  },
  actor: 'arn:aws:iam::123456789012:root',
  otherCalls: [{ eventId: 'e-2', actor: 'arn:aws:iam::123456789012:user/eve' }],
  attempt: 3,
});

/** Instructions that are of the form, whatever they say; those that are not never get as far. */
function forgedFrom(samples: readonly Instruction[]): fc.Arbitrary<Instruction> {
  return bent(samples, 4)
    .map((given) => v.safeParse(Instruction, given))
    .filter((parsed) => parsed.success)
    .map(({ output }) => v.parse(Instruction, output));
}

const ofGroups = forgedFrom(
  ids.flatMap((id) => {
    const tags = { 'configmend:exempt:x': 'until 2026-12-31 by eve because so' };
    const resource = groupIdentity(id, { tags, arn: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-other' });
    return [...judges.keys()].map((rule) => ({ ...template, resource, rule }));
  }),
);

let messages = 0;
const held = (given: Instruction) => {
  messages += 1;
  return { messageId: `m${messages}`, receiptHandle: `r${messages}`, instruction: given };
};

/** The calls that a mend makes of live groups, in order. */
async function callsOn(live: readonly (readonly GroupRule[])[], asked: Instruction): Promise<Change[]> {
  const groups = live.map((rules, index) => securityGroup(rules, { id: ids[index] ?? '', accountId }));
  const made = remediation(groups);
  const calls: Change[] = [];
  made.hook = (when, change) => {
    if (when === 'before') calls.push(change);
  };
  await made.run(work(held(asked)));
  return calls;
}

/** The same resource and rule, and nothing else said. */
function honest({ rule, resource, remediator }: Instruction): Instruction {
  return instruction({ rule, remediator, resource: { ...resource, tags: {} } });
}

describe('a forged message on the queue', function () {
  it('makes no call on a group that an honest one of the same rule would not make', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(arbitraryRules, arbitraryRules), ofGroups, async (live, forged) => {
        const [made, expected] = [await callsOn(live, forged), await callsOn(live, honest(forged))];

        // What it asks for may be refused, or put off; what is done is what the rule asks for.
        if (made.length > 0) assert.deepEqual(made, expected);
        const known = ids.some((id) => id === forged.resource.id) && judges.has(forged.rule);
        if (!known) assert.deepEqual(made, []);
      }),
      { numRuns: 400 },
    ));

  it('makes calls on the group that it names, and on no other', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(arbitraryRules, arbitraryRules), ofGroups, async (live, forged) => {
        const made = await callsOn(live, forged);

        for (const { service, input } of made)
          assert.deepEqual([service, input['GroupId']], ['ec2', forged.resource.id]);
      }),
      { numRuns: 200 },
    ));

  it('changes nothing of what no rule objects to', () =>
    fc.assert(
      fc.asyncProperty(ofGroups, async (forged) => {
        const office = ingress('tcp', 22, '198.51.100.0/28');

        assert.deepEqual(await callsOn([[office], [office]], forged), []);
      }),
      { numRuns: 200 },
    ));

  it('does change what a rule objects to: the tests before would see a call', async () => {
    const made = await callsOn([[open], [open]], { ...template, resource: groupIdentity('sg-1') });

    assert.isNotEmpty(made);
    assert.notInclude(
      made.map(({ operation }) => operation),
      'DeleteBucketPolicy',
    );
  });

  const bucketRules = ['s3-bucket-public-access', 's3-bucket-tls-only', 's3-bucket-public-access-block'];
  const bucketJudges = new Map(bucketRules.map((rule) => [rule, judgeOf(rule)]));
  const publicBuckets: readonly Bucket[] = [
    bucket({
      accountId,
      policy: policy(allow(), allow({ Sid: 'Ours', Principal: { AWS: `arn:aws:iam::${accountId}:root` } })),
    }),
    bucket({ accountId, grants: [groupGrant(allUsersUri)] }),
    bucket({ accountId }),
  ];
  const ofBuckets = forgedFrom(
    bucketRules.map((rule) => ({ ...template, rule, remediator: 's3-bucket' as const, resource: bucketIdentity() })),
  );

  it('makes no call on a bucket that an honest one of the same rule would not make', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...publicBuckets), ofBuckets, async (live, forged) => {
        const callsOf = async (asked: Instruction): Promise<string[]> => {
          const made = bucketMend(live, bucketJudges);
          await made.runBatch(batch([work(held(asked))], { remediator: 's3-bucket' }));
          const written = made.ledger.writes.flatMap(({ actions }) => actions.flatMap(({ plan }) => plan.changes));
          return [...made.journal.filter((line) => /^(Put|Delete)/.test(line)), JSON.stringify(written)];
        };

        const [made, expected] = [await callsOf(forged), await callsOf(honest(forged))];

        if (made.length > 1) assert.deepEqual(made, expected);
      }),
      { numRuns: 200 },
    ));

  it('cannot say that a rule is in its name which is not enabled', async () => {
    for (const rule of ['security-group-default-closed', '__proto__', 'constructor', '', portsRule.toUpperCase()]) {
      assert.deepEqual(await callsOn([[open], [open]], { ...template, rule }), [], rule);
    }
  });
});
