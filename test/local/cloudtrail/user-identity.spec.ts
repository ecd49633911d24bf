import { CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  anyCall,
  type HeardEvent,
  type Json,
  onlyRecord,
  sessionKey,
  startTrail,
  type Trail,
} from '../support/trail.ts';

const accountId = '123456789012';

/** CloudTrail User Guide, "CloudTrail userIdentity element". */
describe('Who called, in a CloudTrail record', () => {
  let trail: Trail;
  let heard: () => Promise<HeardEvent[]>;
  beforeEach(async () => {
    trail = await startTrail();
    heard = await trail.listen(anyCall);
  });
  afterEach(() => trail.account.stop());

  const calledWith = async (accessKeyId: string): Promise<HeardEvent['detail']> => {
    await trail
      .ec2({ accessKeyId })
      .send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'Web servers' }));
    return onlyRecord(heard);
  };
  const identityOf = (record: Json): Json => record['userIdentity'] as Json;

  it("is a role's session, with the role that issued it and when", async () => {
    const roleArn = `arn:aws:iam::${accountId}:role/teams/deployer`;
    const accessKeyId = sessionKey(trail.account, roleArn, 'alice');
    trail.account.clock.advance(60_000);

    const identity = identityOf(await calledWith(accessKeyId));

    const [roleId, session] = String(identity['principalId']).split(':');
    assert.match(String(roleId), /^AROA[0-9A-Z]{17}$/);
    assert.equal(session, 'alice');
    assert.deepEqual(identity, {
      type: 'AssumedRole',
      principalId: `${roleId}:alice`,
      arn: `arn:aws:sts::${accountId}:assumed-role/deployer/alice`,
      accountId,
      accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn, accountId, userName: 'deployer' },
        attributes: { creationDate: '2026-11-20T10:00:00Z', mfaAuthenticated: 'false' },
      },
    });
  });

  it('says with a string whether there was a second factor, and names the service that called for somebody', async () => {
    const roleArn = `arn:aws:iam::${accountId}:role/stacks`;
    trail.account.credentials.issue('ASIASTACKS', {
      accountId,
      principalArn: `arn:aws:sts::${accountId}:assumed-role/stacks/AWSCloudFormation`,
      roleArn,
      mfaAuthenticated: true,
      invokedBy: 'cloudformation.amazonaws.com',
    });

    const record = await calledWith('ASIASTACKS');

    assert.nestedInclude(record, {
      'userIdentity.invokedBy': 'cloudformation.amazonaws.com',
      'userIdentity.sessionContext.sessionIssuer.arn': roleArn,
      'userIdentity.sessionContext.attributes.mfaAuthenticated': 'true',
      sourceIPAddress: 'cloudformation.amazonaws.com',
      userAgent: 'cloudformation.amazonaws.com',
    });
  });

  for (const { what, arn, expected } of [
    {
      what: 'a user, by name without the path',
      arn: `arn:aws:iam::${accountId}:user/teams/alice`,
      expected: { type: 'IAMUser', userName: 'alice' },
    },
    {
      what: 'the root of the account, without a name',
      arn: `arn:aws:iam::${accountId}:root`,
      expected: { type: 'Root', principalId: accountId },
    },
  ]) {
    it(`is ${what}`, async () => {
      trail.account.credentials.issue('AKIASOMEBODY', { accountId, principalArn: arn });

      const identity = identityOf(await calledWith('AKIASOMEBODY'));

      assert.deepInclude(identity, { ...expected, arn, accountId, accessKeyId: 'AKIASOMEBODY' });
      assert.notProperty(identity, 'sessionContext');
      assert.equal('userName' in identity, 'userName' in expected);
    });
  }
});
