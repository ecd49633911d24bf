import { assert } from 'chai';
import * as v from 'valibot';
import type { CallsFor } from '../../remediators/apply.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { memberAccount } from '../support/accounts.ts';
import { awsError, inputsOf, inTurn } from '../support/aws.ts';
import { groupIdentity } from '../support/instructions.ts';
import { memberSessions, sessionsInTurn } from '../support/member-sessions.ts';

const roleArn = 'arn:aws:iam::111122223333:role/configmend-mender-security-group';
const Tags = v.array(v.object({ Key: v.string(), Value: v.string() }));
const Asked = v.looseObject({ Tags: v.optional(Tags, []), Policy: v.string(), RoleSessionName: v.string() });

function action(id: string, overrides: Partial<CallsFor> = {}): CallsFor {
  const where = { accountId: '111122223333', region: 'us-east-1' };
  const arn = `arn:aws:ec2:us-east-1:111122223333:security-group/${id}`;
  return {
    id: `entry.${id}`,
    resource: groupIdentity(id, { ...where, arn }),
    rules: ['rule-a', 'rule-b'],
    ...overrides,
  };
}

describe('the sessions of a remediator in another account', () => {
  it('are one for all reads, however many ask at once', async () => {
    const { sessions, calls } = memberSessions();

    const [one, two] = await Promise.all([sessions.forReads(), sessions.forReads()]);

    assert.equal(one, two);
    assert.lengthOf(calls, 1);
    assert.deepInclude(calls[0]?.input, {
      RoleArn: roleArn,
      RoleSessionName: 'configmend-0b5fd6a4-3a53-4b0d-9f4e-2b6f3a1c7d10',
      ExternalId: 'the-external-id',
    });
    assert.notProperty(calls[0]?.input, 'Tags');
    const { Policy } = v.parse(Asked, calls[0]?.input);
    assert.include(Policy, 'ec2:DescribeSecurityGroups');
    assert.notMatch(Policy, /ec2:(?:Authorize|Revoke|Modify)/);
  });

  it('are one for each resource that is changed, narrowed to it and tagged with action and rules', async () => {
    const { sessions, calls } = memberSessions();

    const keys = await Promise.all([sessions.forChanges(action('sg-1')), sessions.forChanges(action('sg-2'))]);

    assert.deepEqual(
      keys.map(({ accessKeyId }) => accessKeyId),
      ['key 1', 'key 2'],
    );
    for (const [index, input] of inputsOf(calls, 'AssumeRole').entries()) {
      const { Policy, Tags: tags } = v.parse(Asked, input);
      const id = `sg-${index + 1}`;
      assert.include(Policy, `:security-group/${id}"`);
      assert.notInclude(Policy, `:security-group/sg-${2 - index}"`);
      assert.deepEqual(tags, [
        { Key: 'configmend-action', Value: `entry.${id}` },
        { Key: 'configmend-rule', Value: 'rule-a rule-b' },
      ]);
      assert.deepInclude(input, { RoleArn: roleArn, ExternalId: 'the-external-id' });
    }
  });

  it('name as many whole rules as a tag has room for', async () => {
    const { sessions, calls } = memberSessions();
    const rules = Array.from(
      { length: 20 },
      (_, index) => `a-rule-of-thirty-characters-${String(index).padStart(2, '0')}`,
    );

    await sessions.forChanges(action('sg-1', { rules }));

    const value = v.parse(Asked, calls[0]?.input).Tags[1]?.Value ?? '';
    assert.isAtMost(value.length, 256);
    assert.deepEqual(value.split(' '), rules.slice(0, 8));
  });

  it('have a name that STS takes, whatever names the run', async () => {
    const { sessions, calls } = memberSessions(sessionsInTurn(), { runId: `Läufe/${'x'.repeat(100)}` });

    await sessions.forReads();

    assert.match(v.parse(Asked, calls[0]?.input).RoleSessionName, /^configmend-L-ufe-x{40,}$/);
    assert.isAtMost(v.parse(Asked, calls[0]?.input).RoleSessionName.length, 64);
  });

  for (const [what, error, transient] of [
    ['for good', awsError('AccessDenied', { status: 403, message: 'not you' }), false],
    ['for a passing reason', awsError('Throttling', { message: 'slowly' }), true],
  ] as const) {
    it(`say whose role it is, and what to do, where STS refuses ${what}`, async () => {
      const { sessions } = memberSessions(inTurn(error));

      for (const session of [sessions.forReads(), sessions.forChanges(action('sg-1'))]) {
        const failure = await assertRejects(session, 'ROLE_NOT_ASSUMED', 'account payments (111122223333)');
        assert.include(failure.message, roleArn);
        assert.include(failure.message, 'Apply the stack configmend-member');
        assert.equal(failure.transient, transient);
      }
    });
  }

  it('call an account that has no name of its own by its id alone', async () => {
    const account = memberAccount({ name: '111122223333' });
    const { sessions } = memberSessions(awsError('AccessDenied', { status: 403 }), { account });

    await assertRejects(sessions.forReads(), 'ROLE_NOT_ASSUMED', 'account 111122223333:');
  });
});
