import { assert } from 'chai';
import * as v from 'valibot';
import { Instruction } from '../../contract/instruction.ts';
import type { Plan } from '../../contract/plan.ts';
import type { SecurityGroup } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import type { Remediator } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { instruct, instructionId } from '../../rules/instruct.ts';
import { securityGroupRestrictedPorts as rule } from '../../rules/security-group-restricted-ports.ts';
import { exposed, ingress, judge, securityGroup } from '../support/security-groups.ts';

const ssh = [ingress('tcp', 22, '0.0.0.0/0')];
const evidence = { source: 'config', capturedAt: '2026-11-20T10:00:00.123Z' } as const;
const undecided: Violation = { kind: 'undecided', subject: 'pl-1', reason: 'not read' };

function made(
  group: SecurityGroup = securityGroup(ssh),
  violations: readonly Violation[] = judge(group.rules),
  remediator: Remediator<'AWS::EC2::SecurityGroup'> = securityGroupRemediator,
): Instruction {
  const instruction = instruct(rule, remediator, group, violations, evidence);
  if (instruction === undefined) assert.fail('no instruction was made');
  return v.parse(Instruction, JSON.parse(JSON.stringify(instruction)));
}

const planning = (plan: () => Plan): Remediator<'AWS::EC2::SecurityGroup'> => ({ ...securityGroupRemediator, plan });

describe('instruct', () => {
  it('says what was found, where, how badly, and what a mend would do', () => {
    const group = securityGroup(ssh, { tags: { Name: 'web' } });

    const instruction = made(group);

    const { type, id, arn, accountId, region, tags } = group;
    assert.deepEqual(instruction, {
      version: 1,
      id: instructionId(group, rule.id),
      rule: 'security-group-restricted-ports',
      remediator: 'security-group',
      resource: { type, id, arn, accountId, region, tags },
      violations: judge(ssh),
      plan: securityGroupRemediator.plan(group, judge(ssh), { rulesPerGroup: 60 }),
      severity: 'critical',
      evidence,
      attempt: 0,
    });
    assert.deepEqual(
      instruction.plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
  });

  it('names who made the change, where that is known', () => {
    const actor = 'arn:aws:iam::123456789012:user/sam';
    const group = securityGroup(ssh);

    assert.equal(instruct(rule, securityGroupRemediator, group, judge(ssh), evidence, actor)?.actor, actor);
    assert.notProperty(made(group), 'actor');
  });

  it('leaves out what could not be decided beside what is certain', () => {
    const instruction = made(securityGroup(ssh), [undecided, ...judge(ssh)]);

    assert.deepEqual(instruction.violations, judge(ssh));
  });

  it('makes none where nothing is certain', () => {
    assert.isUndefined(instruct(rule, securityGroupRemediator, securityGroup([]), [undecided], evidence));
  });

  it('makes none for a rule that nothing mends', () => {
    const unmended = { ...rule, mend: { unmendedBecause: 'a person decides' } };
    const group = securityGroup(ssh);

    assert.isUndefined(instruct(unmended, securityGroupRemediator, group, judge(ssh), evidence));
    assert.isUndefined(instruct(rule, undefined, group, judge(ssh), evidence));
  });

  it('goes out without a preview where planning fails: the mend fails aloud, the violation is not lost', () => {
    const broken = planning(() => {
      throw new RangeError('no such port');
    });

    const { plan, violations } = made(securityGroup(ssh), judge(ssh), broken);

    assert.deepEqual(plan, {
      changes: [],
      before: [],
      after: [],
      notes: ['There is no plan to show: RangeError: no such port'],
    });
    assert.deepEqual(violations, judge(ssh));
  });

  it('counts the calls of a plan that would not fit a message, in bytes', () => {
    const long: Plan = {
      changes: [{ service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: { text: '€'.repeat(300_000) } }],
      before: [],
      after: [],
      notes: [],
    };

    const instruction = made(
      securityGroup(ssh),
      judge(ssh),
      planning(() => long),
    );

    assert.deepEqual(instruction.plan.notes, ['The plan of 1 calls is too long to be shown here.']);
    assert.deepEqual(instruction.violations, judge(ssh));
  });

  it('counts the violations that would not fit as well', () => {
    const [one] = exposed(judge(ssh));
    if (one === undefined) assert.fail('ssh is not exposed');
    const many = Array.from({ length: 5000 }, () => ({ ...one, reachedBy: '€'.repeat(200) }));

    const instruction = made(securityGroup(ssh), many);

    assert.isBelow(Buffer.byteLength(JSON.stringify(instruction)), 1_000_000);
    assert.isAbove(instruction.violations.length, 500);
    const left = 5000 - instruction.violations.length;
    assert.equal(instruction.plan.notes.at(-1), `${left} of 5000 violations are not listed here.`);
  });
});

describe('instructionId', () => {
  const group = securityGroup([]);

  it('is the same for the same violation found twice', () => {
    assert.match(instructionId(group, 'a-rule'), /^[0-9a-f]{32}$/);
    assert.equal(instructionId(group, 'a-rule'), instructionId({ ...group, tags: { a: 'b' }, arn: '' }, 'a-rule'));
  });

  for (const other of [{ accountId: '999999999999' }, { region: 'us-east-1' }, { id: 'sg-9' }]) {
    it(`differs for another ${Object.keys(other).join()}`, () => {
      assert.notEqual(instructionId({ ...group, ...other }, 'a-rule'), instructionId(group, 'a-rule'));
    });
  }

  it('differs for another rule', () => {
    assert.notEqual(instructionId(group, 'b-rule'), instructionId(group, 'a-rule'));
  });
});
