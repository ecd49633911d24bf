import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Account } from '../../accounts/accounts.ts';
import { Failure } from '../../contract/failure.ts';
import type { Apply, CallsFor } from '../../remediators/apply.ts';
import type { RemediateDeps } from '../../remediators/remediate.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { awsError } from '../support/aws.ts';
import { accountId, batch, groupIdentity, held, region, work } from '../support/instructions.ts';
import { world } from '../support/pipeline.ts';
import { outcomesOf, remediation } from '../support/remediation.ts';
import { memorySafety, safeguardsOver } from '../support/safety.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const member = memberAccount();
const inMember = { accountId: member.id, region: 'us-east-1' };
const group = (id: string) => securityGroup([ssh], { id, ...inMember });
const asked = (id: string, overrides: Parameters<typeof held>[0] = {}) =>
  held({ resource: groupIdentity(id, inMember), ...overrides });
const job = (...messages: ReturnType<typeof held>[]) =>
  batch(
    messages.map((message) => work(message)),
    inMember,
  );
const listing = (...accounts: readonly Account[]) => ({ accounts: () => Promise.resolve(accountsOf(...accounts)) });

describe('remediate, of several accounts', () => {
  it('mends a member, with its own account and region in the ledger', async () => {
    const made = remediation([group('sg-1')], listing(member));

    assert.deepEqual(outcomesOf(await made.runBatch(job(asked('sg-1')))), [['sg-1', 'mended']]);
    assert.deepInclude(made.ledger.writes[0], inMember);
  });

  for (const [kind, where] of [
    ['home', { accountId, region }],
    ['member', inMember],
  ] as const) {
    it(`enters a place once for a batch, as the ${kind} that it is`, async () => {
      const entered: string[] = [];
      const { reader } = world([]);
      const workplaceOf: RemediateDeps['workplaceOf'] = (_accounts, membership) => {
        entered.push(membership.kind);
        return { reader, applyFor: () => assert.fail('nothing to mend'), ...safeguardsOver(memorySafety()) };
      };
      const { runBatch } = remediation([], { ...listing(member), workplaceOf });
      const gone = ['sg-1', 'sg-2'].map((id) => work(held({ resource: groupIdentity(id, where) })));

      await runBatch(batch(gone, where));

      assert.deepEqual(entered, [kind]);
    });
  }

  for (const [what, accounts] of [
    ['account that is no member', []],
    ['region that is not one of the account', [memberAccount({ regions: ['eu-west-1'] })]],
  ] as const) {
    it(`sends what is of an ${what} to the dead letters, tells people and reads nothing`, async () => {
      const made = remediation([group('sg-1')], listing(...accounts));

      const report = await made.runBatch(job(asked('sg-1')));

      assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
      assert.deepEqual(
        made.queue.deadLetters.map(({ code }) => code),
        ['ACCOUNT_UNKNOWN'],
      );
      assert.include(made.queue.deadLetters[0]?.message, 'member_accounts');
      assert.deepInclude(made.topic.told[0], { kind: 'outcome', outcome: 'failed' });
      assert.isEmpty(made.reads);
    });
  }

  it('refuses what is only observed, for its own sake: given back for a minute, no attempt counted, nobody told', async () => {
    const made = remediation([group('sg-1')], listing(memberAccount({ mode: 'observe' })));
    const message = asked('sg-1', { attempt: 3 });

    const report = await made.runBatch(job(message));

    assert.deepInclude(report.results[0], { outcome: 'refused', accountOnly: true });
    assert.include(report.results[0]?.detail, 'ACCOUNT_OBSERVED: account payments (111122223333)');
    assert.deepEqual(made.queue.givenBack, [{ messageId: message.messageId, afterSeconds: 60 }]);
    assert.deepEqual([made.queue.retried, made.topic.told, made.reads], [[], [], []]);
  });

  const elsewhere = { ...accountsOf(member), hub: { accountId: '999999999999', region } };
  for (const [what, accounts] of [
    ['cannot be read', () => Promise.reject(new Failure('ACCOUNTS_UNREADABLE', 'NoSuchKey', { transient: true }))],
    ['fail in a way that nobody foresaw', () => Promise.reject(awsError('Surprise'))],
    ['are those of another hub', () => Promise.resolve(elsewhere)],
  ] as const) {
    it(`refuses everything, at home too, where the accounts ${what}`, async () => {
      const made = remediation([securityGroup([ssh], { id: 'sg-1' })], { accounts });
      const message = held({ resource: groupIdentity('sg-1') });

      const report = await made.run(work(message));

      assert.deepEqual(outcomesOf(report), [['sg-1', 'refused']]);
      assert.include(report.results[0]?.detail, 'ACCOUNTS_UNREADABLE');
      assert.notProperty(report.results[0], 'accountOnly');
      assert.deepEqual(made.queue.givenBack, [{ messageId: message.messageId, afterSeconds: 0 }]);
      assert.isEmpty(made.reads);
    });
  }

  it('asks nobody for the accounts with the gate closed, and anew for each batch with it open', async () => {
    const accounts = sinon.spy(() => Promise.resolve(accountsOf(member)));
    await remediation([], { accounts, gate: () => Promise.resolve(false) }).runBatch(job(asked('sg-1')));
    sinon.assert.notCalled(accounts);

    const open = remediation([group('sg-1')], { accounts });
    await open.runBatch(job(asked('sg-1')));
    await open.runBatch(job(asked('sg-1')));

    sinon.assert.calledTwice(accounts);
  });
});

