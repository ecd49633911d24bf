import { assert } from 'chai';
import * as sinon from 'sinon';
import type { RemediationReport } from '../../contract/remediation-batch.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { type InFlight, initialSafetyState, type SafetyState, type TugOfWar } from '../../contract/safety-state.ts';
import { digestOf } from '../../digest/digest-of.ts';
import { identifyViolation } from '../../rules/annotation.ts';
import { announceSafety } from '../../safety/announce.ts';
import { defaultLimits } from '../../safety/limits.ts';
import { violationMark } from '../../safety/tug-of-war.ts';
import { accountId, batch, groupIdentity, held, work } from '../support/instructions.ts';
import { memorySafety } from '../support/safety.ts';
import { ingress, judge } from '../support/security-groups.ts';
import { type RemediatorFunction, startRemediatorFunction } from './support/remediator-function.ts';

const hub = { accountId, region: 'ca-central-1' };
const wide = { ...defaultLimits, perRun: 1000, perHour: 1000, sharePercent: 100 };
const outcomesOf = ({ results }: RemediationReport): string[] => results.map(({ outcome }) => outcome);
const resourceOf = (id: string) => groupIdentity(id, { ...hub });
const [isOpen = assert.fail('nothing is wrong with it')] = judge([ingress('tcp', 22, '0.0.0.0/0')]);
const line = identifyViolation(isOpen);

const longAgo = '2020-01-01T00:00:00.000Z';
const never = '9999-12-31T23:59:59.999Z';
const inFlight = (id: string, overrides: Partial<InFlight> = {}): InFlight => ({
  entryId: '20261120T120000Z-0badc0de',
  actionId: '20261120T120000Z-0badc0de.0',
  remediator: 'security-group',
  resource: resourceKey(resourceOf(id)),
  at: new Date().toISOString(),
  runId: 'nobody',
  ...overrides,
});
const tripped: SafetyState['tripped'] = { at: longAgo, runId: 'nobody', cause: 'somebody says so', told: true };

