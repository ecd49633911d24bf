import { assert } from 'chai';
import * as v from 'valibot';
import { listed, type ListedAction } from '../../cli/history.ts';
import { Notice } from '../../contract/notice.ts';
import { ledgerFeed, slackFeed } from '../../console/feed.ts';
import { historyAction } from '../../console/history-action.ts';
import { ledgerNotice } from '../../console/ledger-notice.ts';
import { nothingKnown } from '../../notifier/known.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { entry } from '../support/restore.ts';

const [mended = assert.fail()] = listed([entry()]);
const action = (given: Partial<ListedAction> = {}): ListedAction => ({ ...mended, outcome: 'mended', ...given });

describe('the notice that an action of the ledger must have given', () => {
  for (const [what, given, expected] of [
    ['a mend', {}, { kind: 'outcome', outcome: 'mended' }],
    [
      'a mend that failed',
      { outcome: 'failed', failure: 'CHANGE_DENIED: not allowed' },
      { kind: 'outcome', outcome: 'failed' },
    ],
    [
      'a restore',
      { outcome: 'restored', restores: 'x', actor: 'me' },
      { kind: 'restored', outcome: 'restored', restores: 'x', actor: 'me' },
    ],
    ['half a restore', { outcome: 'partly-restored', restores: 'x' }, { kind: 'restored', outcome: 'partly-restored' }],
  ] as const) {
    it(`is one that the notifier takes: ${what}`, () => {
      const notice = ledgerNotice(action(given)) ?? assert.fail();

      assert.isTrue(v.is(Notice, notice));
      assert.deepInclude(notice, expected);
      assert.isNotEmpty(renderNotice(notice).blocks);
    });
  }

  it('has the failure’s code and words apart', () => {
    const notice = ledgerNotice(action({ outcome: 'failed', failure: 'CHANGE_DENIED: not allowed' }));

    assert.nestedPropertyVal(notice, 'failure.code', 'CHANGE_DENIED');
    assert.nestedPropertyVal(notice, 'failure.message', 'not allowed');
  });

  for (const outcome of ['nothing-to-do', 'interrupted', 'continued'] as const) {
    it(`is none where the outcome is ${outcome}`, () => {
      assert.isUndefined(ledgerNotice(action({ outcome })));
      assert.isUndefined(ledgerNotice(action({ outcome, restores: 'x' })));
    });
  }
});

describe('the feed', () => {
  it('of a ledger has the actions that were told, the newest first', () => {
    const { source, messages } = ledgerFeed([
      action({ id: 'b' }),
      action({ outcome: 'nothing-to-do' }),
      action({ id: 'a' }),
    ]);

    assert.equal(source, 'ledger');
    assert.deepEqual(
      messages.map(({ key }) => key),
      ['b', 'a'],
    );
    assert.match(messages[0]?.html ?? '', /data-emoji="wrench"/);
  });

  it('of a ledger says accounts by their names, as Slack is told', () => {
    const known = { ...nothingKnown, account: (id: string) => `prod (${id})` };

    const { messages } = ledgerFeed([action()], known);

    assert.include(messages[0]?.html, `prod (${mended.resource.accountId})`);
  });

  it('of Slack has what was posted, the newest first, and says it in words', () => {
    const { source, messages } = slackFeed([
      { text: 'one <b> `sg-1`', blocks: [] },
      { text: 'two', blocks: [] },
    ]);

    assert.equal(source, 'slack');
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['two', 'one <b> sg-1'],
    );
    assert.notInclude(messages[1]?.html, '<b>');
  });
});

describe('an action on the page of the history', () => {
  const shown = (given: Partial<ListedAction>) => historyAction(action(given), new Map(), ({ id }) => `undo ${id}`);
  const call = { service: 's3', operation: 'PutBucketPolicy' } as const;

  it('can be undone where a call took effect, or may have', () => {
    assert.equal(shown({ calls: [call] }).undo, `undo ${mended.id}`);
    assert.equal(shown({ calls: [{ ...call, error: 'Timeout', inDoubt: true }] }).undo, `undo ${mended.id}`);
  });

  for (const [what, given] of [
    ['nothing was called', { calls: [] }],
    ['every call failed', { calls: [{ ...call, error: 'AccessDenied' }] }],
    ['it is a restore itself', { calls: [call], restores: 'x' }],
    ['it was undone', { calls: [call], restoredBy: 'x' }],
  ] satisfies [string, Partial<ListedAction>][]) {
    it(`cannot where ${what}`, () => {
      assert.notProperty(shown(given), 'undo');
    });
  }

  it('has the name that the resource has now, else that it had', () => {
    const names = new Map([[mended.resource.id, 'photos']]);

    assert.equal(historyAction(action(), names, ({ id }) => id).name, 'photos');
    assert.notProperty(shown({}), 'name');
  });
});
