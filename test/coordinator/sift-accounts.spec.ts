import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Account, Accounts } from '../../accounts/accounts.ts';
import { Failure } from '../../contract/failure.ts';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { answered, coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const member = memberAccount();
const observed = memberAccount({ id: '444455556666', name: 'legacy', mode: 'observe' });
const forGroup = (id: string, overrides: Parameters<typeof instruction>[0] = {}, messageId?: string) =>
  sqsMessage(instruction({ resource: groupIdentity(id), ...overrides }), messageId);
const of = (accountId: string, id: string, more: Parameters<typeof instruction>[0] = {}, messageId?: string) =>
  forGroup(id, { resource: groupIdentity(id, { accountId }), ...more }, messageId);
const unreadable = () => Promise.reject(new Failure('ACCOUNTS_UNREADABLE', 'NoSuchKey', { transient: true }));
const being = (...accounts: readonly Account[]) => ({ accounts: () => Promise.resolve(accountsOf(...accounts)) });

/** Each answer once, the last one for good. */
function inTurn(...answers: (() => Promise<Accounts>)[]): sinon.SinonSpy<[], Promise<Accounts>> {
  return sinon.spy(() => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? unreadable());
}

describe('drain, of several accounts', () => {
  it('hands on what is of members, each account and region by itself', async () => {
    const { run, invoke } = coordinator([forGroup('sg-1'), of(member.id, 'sg-1')], being(member));

    const summary = await run();

    assert.deepEqual(summary.outcomes, { mended: 2 });
    assert.sameMembers(
      invoke.args.map(([batch]) => batch.accountId),
      [member.id, '123456789012'],
    );
  });

  it('takes nothing from the queue where the accounts cannot be read, and says so', async () => {
    const { run, queue, invoke, report } = coordinator([forGroup('sg-1')], { accounts: unreadable });

    const summary = await run();

    assert.deepEqual(summary, {
      gate: 'open',
      accounts: 'unreadable',
      messages: 0,
      deadLetters: 0,
      outcomes: {},
      unanswered: 0,
    });
    assert.lengthOf(queue.visible, 1);
    sinon.assert.notCalled(invoke);
    sinon.assert.calledWithMatch(report, 'the accounts are not known, so nothing is taken');
  });

  for (const [what, stranger] of [
    ['an account', of('999999999999', 'sg-9', {}, 'm9')],
    ['a region', forGroup('sg-9', { resource: groupIdentity('sg-9', { region: 'ap-east-1' }) }, 'm9')],
  ] as const) {
    it(`sends what is of ${what} that is not ours to the dead letters, tells people, and works the rest`, async () => {
      const { run, queue, topic, invoke } = coordinator([stranger, forGroup('sg-1')], being(member));

      const summary = await run();

      assert.deepEqual(
        queue.deadLetters.map(({ messageId, code }) => [messageId, code]),
        [['m9', 'ACCOUNT_UNKNOWN']],
      );
      assert.equal(queue.deadLetters[0]?.body, stranger.Body);
      assert.deepInclude(topic.told[0], { kind: 'dead-letter', messageId: 'm9' });
      assert.equal(summary.deadLetters, 1);
      assert.deepEqual(invokedWith(invoke), [['sg-1']]);
    });
  }

  it('buries one message for each rule of a stranger, and drops its duplicates', async () => {
    const messages = ['m1', 'm2'].map((id) => of('999999999999', 'sg-9', {}, id));
    const { run, queue, topic } = coordinator(messages);

    const summary = await run();

    assert.lengthOf(queue.deadLetters, 1);
    assert.sameMembers([...queue.deleted, ...queue.deadLetters.map(({ messageId }) => messageId)], ['m1', 'm2']);
    assert.deepEqual([topic.told.length, summary.deadLetters], [1, 1]);
  });

  it('lets what is only observed wait, counts no attempt, announces no grace, says how many, and works the rest', async () => {
    const grace = { notBefore: '2026-11-21T12:00:00.000Z' };
    const messages = [
      of(observed.id, 'sg-8', { attempt: 2 }, 'm8'),
      of(observed.id, 'sg-8', {}, 'stale'),
      of(observed.id, 'sg-7', grace, 'm7'),
      forGroup('sg-1'),
    ];
    const { run, queue, topic, invoke } = coordinator(messages, being(observed));

    const summary = await run();

    assert.deepEqual(
      queue.putOffs.map((one) => [one.messageId, one.instruction.attempt, one.afterSeconds]),
      [
        ['m8', 2, 900],
        ['m7', 0, 900],
      ],
    );
    assert.deepEqual([queue.deleted, topic.told, summary.observed], [['stale'], [], 3]);
    assert.deepEqual(invokedWith(invoke), [['sg-1']]);
  });

  it('keeps what cannot be put off for when its hold ends', async () => {
    const { run, queue, report } = coordinator([of(observed.id, 'sg-8', {}, 'm8')], being(observed));
    queue.refusing.add('m8');

    await run();

    assert.deepEqual([queue.putOffs, queue.deleted, queue.deadLetters], [[], [], []]);
    sinon.assert.calledWithMatch(report, 'messages not put off', { messageIds: ['m8'] });
  });

  it('goes on where a remediator refuses for the sake of one account', async () => {
    const invoke = async (batch: RemediationBatch) => {
      const results = batch.work.map(({ resource }) => ({
        resourceId: resource.id,
        outcome: 'refused' as const,
        detail: '',
        accountOnly: true as const,
      }));
      return batch.accountId === member.id ? { kind: 'answered' as const, report: { results } } : answered(batch);
    };
    const made = coordinator([of(member.id, 'sg-8')], { ...being(member), invoke });
    made.arriving.push(forGroup('sg-1'));

    const summary = await made.run();

    assert.deepEqual(summary.outcomes, { refused: 1, mended: 1 });
  });

  it('buries nothing of an account that has become a member since it last looked', async () => {
    const accounts = inTurn(
      () => Promise.resolve(accountsOf()),
      () => Promise.resolve(accountsOf(member)),
    );
    const { run, queue, invoke } = coordinator([of(member.id, 'sg-1')], { accounts });

    await run();

    assert.isEmpty(queue.deadLetters);
    assert.deepEqual(invokedWith(invoke), [['sg-1']]);
    sinon.assert.calledTwice(accounts);
  });

  it('gives all back where it cannot look again, and buries nothing', async () => {
    const accounts = inTurn(() => Promise.resolve(accountsOf()), unreadable);
    const { run, queue, invoke } = coordinator([of(member.id, 'sg-1', {}, 'm1'), forGroup('sg-2', {}, 'm2')], {
      accounts,
    });

    await run();

    assert.deepEqual(queue.givenBack, [
      { messageId: 'm1', afterSeconds: 60 },
      { messageId: 'm2', afterSeconds: 60 },
    ]);
    assert.isEmpty(queue.deadLetters);
    sinon.assert.notCalled(invoke);
  });

  it('reads the accounts once in half a minute where all are ours', async () => {
    let now = Date.parse('2026-11-20T12:00:00.000Z');
    const accounts = inTurn(() => Promise.resolve(accountsOf(member)));
    const made = coordinator([forGroup('sg-1')], { accounts, now: () => new Date(now) });
    made.arriving.push(forGroup('sg-2'));
    await made.run();
    sinon.assert.calledOnce(accounts);

    now += 30_000;
    const later = coordinator([forGroup('sg-1')], { accounts, now: () => new Date((now += 15_000)) });
    await later.run();

    assert.isAbove(accounts.callCount, 2);
  });
});
