import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';
import { identities } from '../support/api-calls.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { looking, lookedAt, portsRule, ssh } from '../support/fast-path.ts';
import { groupId } from '../support/security-groups.ts';

describe('findViolations', () => {
  it('makes the instruction that AWS Config’s finding makes, with who made which call from where', async () => {
    const { run } = looking({ detail: { userIdentity: identities.role } });

    const { instructions, unjudged } = await run();

    assert.deepEqual(unjudged, []);
    assert.lengthOf(instructions, 1);
    const [instruction] = instructions;
    assert.deepInclude(instruction, {
      rule: portsRule,
      remediator: 'security-group',
      severity: 'critical',
      attempt: 0,
    });
    assert.equal(instruction?.actor, identities.role.arn);
    assert.deepEqual(instruction?.evidence, {
      source: 'cloudtrail',
      eventId: 'e1e2e3e4-1111-2222-3333-444455556666',
      eventName: 'AuthorizeSecurityGroupIngress',
      sourceAddress: '198.51.100.7',
      capturedAt: lookedAt.toISOString(),
    });
    assert.deepEqual(
      instruction?.plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
  });

  it('names the service where nobody else called', async () => {
    const { instructions } = await looking({ detail: { userIdentity: identities.service } }).run();

    assert.equal(instructions[0]?.actor, 'autoscaling.amazonaws.com');
  });

  it('names the account of a caller of whom the record has nothing else', async () => {
    const userIdentity = { type: 'AWSAccount', principalId: 'AROAEXAMPLE:kim', accountId: '210987654321' };

    assert.equal((await looking({ detail: { userIdentity } }).run()).instructions[0]?.actor, '210987654321');
  });

  it('names nobody where the record does not', async () => {
    const { instructions } = await looking({ detail: { userIdentity: null, sourceIPAddress: null } }).run();

    assert.notProperty(instructions[0], 'actor');
    assert.notProperty(instructions[0]?.evidence, 'sourceAddress');
  });

  it('reads in the account and region of the call, and what the rules need', async () => {
    const { run, reader, readerIn } = looking({ detail: { awsRegion: 'cn-north-1' } });

    await run();

    const where = { accountId: '123456789012', region: 'cn-north-1', partition: 'aws-cn' };
    sinon.assert.calledOnceWithExactly(readerIn, 'AWS::EC2::SecurityGroup', where);
    sinon.assert.calledOnceWithMatch(reader.contextOf as sinon.SinonSpy, sinon.match.array, ['prefix-lists']);
  });

  it('judges by every enabled rule of the type, and by no other', async () => {
    const parameters = { [portsRule]: {}, 'security-group-authorized-ports': {}, 's3-bucket-versioning': {} };

    const { instructions } = await looking({ parameters }).run();

    assert.deepEqual(
      instructions.map(({ rule }) => rule),
      [portsRule, 'security-group-authorized-ports'],
    );
  });

  it('reads nothing where no rule of the type is enabled', async () => {
    const { run, readerIn } = looking({ parameters: { 's3-bucket-versioning': {} } });

    assert.deepEqual(await run(), { instructions: [], unjudged: [], notices: [], sightings: [] });
    sinon.assert.notCalled(readerIn);
  });

  it('judges with the parameters of the deployment', async () => {
    const { instructions } = await looking({ parameters: { [portsRule]: { ports: '23' } } }).run();

    assert.deepEqual(instructions, []);
  });

  it('queues nothing for what is in order, whatever the call says', async () => {
    const requestParameters = { groupId, ipPermissions: {}, ipProtocol: '-1', cidrIp: '0.0.0.0/0' };

    const found = await looking({ groups: { [groupId]: [] }, detail: { requestParameters } }).run();

    assert.deepEqual(found, { instructions: [], unjudged: [], notices: [], sightings: [] });
  });

  it('queues nothing for a resource that is gone', async () => {
    assert.deepEqual(await looking({ groups: {} }).run(), {
      instructions: [],
      unjudged: [],
      notices: [],
      sightings: [],
    });
  });

  it('says that a resource could not be read', async () => {
    const failed = new Failure('READ_FAILED', 'throttled', { transient: true });

    assert.deepEqual(await looking({ groups: {}, failed }).run(), {
      instructions: [],
      unjudged: [failed],
      notices: [],
      sightings: [],
    });
  });

  it('queues nothing for what is exempt', async () => {
    const exempt = exemption({ rule: portsRule, resource: groupId });

    const { instructions } = await looking({ deps: { exemptions: reading(exempt) } }).run();

    assert.deepEqual(instructions, []);
  });

  it('queues what is found where the exemptions cannot be read, since they are asked again before a mend', async () => {
    const failure = new Failure('EXEMPTIONS_UNREADABLE', 'no bucket');
    const exemptions = () => Promise.resolve({ kind: 'unreadable' as const, failure });

    assert.lengthOf((await looking({ deps: { exemptions } }).run()).instructions, 1);
  });

  it('has the others judge where one rule fails', async () => {
    const broken = rules.map((rule): RegisteredRule =>
      rule.id === portsRule
        ? {
            ...rule,
            withParameters: () => () => {
              throw new RangeError('a fault of ours');
            },
          }
        : rule,
    );
    const parameters = { [portsRule]: {}, 'security-group-authorized-ports': {} };

    const { instructions, unjudged } = await looking({ known: broken, parameters }).run();

    assert.deepEqual(
      instructions.map(({ rule }) => rule),
      ['security-group-authorized-ports'],
    );
    assert.deepEqual(
      unjudged.map(({ code }) => code),
      ['ITEM_UNREADABLE'],
    );
  });

  describe('of a group that the record names by its name', () => {
    const detail = { requestParameters: { groupName: 'web', ipPermissions: {}, cidrIp: '0.0.0.0/0' } };

    it('judges the one group that there is', async () => {
      const { instructions } = await looking({ detail }).run();

      assert.deepEqual(
        instructions.map(({ resource, actor }) => [resource.id, actor]),
        [[groupId, identities.user.arn]],
      );
    });

    it('judges all of the name, and says of none who opened it', async () => {
      const { instructions } = await looking({ detail, groups: { [groupId]: ssh, 'sg-0123456789abcdef0': ssh } }).run();

      assert.lengthOf(instructions, 2);
      for (const instruction of instructions) assert.notProperty(instruction, 'actor');
    });

    it('fails where the names cannot be read', async () => {
      const groupsNamed = () => Promise.reject(new Failure('READ_FAILED', 'denied'));

      await assertRejects(looking({ detail, deps: { groupsNamed } }).run(), 'READ_FAILED');
    });
  });
});
