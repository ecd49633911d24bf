import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId as hub } from '../support/served.ts';
import { type ServedSts, startSts } from '../support/sts.ts';

const member = '999988887777';
const roleArn = `arn:aws:iam::${member}:role/configmend-member`;

describe('the local STS', () => {
  let served: ServedSts;
  beforeEach(async () => {
    served = await startSts();
  });
  afterEach(() => served.stop());

  const assume = (more: Partial<AssumeRoleCommandInput> = {}, sts = served.sts): Promise<AssumeRoleCommandOutput> =>
    sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'mend', ...more }));
  const sessionOf = ({ Credentials }: AssumeRoleCommandOutput): STSClient =>
    served.client({ accessKeyId: Credentials?.AccessKeyId ?? '' });

  it('says who calls', async () => {
    const { Account, Arn, UserId } = await served.sts.send(new GetCallerIdentityCommand({}));

    assert.deepEqual([Account, Arn], [hub, `arn:aws:iam::${hub}:user/local-administrator`]);
    assert.match(UserId ?? '', /^AIDA[0-9A-F]+$/);
  });

  it('hands out credentials of a role in another account', async () => {
    served.roles.register({ arn: roleArn, trusted: [hub] });

    const assumed = await assume();
    const identity = await sessionOf(assumed).send(new GetCallerIdentityCommand({}));

    const session = `arn:aws:sts::${member}:assumed-role/configmend-member/mend`;
    assert.equal(assumed.AssumedRoleUser?.Arn, session);
    assert.match(assumed.Credentials?.AccessKeyId ?? '', /^ASIA[0-9A-F]{16}$/);
    assert.isNotEmpty(assumed.Credentials?.SessionToken);
    assert.deepEqual([identity.Account, identity.Arn], [member, session]);
    assert.equal(identity.UserId, assumed.AssumedRoleUser?.AssumedRoleId);
    assert.match(identity.UserId ?? '', /^AROA[0-9A-F]+:mend$/);
  });

  it('hands out other credentials every time', async () => {
    served.roles.register({ arn: roleArn, trusted: [hub] });

    const [first, second] = [await assume(), await assume()];

    assert.notEqual(first.Credentials?.AccessKeyId, second.Credentials?.AccessKeyId);
  });

  for (const { seconds, asked } of [
    { seconds: 3600, asked: {} },
    { seconds: 900, asked: { DurationSeconds: 900 } },
  ]) {
    it(`lets a session of ${seconds} seconds end by the account’s clock`, async () => {
      served.roles.register({ arn: roleArn, trusted: ['*'] });
      served.clock.advance(86_400_000);
      const before = served.clock.now();

      const { Credentials } = await assume(asked);

      const lasts = Number(Credentials?.Expiration) - seconds * 1000;
      assert.isAtLeast(lasts, before - 1);
      assert.isAtMost(lasts, served.clock.now());
    });
  }

  const administrator = `arn:aws:iam::${hub}:user/local-administrator`;
  for (const trusted of ['*', hub, `arn:aws:iam::${hub}:root`, administrator]) {
    it(`lets the caller assume a role that trusts ${trusted}`, async () => {
      served.roles.register({ arn: roleArn, trusted: ['123456789012', trusted] });

      assert.equal((await assume()).$metadata.httpStatusCode, 200);
    });
  }

  it('lets a role that is trusted assume the next, whatever its path', async () => {
    const first = `arn:aws:iam::${hub}:role/hub/remediator`;
    const path = `arn:aws:iam::${member}:role/deep/path/member`;
    served.roles.register({ arn: first, trusted: [hub] });
    served.roles.register({ arn: path, trusted: [first] });

    const session = sessionOf(await assume({ RoleArn: first }));
    const { AssumedRoleUser } = await assume({ RoleArn: path }, session);

    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${member}:assumed-role/member/mend`);
    await assertRefused(assume({ RoleArn: path }), 'AccessDenied');
  });

  it('denies a role that is not registered, or no longer', async () => {
    const error = await refusalOf(assume());
    served.roles.register({ arn: roleArn, trusted: ['*'] });
    served.roles.remove(roleArn);

    assert.equal(error.name, 'AccessDenied');
    assert.include(
      error.message,
      `User: ${administrator} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
    await assertRefused(assume(), 'AccessDenied');
  });

  it('denies a role that trusts others only', async () => {
    served.roles.register({ arn: roleArn, trusted: ['123456789012', `arn:aws:iam::${hub}:role/other`] });

    await assertRefused(assume(), 'AccessDenied');
  });

  it('asks for the external id where the role does', async () => {
    served.roles.register({ arn: roleArn, trusted: [hub], externalId: 'agreed' });

    await assertRefused(assume(), 'AccessDenied');
    await assertRefused(assume({ ExternalId: 'guessed' }), 'AccessDenied');
    assert.equal((await assume({ ExternalId: 'agreed' })).$metadata.httpStatusCode, 200);
  });

  const unfit: [string, Partial<AssumeRoleCommandInput>, RegExp][] = [
    ['a session name of one letter', { RoleSessionName: 'x' }, /RoleSessionName/],
    ['a session name with a space', { RoleSessionName: 'a b' }, /RoleSessionName/],
    ['what is no role', { RoleArn: `arn:aws:iam::${member}:user/x` }, /RoleArn/],
    ['less than 15 minutes', { DurationSeconds: 899 }, /DurationSeconds/],
    ['more than 12 hours', { DurationSeconds: 43_201 }, /DurationSeconds/],
    ['more than the role allows', { DurationSeconds: 7201 }, /MaxSessionDuration/],
  ];
  for (const [what, more, message] of unfit) {
    it(`refuses ${what}`, async () => {
      served.roles.register({ arn: roleArn, trusted: ['*'], maxSessionSeconds: 7200 });

      await assertRefused(assume(more), 'ValidationError', message);
    });
  }

  it('allows an hour only from one role to the next', async () => {
    served.roles.register({ arn: roleArn, trusted: ['*'], maxSessionSeconds: 43_200 });
    const session = sessionOf(await assume({ DurationSeconds: 43_200 }));

    await assertRefused(assume({ DurationSeconds: 3601 }, session), 'ValidationError', /role chaining/);
    assert.equal((await assume({}, session)).$metadata.httpStatusCode, 200);
  });

  it('names what it lacks: an operation, managed session policies, transitive tags', async () => {
    served.roles.register({ arn: roleArn, trusted: ['*'] });

    await assertRefused(served.sts.send(new GetSessionTokenCommand({})), 'NotImplemented', /sts:GetSessionToken/);
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
    await assertRefused(assume({ PolicyArns }), 'NotImplemented', /PolicyArns/);
    await assertRefused(assume({ TransitiveTagKeys: ['a'] }), 'NotImplemented', /TransitiveTagKeys/);
  });
});