describe('permissions for changes', () => {
  const notAssumed = (transient: boolean) =>
    new Failure('ROLE_NOT_ASSUMED', 'account payments (111122223333): role … cannot be assumed', { transient });

  it('are asked for once for each resource, with its action, resource and rules', async () => {
    const made = remediation([group('sg-1'), group('sg-2')], {
      ...listing(member),
      applyFor: async (action) => {
        actions.push(action);
        return made.apply;
      },
    });
    const actions: CallsFor[] = [];

    await made.runBatch(job(asked('sg-1'), asked('sg-2')));

    assert.deepEqual(
      actions.map(({ id, resource, rules }) => [id, resource.id, rules]),
      ['sg-1', 'sg-2'].map((id, at) => [`20261120T120000Z-00000001.${at}`, id, ['security-group-restricted-ports']]),
    );
  });

  for (const [what, failure, settled] of [
    ['for good', notAssumed(false), 'deadLetters'],
    ['for a passing reason', notAssumed(true), 'retried'],
    ['in a way that nobody foresaw', awsError('Surprise'), 'deadLetters'],
  ] as const) {
    it(`that cannot be had ${what} fail the one resource, whose record is closed, and not its neighbour`, async () => {
      const made = remediation([group('sg-1'), group('sg-2')], {
        ...listing(member),
        applyFor: ({ resource }): Promise<Apply> =>
          resource.id === 'sg-1' ? Promise.reject(failure) : Promise.resolve(made.apply),
      });
      const message = asked('sg-1');

      const report = await made.runBatch(job(message, asked('sg-2')));

      assert.deepEqual(outcomesOf(report), [
        ['sg-1', 'failed'],
        ['sg-2', 'mended'],
      ]);
      assert.deepEqual(made.calls(), ['RevokeSecurityGroupIngress sg-2']);
      const closed = made.ledger.writes.at(-1);
      assert.isDefined(closed?.finishedAt);
      assert.deepEqual(
        closed?.actions.map(({ outcome, calls }) => [outcome, calls.length]),
        [
          ['failed', 0],
          ['mended', 1],
        ],
      );
      assert.deepEqual(
        made.queue[settled].map(({ messageId }) => messageId),
        [message.messageId],
      );
      assert.isEmpty(made.safety.state.inFlight);
      assert.equal(made.topic.told.length, settled === 'retried' ? 1 : 2);
    });
  }

  it('are not asked for before the snapshot', async () => {
    const denied = new Failure('SNAPSHOT_FAILED', 'SlowDown', { transient: true });
    const applyFor = sinon.fake.rejects(new Error('not to be called'));
    const made = remediation([group('sg-1')], { ...listing(member), applyFor }, () => denied);

    assert.deepEqual(outcomesOf(await made.runBatch(job(asked('sg-1')))), [['sg-1', 'failed']]);
    sinon.assert.notCalled(applyFor);
  });
});
