import { assert } from 'chai';
import * as v from 'valibot';
import { history, type HistoryOptions } from '../../cli/history.ts';
import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import type { LedgerSpan, UnreadableEntry } from '../../safety/ledger-history.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { printed } from '../support/cli.ts';
import { action, actionId, entry } from '../support/restore.ts';

const now = new Date('2026-11-20T12:00:00Z');
const id = (hour: number): string => `20261120T0${hour}0000Z-00000001`;
const at = (hour: number, actions: ActionRecord[], overrides: Partial<LedgerEntry> = {}): LedgerEntry =>
  entry(actions, { id: id(hour), startedAt: `2026-11-20T0${hour}:00:00.000Z`, ...overrides });
const { outcome, ...open } = action();
const { finishedAt, ...unfinished } = entry();

const group = { ...action().resource, type: 'AWS::EC2::SecurityGroup', id: 'sg-1', arn: 'arn:aws:ec2:::sg-1' } as const;
/** The newest first. */
const entries: LedgerEntry[] = [
  at(9, [action({ id: `${id(9)}.0`, restores: actionId, outcome: 'restored' })]),
  entry([action({ continues: `${id(7)}.0` })]),
  at(7, [{ ...open, id: `${id(7)}.0` }]),
  { ...unfinished, id: id(6), startedAt: '2026-11-20T06:00:00.000Z', actions: [{ ...open, id: `${id(6)}.0` }] },
  at(5, [
    action({ id: `${id(5)}.0`, resource: group, rules: ['security-group-default-closed'] }),
    action({ id: `${id(5)}.1`, outcome: 'failed', failure: 'CHANGE_DENIED: no' }),
  ]),
];

async function run(options: HistoryOptions = {}, unreadable: UnreadableEntry[] = []) {
  const terminal = printed();
  const spans: LedgerSpan[] = [];
  const read = async (span: LedgerSpan) => {
    spans.push(span);
    return { entries, unreadable };
  };
  const code = await history(options, terminal, read, now);
  return { code, text: terminal.stdout.join('\n'), spans };
}

const Listed = v.object({ actions: v.array(v.looseObject({ id: v.string(), outcome: v.string() })) });
async function ids(options: HistoryOptions): Promise<string[]> {
  const { text } = await run({ ...options, json: true });
  return v.parse(Listed, JSON.parse(text)).actions.map((one) => one.id);
}

describe('configmend history', () => {
  it('asks for no day on which nothing can have been recorded', async () => {
    const { spans } = await run({ since: new Date('-017139-01-01T00:00:00Z'), until: new Date('9999-12-31') });

    assert.deepEqual(spans, [{ since: new Date('2026-01-01'), until: new Date('2026-11-20T12:00:01Z') }]);
  });

  it('lists every action, the newest first, with what came of it', async () => {
    const { code, text } = await run();

    assert.equal(code, 0);
    const lines = text.split('\n').slice(1, 7);
    assert.deepEqual(
      lines.map((line) => line.split(/ {2,}/).slice(0, 4)),
      [
        ['2026-11-20 09:00:00Z', `${id(9)}.0`, 'restored', 'holiday-photos'],
        ['2026-11-20 08:00:00Z', actionId, 'mended', 'holiday-photos'],
        ['2026-11-20 07:00:00Z', `${id(7)}.0`, 'continued', 'holiday-photos'],
        ['2026-11-20 06:00:00Z', `${id(6)}.0`, 'interrupted', 'holiday-photos'],
        ['2026-11-20 05:00:00Z', `${id(5)}.1`, 'failed', 'holiday-photos'],
        ['2026-11-20 05:00:00Z', `${id(5)}.0`, 'mended', 'sg-1'],
      ],
    );
    assert.isTrue([outcome, finishedAt].every((field) => field !== undefined));
  });

  it('says what belongs together, why something failed, what interrupted means and what to do next', async () => {
    const { text } = await run();

    for (const part of [
      `(restores ${actionId})`,
      `(continues ${id(7)}.0)`,
      `(restored by ${id(9)}.0)`,
      '(CHANGE_DENIED: no)',
      'interrupted: its function has ended without saying what came of it, or is still at work.',
      'To undo one: configmend restore ACTION',
    ]) {
      assert.include(text, part);
    }
  });

  it('reads the last seven days unless told otherwise', async () => {
    const since = new Date('2026-11-01T00:00:00Z');
    const until = new Date('2026-11-02T00:00:00Z');
    const spans = [...(await run()).spans, ...(await run({ since, until })).spans, ...(await run({ until })).spans];

    assert.deepEqual(spans, [
      { since: new Date('2026-11-13T12:00:00Z'), until: new Date('2026-11-20T12:00:01Z') },
      { since, until },
      { since: new Date('2026-10-26T00:00:00Z'), until },
    ]);
  });

  for (const [what, options, expected] of [
    ['resource', { resource: 'sg-1' }, [`${id(5)}.0`]],
    ['ARN', { resource: 'arn:aws:ec2:::sg-1' }, [`${id(5)}.0`]],
    ['rule', { rule: 'security-group-default-closed' }, [`${id(5)}.0`]],
    ['outcome', { outcome: 'interrupted' }, [`${id(6)}.0`]],
    ['account', { account: '999988887777' }, []],
    ['all of them', { outcome: 'mended', resource: 'holiday-photos', account: '111122223333' }, [actionId]],
  ] satisfies [string, HistoryOptions, string[]][]) {
    it(`can be asked by ${what}`, async () => {
      assert.deepEqual(await ids(options), expected);
    });
  }

  it('gives the whole record as data', async () => {
    const { text } = await run({ json: true, outcome: 'restored' });

    const { actions } = v.parse(Listed, JSON.parse(text));
    assert.deepInclude(actions[0], { restores: actionId, runId: 'run-1', at: '2026-11-20T09:00:00.000Z' });
    assert.containsAllKeys(actions[0], ['before', 'after', 'plan', 'calls', 'violations']);
  });

  it('shows what is unreadable by its key, and exits 1', async () => {
    const { code, text } = await run({}, [{ key: 'actions/2026/11/20/x\u001B[2J.json', reason: 'it is not JSON' }]);

    assert.equal(code, 1);
    assert.include(text, 'unreadable actions/2026/11/20/x [2J.json: it is not JSON');
    assert.include(text, '6 actions from 2026-11-13T12:00:00.000Z until 2026-11-20T12:00:01.000Z, 1 unreadable entry');
  });

  it('asks which ledger where it is told of none', async () => {
    const before = process.env['CONFIGMEND_LEDGER_BUCKET'];
    delete process.env['CONFIGMEND_LEDGER_BUCKET'];
    try {
      const asked = Promise.resolve().then(() => history({}, printed()));

      await assertRejects(asked, 'USAGE', 'give --bucket, or set CONFIGMEND_LEDGER_BUCKET');
    } finally {
      if (before !== undefined) process.env['CONFIGMEND_LEDGER_BUCKET'] = before;
    }
  });
});
