import { STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { createReaderSessions } from '../../accounts/reader-session.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError } from '../support/aws.ts';

const hour = 3_600_000;
const other = '444455556666';
const accounts = accountsOf(memberAccount(), memberAccount({ id: other, name: 'search' }));
const roleOf = (id: string): string => `arn:aws:iam::${id}:role/configmend-reader`;

function setUp(refused: Readonly<Record<string, Error>> = {}) {
  let now = Date.parse('2026-11-21T09:00:00Z');
  let issued = 0;
  const { client, calls } = answering(new STSClient({ region: 'eu-west-1' }), {
    AssumeRole(input: { RoleArn: string }) {
      const error = refused[input.RoleArn];
      if (error !== undefined) throw error;
      return {
        Credentials: {
          AccessKeyId: `key ${(issued += 1)}`,
          SecretAccessKey: 'secret',
          SessionToken: 'token',
          Expiration: new Date(now + hour),
        },
      };
    },
  });
  const sessions = createReaderSessions(client, undefined, () => now);
  return { calls, sessions, pass: (ms: number) => (now += ms) };
}

/** What a client would sign with. */
async function keyOf({ credentials }: Awaited<ReturnType<ReturnType<typeof createReaderSessions>>>): Promise<string> {
  if (typeof credentials !== 'function') assert.fail('a client could not renew these');
  return (await credentials()).accessKeyId;
}

describe('createReaderSessions', () => {
  it('becomes the reader of the account, with the external id and nothing that narrows or tags it', async () => {
    const { calls, sessions } = setUp();

    await sessions(accounts, '111122223333');

    const input = {
      RoleArn: roleOf('111122223333'),
      RoleSessionName: 'configmend-judge',
      ExternalId: 'the-external-id',
    };
    assert.deepEqual(calls, [{ operation: 'AssumeRole', input }]);
  });

  it('is one session for all events of an account, and the very same options, so that clients are kept', async () => {
    const { calls, sessions } = setUp();

    const [one, two] = await Promise.all([sessions(accounts, '111122223333'), sessions(accounts, '111122223333')]);
    const third = await sessions(accountsOf(memberAccount()), '111122223333');

    assert.strictEqual(one, two);
    assert.strictEqual(one, third);
    assert.lengthOf(calls, 1);
  });

  it('never gives an account another’s', async () => {
    const { sessions } = setUp();

    const [one, two] = [await sessions(accounts, '111122223333'), await sessions(accounts, other)];

    assert.notStrictEqual(one, two);
    assert.deepEqual([await keyOf(one), await keyOf(two)], ['key 1', 'key 2']);
  });

  it('is another session once the external id is another', async () => {
    const { calls, sessions } = setUp();

    await sessions(accounts, '111122223333');
    await sessions({ ...accounts, externalId: 'a-new-one' }, '111122223333');

    assert.deepEqual(
      calls.map(({ input }) => input['ExternalId']),
      ['the-external-id', 'a-new-one'],
    );
  });

  it('has clients that were made before sign with new credentials before the old ones end', async () => {
    const { sessions, pass } = setUp();
    const options = await sessions(accounts, '111122223333');

    pass(hour - 60_000);

    assert.equal(await keyOf(options), 'key 2');
  });

  it('says of which account, which role and what to do, and is asked again the next time', async () => {
    const refused: Record<string, Error> = { [roleOf('111122223333')]: awsError('AccessDenied', { status: 403 }) };
    const { sessions } = setUp(refused);

    const failure = await assertRejects(sessions(accounts, '111122223333'), 'ROLE_NOT_ASSUMED');

    for (const part of ['payments (111122223333)', roleOf('111122223333'), 'AccessDenied', 'Apply the member stack']) {
      assert.include(failure.message, part);
    }
    assert.deepEqual(failure.ids, { roleArn: roleOf('111122223333'), accountId: '111122223333' });
    assert.isFalse(failure.transient);
    assert.equal(await keyOf(await sessions(accounts, other)), 'key 1');
    delete refused[roleOf('111122223333')];
    assert.equal(await keyOf(await sessions(accounts, '111122223333')), 'key 2');
  });

  it('may be tried again where STS was only busy', async () => {
    const { sessions } = setUp({ [roleOf(other)]: awsError('Throttling') });

    assert.isTrue((await assertRejects(sessions(accounts, other), 'ROLE_NOT_ASSUMED')).transient);
  });
});