/** Each is of the schema, by somebody who may write to the ledger bucket and needs nobody's leave for it. */
describe('a forged state of the safeguards', () => {
  let remediator: RemediatorFunction;
  before(async () => {
    remediator = await startRemediatorFunction(hub);
    sinon.stub(console, 'log');
  });
  after(async () => {
    sinon.restore();
    await remediator.stop();
  });
  beforeEach(() => remediator.begin(wide));

  let runs = 0;
  /** One run of the coordinator, which has a message for each. */
  const run = (...ids: readonly string[]): Promise<RemediationReport> => {
    runs += 1;
    const items = ids.map((id) => work(held({ resource: resourceOf(id) })));
    return remediator.invoke(batch(items, { ...hub, runId: `run-${runs}` }));
  };
  const openGroups = (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => remediator.openGroup(hub)));
  const isLeft = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) assert.deepEqual(await remediator.portsOf(hub, id), [22, 443]);
  };
  const forge = (state: Partial<SafetyState>): Promise<void> =>
    remediator.forgeSafety({ ...initialSafetyState, ...state });

  it('lets go of a breaker that has tripped: what rules object to is mended, the rest is left, and it trips again', async () => {
    await remediator.begin({ ...wide, perRun: 2 });
    const [named = '', second = '', third = '', sound = ''] = await openGroups(4);
    assert.deepEqual(outcomesOf(await run(named, second, third)), ['refused', 'refused', 'refused']);

    await forge({});
    const report = await run(named);

    assert.deepEqual(outcomesOf(report), ['mended']);
    assert.deepEqual(await remediator.portsOf(hub, named), [443]);
    assert.deepEqual(remediator.changes(), [`RevokeSecurityGroupIngress in ${hub.accountId}/${hub.region}`]);
    await isLeft(second, third, sound);
    assert.deepEqual(outcomesOf(await run(second, third, sound)), ['refused', 'refused', 'refused']);
    assert.isNotNull((await remediator.safety()).tripped);
  });

  it('makes the hour forget its mends as often as it is written, while what is mended at once has the limit of a run', async () => {
    await remediator.begin({ ...wide, perRun: 2, perHour: 2 });
    const ids = await openGroups(6);
    const outcomes: string[] = [];
    for (const id of ids.slice(0, 3)) {
      outcomes.push(...outcomesOf(await run(id)));
      await forge({});
    }

    assert.deepEqual(outcomes, ['mended', 'mended', 'mended'], 'two are allowed in an hour');
    assert.deepEqual(outcomesOf(await run(...ids.slice(3))), ['refused', 'refused', 'refused']);
  });

  const countless = { runId: 'nobody', resourceType: 'AWS::EC2::SecurityGroup', at: never, mends: 2 ** 53 } as const;
  for (const [what, state] of [
    ['the breaker has tripped', { ...initialSafetyState, tripped }],
    ['the hour has had its mends', { ...initialSafetyState, runs: [countless] }],
  ] satisfies [string, SafetyState][]) {
    it(`stops every mend where it says that ${what}, and changes nothing`, async () => {
      const ids = await openGroups(2);
      await forge(state);

      const { results } = await run(...ids);

      for (const { outcome, detail } of results) {
        assert.equal(outcome, 'refused');
        assert.match(detail, /^BREAKER_TRIPPED: .*nothing is changed until `configmend breaker reset`/);
      }
      await isLeft(...ids);
      assert.deepEqual(remediator.changes(), []);
    });
  }

  for (const [what, at, ofNamed, ofOther] of [
    ['keeps one resource from being mended', new Date().toISOString(), 'STILL_IN_FLIGHT', ''],
    ['is refused by a time that no clock has', '2026-11-20T12:00:00+05', 'SAFETY_UNREADABLE', 'SAFETY_UNREADABLE'],
  ] as const) {
    it(`${what} where it says that somebody is at that`, async () => {
      const [named = '', other = ''] = await openGroups(2);
      await forge({ inFlight: [inFlight(named, { at })] });

      const { results } = await run(named, other);

      assert.deepEqual(
        results.map(({ resourceId, outcome, detail }) => [resourceId, outcome, detail.split(':')[0]]),
        [
          [named, 'refused', ofNamed],
          [other, ofOther === '' ? 'mended' : 'refused', ofOther],
        ],
      );
      await isLeft(named);
    });
  }

  for (const [what, overrides] of [
    ['of an entry that there is not', { at: longAgo }],
    ['of an entry that leads elsewhere', { at: longAgo, entryId: '../safety/state', actionId: '__proto__' }],
    ['that was given up just now', { abandoned: true }],
    ['that is to begin in a time to come', { at: never }],
  ] as const) {
    it(`that names a mend ${what} is gone over: the resource is mended as it is found, and its end is noted`, async () => {
      const [named = '', other = ''] = await openGroups(2);
      await forge({ inFlight: [inFlight(named, overrides)] });

      const report = await run(named);

      assert.deepEqual(outcomesOf(report), ['mended']);
      assert.deepEqual(await remediator.portsOf(hub, named), [443]);
      await isLeft(other);
      assert.deepEqual((await remediator.safety()).inFlight, []);
    });
  }

  it('leaves a violation to people where it says that it keeps coming back, and mends the others', async () => {
    const [named = '', other = ''] = await openGroups(2);
    const tug: TugOfWar = { resource: resourceOf(named), violation: line, since: longAgo, mends: [], told: true };
    await forge({ tugsOfWar: [tug] });

    assert.deepEqual(outcomesOf(await run(named, other)), ['contested', 'mended']);
    await isLeft(named);
  });

  it('does so as well by mends that were never made, and people are told of it', async () => {
    const [named = ''] = await openGroups(1);
    const mark = { resource: resourceKey(resourceOf(named)), violation: violationMark(line), actionId: 'none' };
    await forge({ mends: Array.from({ length: wide.tugOfWar }, () => ({ ...mark, at: new Date().toISOString() })) });

    assert.deepEqual(outcomesOf(await run(named)), ['contested']);
    await isLeft(named);
    assert.deepEqual(
      (await remediator.safety()).tugsOfWar.map(({ violation, told }) => [violation, told]),
      [[line, true]],
    );
  });

  it('opens no gate', async () => {
    const [named = ''] = await openGroups(1);
    await forge({ inFlight: [inFlight(named, { at: longAgo })] });
    await remediator.closeGate();

    assert.deepEqual(outcomesOf(await run(named)), ['refused']);
    await isLeft(named);
  });

  it('of which it says that people know is told to nobody, but each day’s digest has it', async () => {
    const state: SafetyState = { ...initialSafetyState, tripped };
    const tell = sinon.spy(async () => undefined);
    const store = memorySafety(state);

    await announceSafety({ store, accountId, region: hub.region, tell, pause: async () => undefined, random: () => 0 });

    sinon.assert.notCalled(tell);
    const unknown = { gateOpen: true, history: undefined, noOps: undefined, nonCompliant: undefined };
    const [since, now] = [new Date('2026-11-20T07:00:00.000Z'), new Date('2026-11-21T07:00:00.000Z')];
    const others = { queues: undefined, oldest: undefined, exemptions: undefined, unread: [] };
    const { breaker } = digestOf({ accountId, region: hub.region, since, now, safety: state, ...unknown, ...others });
    assert.deepEqual(breaker, { at: longAgo, cause: 'somebody says so' });
  });
});
