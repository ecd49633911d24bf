import { STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { assumedRole } from '../../aws/assume-role.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inTurn } from '../support/aws.ts';

const arn = 'arn:aws:iam::444455556666:role/audit';
const hour = 3_600_000;

function setUp(first?: unknown) {
  let now = Date.parse('2026-11-20T18:00:00Z');
  let sessions = 0;
  const session = () => ({
    Credentials: {
      AccessKeyId: `key ${(sessions += 1)}`,
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date(now + hour),
    },
  });
  const answers = first === undefined ? session : inTurn(first, session);
  const { client, calls } = answering(new STSClient({ region: 'eu-west-1' }), { AssumeRole: answers });
  return {
    calls,
    pass: (ms: number) => (now += ms),
    role: assumedRole(client, { arn, sessionName: 'configmend-scan', externalId: 'x' }, () => now),
  };
}

describe('assumedRole', () => {
  it('assumes the role once for all clients, also for those that ask at the same time', async () => {
    const { calls, role } = setUp();

    const [one, two] = await Promise.all([role(), role()]);

    assert.deepEqual(one, two);
    const input = { RoleArn: arn, RoleSessionName: 'configmend-scan', ExternalId: 'x' };
    assert.deepEqual(calls, [{ operation: 'AssumeRole', input }]);
  });

  it('assumes it again before the session ends, so that a long scan goes on', async () => {
    const { pass, role } = setUp();
    const first = await role();

    pass(hour - 301_000);
    const second = await role();
    pass(2_000);
    const third = await role();

    assert.deepEqual(
      [first, second, third].map(({ accessKeyId }) => accessKeyId),
      ['key 1', 'key 1', 'key 2'],
    );
  });

  it('tries again after a refusal, and says what to look at', async () => {
    const { role } = setUp(awsError('AccessDenied', { message: 'not you' }));

    await assertRejects(
      role(),
      'ROLE_NOT_ASSUMED',
      `role ${arn} cannot be assumed: AccessDenied: not you. It has to exist`,
    );

    assert.equal((await role()).accessKeyId, 'key 1');
  });

  it('takes no answer without credentials', async () => {
    const { role } = setUp({ Credentials: { AccessKeyId: 'key' } });

    await assertRejects(role(), 'ROLE_NOT_ASSUMED', 'without credentials');
  });
});
