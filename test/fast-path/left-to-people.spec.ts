import { assert } from 'chai';
import * as v from 'valibot';
import { Notice } from '../../contract/notice.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import { added, change, changed, history, liveRules, pipelineRole, unapprovedId } from '../support/recorded-changes.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { type Given, looking } from '../support/fast-path.ts';
import { groupId, ingress } from '../support/security-groups.ts';

const eventId = 'e1e2e3e4-1111-2222-3333-444455556666';
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const uncertain = 'what it was before is not certain: AWS Config had recorded nothing of the group';
const parameters = { [unapprovedId]: { approvedPrincipals: pipelineRole } };
const recordChange = () => Promise.resolve('recorded');

const look = (changes: readonly RecordedChange[], given: Given = {}) =>
  looking({
    parameters,
    groups: { [groupId]: [ssh] },
    context: history(liveRules([ssh]), changes),
    ...given,
    deps: { recordChange, ...given.deps },
  }).run();
const byHand = (given: Partial<RecordedChange> = {}) => change({ eventId, added: [added(0, ssh)], ...given });
const leftOver = byHand({ added: [], changed: [changed(0, ssh, { unmendable: uncertain })] });

describe('what the fast path finds by a rule that AWS Config does not judge by', () => {
  it('is queued where it can be mended, and nobody is told before it is', async () => {
    const { instructions, notices, unjudged } = await look([byHand()]);

    assert.deepEqual(
      instructions.map(({ rule, severity }) => [rule, severity]),
      [[unapprovedId, 'high']],
    );
    assert.deepEqual([notices, unjudged], [[], []]);
  });

  it('is told where it is left to people, with why, and what to do next', async () => {
    const { instructions, notices } = await look([leftOver]);

    assert.deepEqual(instructions, []);
    assert.lengthOf(notices, 1);
    const [notice] = notices;
    assert.doesNotThrow(() => v.parse(Notice, notice));
    assert.deepInclude(notice, { outcome: 'refused', rules: [unapprovedId], severity: 'high' });
    assert.match(notice?.violations[0] ?? '', /^tcp 22 from 0\.0\.0\.0\/0 was changed by .*; not mended: what it was/);
    assert.deepInclude(notice?.failure, { code: 'UNMENDABLE', message: uncertain });
  });

  it('is told and not queued where the rule only observes', async () => {
    const { instructions, notices } = await look([byHand()], { modes: { [unapprovedId]: 'observe' } });

    assert.deepEqual(instructions, []);
    assert.deepEqual(
      notices.map(({ failure }) => failure?.code),
      ['OBSERVED'],
    );
  });

  it('is told and not queued where the account is only observed, with where that is said', async () => {
    const { instructions, notices } = await look([byHand()], { mode: 'observe' });

    assert.deepEqual(instructions, []);
    assert.deepEqual(
      notices.map(({ failure }) => [failure?.code, failure?.message]),
      [['OBSERVED', 'member_accounts says that this account is only observed']],
    );
  });

  it('is told upon its own call and not upon every later one', async () => {
    for (const given of [{}, { modes: { [unapprovedId]: 'observe' } }]) {
      assert.deepEqual((await look([{ ...leftOver, eventId: 'earlier' }], given)).notices, []);
    }
  });

  it('is told upon an earlier call too that is heard of late, and makes the later one uncertain', async () => {
    const before = { ...byHand({ added: [], changed: [changed(0, ssh, { unmendable: uncertain })] }) };
    const later = change({ eventId: 'later', at: '2026-11-20T23:59:59Z', changed: [changed(0, ssh, { before: ssh })] });

    const { notices } = await look([before, later]);

    assert.deepEqual(
      notices.map(({ failure }) => failure?.message),
      [uncertain],
    );
  });

  it('is not told where it is exempt', async () => {
    const exempt = exemption({ rule: unapprovedId, resource: groupId });

    const { notices } = await look([leftOver], { deps: { exemptions: reading(exempt) } });

    assert.deepEqual(notices, []);
  });

  describe('of a call whose record cannot be read', () => {
    const unread = 'responseElements cannot be read';
    const alone = { groups: { [groupId]: [] }, context: history([], [byHand({ added: [], unread })]) };

    it('has that event come again', async () => {
      const { unjudged } = await look([], alone);

      assert.deepEqual(
        unjudged.map(({ code }) => code),
        ['READ_FAILED'],
      );
      assert.include(unjudged[0]?.message, unread);
    });

    it('has none of the later ones come again, which it is not about', async () => {
      const later = { eventID: 'later', eventName: 'AuthorizeSecurityGroupEgress' };

      assert.deepEqual((await look([], { ...alone, detail: later })).unjudged, []);
    });

    it('has a later call judged by what it did itself', async () => {
      const changes = [byHand({ added: [], unread, eventId: 'earlier' }), byHand({ added: [added(0, ssh)] })];

      const { instructions, unjudged } = await look(changes);

      assert.deepEqual(unjudged, []);
      assert.lengthOf(instructions, 1);
    });
  });

  it('has the event come again where it is not decided, because nothing else will', async () => {
    const { unjudged } = await look([byHand({ added: [added(0, ingress('tcp', 23, '0.0.0.0/0'))] })]);

    assert.deepEqual(
      unjudged.map(({ code, transient }) => [code, transient]),
      [['READ_FAILED', true]],
    );
    assert.include(
      unjudged[0]?.message,
      `${unapprovedId} cannot judge ${groupId}: tcp 22 from 0.0.0.0/0: it is not as`,
    );
  });
});
