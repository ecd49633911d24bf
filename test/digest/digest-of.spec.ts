import { assert } from 'chai';
import * as v from 'valibot';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import { Notice } from '../../contract/notice.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { digestOf, type DigestReadings } from '../../digest/digest-of.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { action, entry } from '../support/restore.ts';

const now = new Date('2026-11-21T07:00:00.000Z');
const since = new Date('2026-11-20T07:00:00.000Z');
const nothing: DigestReadings = {
  accountId: '111122223333',
  region: 'eu-west-1',
  since,
  now,
  gateOpen: undefined,
  safety: undefined,
  history: undefined,
  noOps: undefined,
  nonCompliant: undefined,
  queues: undefined,
  oldest: undefined,
  exemptions: undefined,
  unread: [],
};
const history = (...actions: ActionRecord[]) => ({ entries: [entry(actions)], unreadable: [] });
const interrupted = (): ActionRecord => {
  const { outcome: _outcome, ...rest } = action();
  return rest;
};
const none = { mended: 0, partlyMended: 0, failed: 0, restored: 0, interrupted: 0 };

describe('digestOf', () => {
  it('is a notice, with all that was read', () => {
    const queues = { waiting: 3, deadLetters: 1, failedInvocations: 0, untold: 2, undeliverable: 0 };
    const digest = digestOf({
      ...nothing,
      gateOpen: true,
      safety: {
        ...initialSafetyState,
        tripped: { at: '2026-11-21T06:00:00.000Z', runId: 'r', cause: '51 mends in one run', told: true },
      },
      history: history(action()),
      noOps: { version: 1, spans: [{ from: '2026-11-20T08:00:00.000Z', byRule: { 's3-bucket-logging': 2 } }] },
      nonCompliant: new Map([['s3-bucket-tls-only', { resources: 25, orMore: true }]]),
      queues,
      oldest: new Date('2026-11-18T00:00:00.000Z'),
      exemptions: exemptionList(),
    });

    assert.isTrue(v.is(Notice, digest));
    assert.deepEqual(digest, {
      version: 1,
      kind: 'digest',
      accountId: '111122223333',
      region: 'eu-west-1',
      since: since.toISOString(),
      gate: 'open',
      breaker: { at: '2026-11-21T06:00:00.000Z', cause: '51 mends in one run' },
      actions: { ...none, mended: 1 },
      rules: [
        { rule: 's3-bucket-tls-only', actions: none, nothingToDo: 0, nonCompliant: { resources: 25, orMore: true } },
        { rule: 's3-bucket-logging', actions: none, nothingToDo: 2 },
        { rule: 's3-bucket-public-access', actions: { ...none, mended: 1 }, nothingToDo: 0 },
      ],
      queues,
      oldestAt: '2026-11-18T00:00:00.000Z',
      exemptions: [],
      unread: [],
      at: now.toISOString(),
    });
  });

  it('says nothing of what could not be read, and why', () => {
    const digest = digestOf({ ...nothing, unread: ['the ledger: AccessDenied: no'] });

    assert.isTrue(v.is(Notice, digest));
    assert.hasAllKeys(digest, ['version', 'kind', 'accountId', 'region', 'since', 'rules', 'unread', 'at']);
    assert.deepEqual([digest.rules, digest.unread], [[], ['the ledger: AccessDenied: no']]);
  });

  it('tells a gate that is closed from one that nobody knows, and so the breaker', () => {
    const digest = digestOf({ ...nothing, gateOpen: false, safety: initialSafetyState });

    assert.equal(digest.gate, 'closed');
    assert.isNull(digest.breaker);
  });

  it('counts an action once in all and once for each rule, by what became of it', () => {
    const digest = digestOf({
      ...nothing,
      history: history(
        action({ rules: ['a', 'b'] }),
        action({ outcome: 'partly-mended', rules: ['a'] }),
        action({ outcome: 'failed', rules: ['a'] }),
        action({ outcome: 'restored', rules: ['b'] }),
        action({ outcome: 'partly-restored', rules: [] }),
        interrupted(),
      ),
    });

    assert.deepEqual(digest.actions, { mended: 1, partlyMended: 1, failed: 1, restored: 2, interrupted: 1 });
    assert.deepEqual(
      digest.rules.map(({ rule, actions }) => [rule, actions]),
      [
        ['a', { ...none, mended: 1, partlyMended: 1, failed: 1 }],
        ['b', { ...none, mended: 1, restored: 1 }],
        ['s3-bucket-public-access', { ...none, interrupted: 1 }],
      ],
    );
  });

  it('names records of the ledger that cannot be read', () => {
    const unreadable = [{ key: 'actions/x.json', reason: 'it is not JSON' }];

    const digest = digestOf({ ...nothing, history: { entries: [], unreadable } });

    assert.deepEqual(digest.unread, ['1 records of the ledger: see configmend history']);
  });

  it('reminds of exemptions in force that end within seven days, the first to end first', () => {
    const lasting = (id: string, created: string, expires: string) => exemption({ id, created, expires });
    const digest = digestOf({
      ...nothing,
      exemptions: exemptionList(
        lasting('later', '2026-11-01', '2026-11-28'),
        lasting('soon', '2026-11-01', '2026-11-22'),
        lasting('not-yet-soon', '2026-11-01', '2026-11-29'),
        lasting('over', '2026-11-01', '2026-11-20'),
        lasting('not-begun', '2026-11-22', '2026-11-23'),
      ),
    });

    assert.deepEqual(
      digest.exemptions?.map(({ id, expires }) => [id, expires]),
      [
        ['soon', '2026-11-22T00:00:00.000Z'],
        ['later', '2026-11-28T00:00:00.000Z'],
      ],
    );
  });

  it('stays small enough to be published, however much there is', () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      exemption({ id: `e${index}`, owner: 'o'.repeat(100), created: '2026-11-01', expires: '2026-11-22' }),
    );

    const digest = digestOf({ ...nothing, exemptions: exemptionList(...many) });

    assert.isBelow(JSON.stringify(digest).length, 100_000);
  });

  it('counts by account where there are actions of others, those with the most first', () => {
    const of = (accountId: string, outcome: ActionRecord['outcome']): ActionRecord => {
      const one = action();
      return { ...one, resource: { ...one.resource, accountId }, ...(outcome === undefined ? {} : { outcome }) };
    };
    const own = of(nothing.accountId, 'mended');
    const others = [of('444455556666', 'failed'), of('444455556666', 'mended')];

    const digest = digestOf({ ...nothing, history: history(own, ...others) });

    assert.isTrue(v.is(Notice, digest));
    assert.deepEqual(digest.accounts, [
      { accountId: '444455556666', actions: { ...none, mended: 1, failed: 1 } },
      { accountId: nothing.accountId, actions: { ...none, mended: 1 } },
    ]);
    assert.notProperty(digestOf({ ...nothing, history: history(own) }), 'accounts');
    assert.notProperty(digestOf({ ...nothing, history: history() }), 'accounts');
  });
});
