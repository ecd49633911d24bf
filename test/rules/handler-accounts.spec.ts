import { assert } from 'chai';
import * as sinon from 'sinon';
import * as v from 'valibot';
import type { ReaderSessions } from '../../accounts/reader-session.ts';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError, inputsOf } from '../support/aws.ts';
import { changeEvent, groupItem, inApiForm, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { ruleEnvironment, ruleHandler, type RuleWorld, verdictsOf } from '../support/rule-handler.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const member = memberAccount();
const options = {};
const stranger = '999988887777';

/** What the event of a rule says of whose it is. */
const owned = (accountId: string, region = 'eu-west-1') => ({
  accountId,
  configRuleArn: `arn:aws:config:${region}:${accountId}:config-rule/config-rule-abc123`,
});
const itemOf = (awsAccountId: string) => groupItem({ awsAccountId });
const changeOf = (accountId: string, region?: string) => changeEvent(itemOf(accountId), owned(accountId, region));

function hub(given: RuleWorld = {}) {
  const sessions = sinon.spy<ReaderSessions>(given.sessions ?? (() => Promise.resolve(options)));
  return { sessions, ...ruleHandler({ accounts: accountsOf(member), ...given, sessions }) };
}

describe('the Lambda of a rule, for other accounts', () => {
  let print: sinon.SinonStub;
  beforeEach(() => {
    print = sinon.stub(console, 'log');
  });
  afterEach(() => {
    print.restore();
  });

  it('judges a member’s resource with the session of its reader role, and queues its mend at the hub', async () => {
    const { handle, calls, operations, sessions, configIn, createReader } = hub();

    await handle(changeOf(member.id));

    sinon.assert.calledOnceWithExactly(sessions, accountsOf(member), member.id);
    sinon.assert.calledOnceWithExactly(configIn, 'eu-west-1', options);
    const where = { accountId: member.id, region: 'eu-west-1', partition: 'aws' };
    sinon.assert.calledOnceWithExactly(createReader, where, options);
    assert.deepEqual(operations(), ['PutEvaluations', 'SendMessageBatch']);
    assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
    const Sent = v.object({
      QueueUrl: v.literal(ruleEnvironment.QUEUE_URL),
      Entries: v.tuple([v.object({ MessageBody: v.pipe(v.string(), v.parseJson(), Instruction) })]),
    });
    const [{ MessageBody }] = v.parse(Sent, inputsOf(calls, 'SendMessageBatch')[0]).Entries;
    assert.equal(MessageBody.resource.accountId, member.id);
  });

  it('asks in the region of the rule, for an item that was too large as well', async () => {
    const config = { GetResourceConfigHistory: { configurationItems: [inApiForm(itemOf(member.id))] } };
    const { handle, configIn, operations } = hub({ config });

    await handle(oversizedEvent({ awsAccountId: member.id }, owned(member.id, 'us-east-1')));

    sinon.assert.calledOnceWithExactly(configIn, 'us-east-1', options);
    assert.deepEqual(operations(), ['GetResourceConfigHistory', 'PutEvaluations', 'SendMessageBatch']);
  });

  it('asks for the verdict before with the same session, where the rule has a grace', async () => {
    const environment = { ...ruleEnvironment, RULE_GRACE: '24h' };
    const { handle, configIn, operations } = hub({ environment, config: { GetComplianceDetailsByResource: {} } });

    await handle(changeOf(member.id));

    sinon.assert.calledOnceWithExactly(configIn, 'eu-west-1', options);
    assert.include(operations(), 'GetComplianceDetailsByResource');
  });

  it('needs no session in a function of the account itself', async () => {
    const { handle, sessions, createReader } = hub({ ownAccountId: member.id });

    await handle(changeOf(member.id));

    sinon.assert.notCalled(sessions);
    const where = { accountId: member.id, region: 'eu-west-1', partition: 'aws' };
    sinon.assert.calledOnceWithExactly(createReader, where, undefined);
  });

  for (const [what, accounts, event] of [
    ['a member', accountsOf(memberAccount({ mode: 'observe' })), changeOf(member.id)],
    [
      'the hub’s own account',
      { ...accountsOf(), accounts: accountsOf().accounts.map((one) => ({ ...one, mode: 'observe' as const })) },
      changeEvent(),
    ],
  ] as const) {
    it(`reports a violation of ${what} that is only observed, and queues nothing`, async () => {
      const { handle, calls, operations } = hub({ accounts });

      await handle(event);

      assert.deepEqual(operations(), ['PutEvaluations']);
      assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
    });
  }

  it('sweeps an observed member on schedule, and queues nothing', async () => {
    const groups = [securityGroup([ingress('tcp', 22, '0.0.0.0/0')])];
    const { handle, sent, calls } = hub({ accounts: accountsOf(memberAccount({ mode: 'observe' })), groups });
    const about = JSON.stringify({
      awsAccountId: member.id,
      notificationCreationTime: '2026-11-20T11:00:00.000Z',
      messageType: 'ScheduledNotification',
    });

    await handle(scheduledEvent({ ...owned(member.id), invokingEvent: about }));

    assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
    assert.deepEqual(sent, []);
  });

  for (const [what, event] of [
    ['of an account that is no member', changeOf(stranger)],
    ['of a region that is not the member’s', changeOf(member.id, 'af-south-1')],
    ['that is oversized, of an account that is no member', oversizedEvent({ awsAccountId: stranger }, owned(stranger))],
    ['that does not say whose the rule is', changeEvent(itemOf(stranger), { accountId: null, configRuleArn: null })],
  ] as const) {
    it(`evaluates and queues nothing for an event ${what}`, async () => {
      const { handle, calls, sent, sessions, createReader, configIn } = hub();

      await assertRejects(handle(event), 'ACCOUNT_UNKNOWN');

      assert.deepEqual([...calls, ...sent], []);
      for (const spy of [sessions, createReader, configIn]) sinon.assert.notCalled(spy);
    });
  }

  for (const [what, event] of [
    ['says it is a member’s, about a stranger’s resource', changeEvent(itemOf(stranger), owned(member.id))],
    ['says it is a stranger’s, about a member’s resource', changeEvent(itemOf(member.id), owned(stranger))],
    ['is of one member’s rule, about the hub’s resource', changeEvent(groupItem(), owned(member.id))],
    ['has a summary of another account', oversizedEvent({ awsAccountId: member.id }, owned('123456789012'))],
    ['has another account in its schedule', scheduledEvent(owned(member.id))],
    [
      'has the ARN of another account’s rule',
      changeEvent(groupItem(), { configRuleArn: owned(member.id).configRuleArn }),
    ],
  ] as const) {
    it(`evaluates and queues nothing for an event that ${what}`, async () => {
      const { handle, calls, sent, sessions } = hub();

      await assertRejects(handle(event), 'EVENT_UNREADABLE');

      assert.deepEqual([...calls, ...sent], []);
      sinon.assert.notCalled(sessions);
    });
  }

  it('evaluates nothing where it is not known who is a member, not even at home', async () => {
    const { handle, calls } = hub({ accounts: awsError('AccessDenied', { status: 403 }) });

    await assertRejects(handle(changeEvent()), 'ACCOUNTS_UNREADABLE');

    assert.deepEqual(calls, []);
  });

  it('fails for a member whose role is missing, and for no other', async () => {
    const sessions: ReaderSessions = () => Promise.reject(new Failure('ROLE_NOT_ASSUMED', 'no such role'));
    const { handle, operations } = hub({ sessions });

    await assertRejects(handle(changeOf(member.id)), 'ROLE_NOT_ASSUMED');
    assert.deepEqual(operations(), []);
    await handle(changeEvent());

    assert.deepEqual(operations(), ['PutEvaluations', 'SendMessageBatch']);
  });

  it('reads the accounts once for a burst of changes', async () => {
    const { handle, bucket } = hub();

    for (const id of [member.id, '123456789012', member.id]) await handle(changeOf(id));

    assert.sameMembers(
      bucket.calls.map(({ input }) => input['Key']),
      ['accounts.json', 'exemptions/added.json', 'exemptions/declared.json'],
    );
  });
});
