import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { batch, bucketIdentity, groupIdentity, held, work } from '../support/instructions.ts';
import { outcomesOf, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const wide = ingress('tcp', [26, 110], '0.0.0.0/0', 'temp');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const office = ingress('tcp', 22, '198.51.100.0/24', 'office');
const group = (id: string, ...rules: Parameters<typeof securityGroup>[0]) => securityGroup(rules, { id });
const asked = (id: string, overrides: Parameters<typeof held>[0] = {}) =>
  held({ resource: groupIdentity(id), ...overrides });

const liveRules = (live: ReadonlyMap<string, unknown>, id: string): unknown =>
  Object.entries(Object(live.get(id))).find(([name]) => name === 'rules')?.[1];

describe('remediate', () => {
  it('mends what violates, tells of it and deletes the message, in that order', async () => {
    const message = asked('sg-1');
    const { run, live, journal, queue, topic } = remediation([group('sg-1', wide, office)]);

    const report = await run(work(message));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(liveRules(live, 'sg-1'), [office, ingress('tcp', [26, 109], '0.0.0.0/0', 'temp')]);
    assert.deepEqual(journal, [
      'read sg-1',
      'open 20261120T120000Z-00000001',
      'AuthorizeSecurityGroupIngress sg-1',
      'RevokeSecurityGroupIngress sg-1',
      'read sg-1',
      'close 20261120T120000Z-00000001',
      'tell',
      `delete ${message.messageId}`,
    ]);
    assert.deepEqual(queue.deleted, [message.messageId]);
    assert.lengthOf(topic.told, 1);
  });

  it('has a snapshot of the state before in the ledger before the first call, and the outcome after it', async () => {
    const { run, ledger } = remediation([group('sg-1', wide, office)]);

    await run(work(asked('sg-1', { actor: 'arn:aws:iam::123456789012:user/eve' })));

    const [opened, closed] = ledger.writes as [LedgerEntry, LedgerEntry];
    assert.deepInclude(opened, { runId: 'run-1', remediator: 'security-group', startedAt: '2026-11-20T12:00:00.000Z' });
    const [before] = opened.actions;
    assert.deepEqual(before?.before, group('sg-1', wide, office));
    assert.deepEqual(before?.calls, []);
    assert.notProperty(before, 'outcome');
    assert.equal(before?.actor, 'arn:aws:iam::123456789012:user/eve');
    const [after] = closed.actions;
    assert.equal(after?.outcome, 'mended');
    assert.deepEqual(
      after?.calls.map(({ operation }) => operation),
      ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
    );
    assert.notDeepEqual(after?.after, after?.before);
    assert.equal(closed.finishedAt, '2026-11-20T12:00:00.000Z');
  });

  it('refuses with the gate closed: nothing read, nothing called, the messages given back as they were', async () => {
    const [first, second] = [asked('sg-1', { attempt: 3 }), asked('sg-2')];
    const { run, journal, queue, topic } = remediation([group('sg-1', ssh), group('sg-2', ssh)], {
      gate: () => Promise.resolve(false),
    });

    const report = await run(work(first), work(second));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'refused'],
      ['sg-2', 'refused'],
    ]);
    assert.deepEqual(journal, [`give back ${first.messageId}`, `give back ${second.messageId}`]);
    assert.deepEqual(queue.retried, []);
    assert.deepEqual(topic.told, []);
  });

  it('rejects where the gate cannot be read, having done nothing', async () => {
    const { run, journal } = remediation([group('sg-1', ssh)], {
      gate: () => Promise.reject(new Failure('GATE_UNREADABLE', 'not known')),
    });

    await assertRejects(run(work(asked('sg-1'))), 'GATE_UNREADABLE');

    assert.deepEqual(journal, []);
  });

  it('changes nothing without a snapshot, and tries again later', async () => {
    const message = asked('sg-1');
    const denied = new Failure('SNAPSHOT_FAILED', 'SlowDown', { transient: true });
    const { run, calls, queue, live } = remediation([group('sg-1', ssh)], {}, () => denied);

    const report = await run(work(message));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.deepEqual(calls(), []);
    assert.deepEqual(liveRules(live, 'sg-1'), [ssh]);
    assert.deepEqual(
      queue.retried.map(({ messageId, afterSeconds }) => [messageId, afterSeconds]),
      [[message.messageId, 15]],
    );
  });

  it('changes nothing with a ledger that will never take the snapshot, and says so at once', async () => {
    const { run, calls, queue, topic } = remediation([group('sg-1', ssh)], {}, () => awsError('Surprise'));

    await run(work(asked('sg-1', { attempt: 4 })));

    assert.deepEqual(calls(), []);
    assert.deepEqual(
      queue.deadLetters.map(({ code }) => code),
      ['SNAPSHOT_FAILED'],
    );
    assert.deepInclude(topic.told[0], { kind: 'outcome', outcome: 'failed' });
    assert.notProperty(topic.told[0], 'actionId');
  });

  for (const [what, resources] of [
    ['is mended already', [group('sg-1', office)]],
    ['is gone', []],
  ] as const) {
    it(`has nothing to do where the resource ${what}: no call, no ledger, no noise`, async () => {
      const message = asked('sg-1');
      const { run, journal, queue, topic } = remediation(resources);

      const report = await run(work(message));

      assert.deepEqual(outcomesOf(report), [['sg-1', 'nothing-to-do']]);
      assert.deepEqual(journal, ['read sg-1', `delete ${message.messageId}`]);
      assert.deepEqual(queue.deleted, [message.messageId]);
      assert.deepEqual(topic.told, []);
    });
  }

  it('plans from what is live, not from what the message says', async () => {
    const { run, calls, live } = remediation([group('sg-1', ingress('tcp', 3389, '::/0'), office)]);

    await run(work(asked('sg-1')));

    assert.deepEqual(calls(), ['RevokeSecurityGroupIngress sg-1']);
    assert.deepEqual(liveRules(live, 'sg-1'), [office]);
  });

  it('settles all messages of a resource with one mend', async () => {
    const messages = [asked('sg-1'), asked('sg-1'), asked('sg-1', { rule: 'web-rule' })];
    const both = group('sg-1', ssh, ingress('tcp', 8081, '0.0.0.0/0'));
    const { run, calls, queue, topic, live } = remediation([both]);

    const report = await run(work(...messages));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(calls(), ['RevokeSecurityGroupIngress sg-1']);
    assert.deepEqual(liveRules(live, 'sg-1'), []);
    assert.deepEqual(
      queue.deleted,
      messages.map(({ messageId }) => messageId),
    );
    assert.lengthOf(topic.told, 1);
    assert.deepInclude(topic.told[0], { rules: ['security-group-restricted-ports', 'web-rule'] });
  });

  it('reads the groups of a batch together', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `sg-${index}`);
    const { run, reads, ledger } = remediation(ids.map((id) => group(id, ssh)));

    await run(...ids.map((id) => work(asked(id))));

    assert.deepEqual(reads, [ids, ids]);
    assert.lengthOf(ledger.writes, 2);
  });

  const elsewhere = (where: { accountId?: string; region?: string }) =>
    work(asked('sg-1', { resource: groupIdentity('sg-1', where) }));
  const { id: member } = memberAccount();
  const misfits = [
    ['of a member, in a batch of another account', elsewhere({ accountId: member }), 'MESSAGE_UNROUTABLE'],
    ['of an account that is no member', elsewhere({ accountId: '999999999999' }), 'ACCOUNT_UNKNOWN'],
    ['of a region that is not ours', elsewhere({ region: 'us-east-1' }), 'ACCOUNT_UNKNOWN'],
    ['of another type', work(held({ resource: bucketIdentity('sg-1') })), 'MESSAGE_UNROUTABLE'],
    ['for a rule that is not enabled', work(asked('sg-1', { rule: 'retired-rule' })), 'MESSAGE_UNROUTABLE'],
  ] as const;
  for (const [what, item, code] of misfits) {
    it(`sends a message ${what} to the dead letters untouched, and mends its neighbour`, async () => {
      const { run, calls, queue, topic } = remediation([group('sg-1', ssh), group('sg-2', ssh)], {
        accounts: () => Promise.resolve(accountsOf(memberAccount())),
      });

      const report = await run(item, work(asked('sg-2')));

      assert.deepEqual(outcomesOf(report), [
        ['sg-1', 'failed'],
        ['sg-2', 'mended'],
      ]);
      assert.deepEqual(calls(), ['RevokeSecurityGroupIngress sg-2']);
      assert.deepEqual(
        queue.deadLetters.map((letter) => [letter.messageId, letter.code]),
        [[item.messages[0]?.messageId, code]],
      );
      assert.lengthOf(topic.told, 2);
    });
  }

  it('mends by the rules that are enabled, though a message of the same resource is for one that is not', async () => {
    const [enabled, disabled] = [asked('sg-1'), asked('sg-1', { rule: 'retired-rule' })];
    const { run, live, queue } = remediation([group('sg-1', ssh)]);

    const report = await run(work(enabled, disabled));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'mended'],
      ['sg-1', 'failed'],
    ]);
    assert.deepEqual(liveRules(live, 'sg-1'), []);
    assert.deepEqual(queue.deleted, [enabled.messageId]);
    assert.deepEqual(
      queue.deadLetters.map(({ messageId }) => messageId),
      [disabled.messageId],
    );
  });

  it('never mends the ledger itself, whatever is wrong with it', async () => {
    const remediator = remediatorOf('s3-bucket');
    if (remediator === undefined) assert.fail('no remediator of buckets');
    const resource = bucketIdentity('the-ledger');
    const { runBatch, journal, queue } = remediation([], {
      remediator,
      judges: new Map([['s3-bucket-encryption', () => []]]),
    });
    const message = held({ resource, rule: 's3-bucket-encryption', remediator: 's3-bucket' });

    await runBatch(batch([work(message)], { remediator: 's3-bucket' }));

    assert.deepEqual(
      queue.deadLetters.map(({ code }) => code),
      ['UNMENDABLE'],
    );
    assert.deepEqual(
      journal.filter((line) => line.startsWith('read')),
      [],
    );
  });

  it('refuses a batch for another remediator, having done nothing', async () => {
    const { runBatch, journal } = remediation([group('sg-1', ssh)]);

    await assertRejects(runBatch(batch([work(asked('sg-1'))], { remediator: 's3-bucket' })), 'MESSAGE_UNROUTABLE');

    assert.deepEqual(journal, []);
  });
});
