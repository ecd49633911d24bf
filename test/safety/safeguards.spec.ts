import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import { resetBreaker } from '../../safety/breaker.ts';
import { defaultLimits, type SafetyLimits } from '../../safety/limits.ts';
import { createSafeguards, type Intended, type Safeguards } from '../../safety/safeguards.ts';
import { resetTugOfWar } from '../../safety/tug-of-war.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { accountId, groupIdentity, region } from '../support/instructions.ts';
import { type MemorySafety, memorySafety } from '../support/safety.ts';

const start = Date.parse('2026-11-20T12:00:00.000Z');
const minute = 60_000;

describe('The safeguards', () => {
  let store: MemorySafety;
  let now: number;
  let existing: number;
  let counts: number;
  beforeEach(() => {
    [store, now, existing, counts] = [memorySafety(), start, 1000, 0];
  });

  const safeguards = (runId: string, limits: Partial<SafetyLimits> = {}): Safeguards =>
    createSafeguards({
      store,
      limits: { ...defaultLimits, ...limits },
      runId,
      remediator: 'security-group',
      resourceType: 'AWS::EC2::SecurityGroup',
      place: { accountId, region },
      now: () => new Date(now),
      async existing() {
        counts += 1;
        return existing;
      },
      pause: () => Promise.resolve(),
      random: () => 0,
    });
  const mends = (ids: readonly string[], violation = 'tcp 22 from 0.0.0.0/0', action = 'a'): Intended[] =>
    ids.map((id) => ({
      entryId: action,
      actionId: `${action}.${id}`,
      resource: groupIdentity(id),
      violations: [violation],
      actor: 'arn:aws:iam::123456789012:role/terraform',
    }));
  const many = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `sg-${from + n}`);

  describe('as a breaker', () => {
    const limitsTable: {
      what: string;
      limits: Partial<SafetyLimits>;
      before: number;
      asked: number;
      cause?: RegExp;
    }[] = [
      { what: 'as many as a run may mend', limits: { perRun: 10 }, before: 4, asked: 6 },
      {
        what: 'one more than a run may',
        limits: { perRun: 10 },
        before: 4,
        asked: 7,
        cause: /^11 mends in one run, where 10/,
      },
      {
        what: 'one more than an hour may',
        limits: { perHour: 10 },
        before: 4,
        asked: 7,
        cause: /^11 mends within an hour/,
      },
      { what: 'more than the share, but few', limits: { sharePercent: 1, shareFrom: 20 }, before: 4, asked: 15 },
      { what: 'just the share', limits: { sharePercent: 2, shareFrom: 20 }, before: 4, asked: 16 },
      {
        what: 'more than the share',
        limits: { sharePercent: 2, shareFrom: 20 },
        before: 4,
        asked: 17,
        cause: /^21 of 1000 resources of type AWS::EC2::SecurityGroup .* 2 % are allowed$/,
      },
    ];
    for (const { what, limits, before, asked, cause } of limitsTable) {
      it(`${cause === undefined ? 'admits' : 'trips at'} ${what}`, async () => {
        const guard = safeguards('run', limits);
        await guard.admit(mends(many(before)));

        const answer = await guard.admit(mends(many(asked, before)));

        assert.equal(answer.kind, cause === undefined ? 'admitted' : 'tripped');
        if (answer.kind === 'tripped') {
          if (cause !== undefined) assert.match(answer.trip.cause, cause);
          assert.isTrue(answer.newly);
          assert.lengthOf(store.state.inFlight, before, 'nothing of what was asked for is begun');
        }
      });
    }

    it('counts the runs of an hour together, and those of the hour before no more', async () => {
      await safeguards('first', { perHour: 10 }).admit(mends(many(6)));
      now += 59 * minute;
      const within = await safeguards('second', { perHour: 10 }).admit(mends(many(5, 10)));
      store.state = resetBreaker(store.state);
      await safeguards('third', { perHour: 10 }).admit(mends(many(6, 20)));
      now += 61 * minute;
      const after = await safeguards('fourth', { perHour: 10 }).admit(mends(many(10, 30)));

      assert.equal(within.kind, 'tripped');
      assert.equal(after.kind, 'admitted');
    });

    it('stays tripped for everybody, however late, until it is reset, and tells who tripped it only once', async () => {
      await safeguards('first', { perRun: 1 }).admit(mends(many(2)));
      now += 48 * 60 * minute;
      const other = safeguards('second');
      const refused = await other.admit(mends(['sg-9']));
      const look = await other.tripped();
      store.state = resetBreaker(store.state);
      const after = await safeguards('third').admit(mends(['sg-9']));

      assert.deepInclude(refused, { kind: 'tripped', newly: false });
      assert.include(look?.cause, '2 mends in one run');
      assert.equal(after.kind, 'admitted');
    });

    it('counts the resources only when it has to know their number', async () => {
      const guard = safeguards('run', { shareFrom: 10 });
      await guard.admit(mends(many(9)));
      const before = counts;
      await guard.admit(mends(many(1, 9)));

      assert.deepEqual([before, counts], [0, 1]);
    });

    it('admits nothing where the number cannot be had, and counts nothing', async () => {
      const guard = createSafeguards({
        store,
        limits: { ...defaultLimits, shareFrom: 1 },
        runId: 'run',
        remediator: 'security-group',
        resourceType: 'AWS::EC2::SecurityGroup',
        place: { accountId, region },
        now: () => new Date(now),
        existing: () => Promise.reject(new Failure('READ_FAILED', 'AccessDenied')),
        pause: () => Promise.resolve(),
        random: () => 0,
      });

      await assertRejects(guard.admit(mends(['sg-1'])), 'READ_FAILED', 'AccessDenied');
      assert.deepEqual(store.state, initialSafetyState);
    });

    it('admits nothing where its state cannot be read', async () => {
      store.unreadable = true;

      await assertRejects(safeguards('run').admit(mends(['sg-1'])), 'SAFETY_UNREADABLE', 'AccessDenied');
    });
  });

  describe('whose answer to a write was lost', () => {
    /** The write took effect, and its repetition meets it: S3 answers 412 to the SDK's second attempt. */
    const loseAnswer = (): void => {
      const { write } = store;
      store.write = async (held) => {
        store.write = write;
        await write(held);
        return null;
      };
    };

    it('admit once, and count once', async () => {
      loseAnswer();
      const answer = await safeguards('run', { perRun: 3 }).admit(mends(['sg-1', 'sg-2']));

      assert.equal(answer.kind, 'admitted');
      assert.deepEqual(
        store.state.runs.map((run) => run.mends),
        [2],
      );
      assert.lengthOf(store.state.inFlight, 2);
    });

    it('still leave to people what was left to them by the write', async () => {
      const guard = safeguards('run', { tugOfWar: 1 });
      const [first] = mends(['sg-1']);
      if (first === undefined) assert.fail();
      await guard.end([{ resource: first.resource, mended: first }]);
      loseAnswer();
      const answer = await safeguards('next', { tugOfWar: 1 }).admit(mends(['sg-1'], undefined, 'b'));

      assert.equal(answer.kind, 'contested');
      assert.lengthOf(store.state.tugsOfWar, 1);
      assert.deepEqual(store.state.inFlight, []);
    });

    it('trip once', async () => {
      loseAnswer();
      const answer = await safeguards('run', { perRun: 1 }).admit(mends(['sg-1', 'sg-2']));

      assert.equal(answer.kind, 'tripped');
      assert.isFalse(store.state.tripped?.told, 'whoever comes next tells it');
    });
  });

  describe('in a race', () => {
    it('counts both, and trips the one that is too late', async () => {
      const limits = { perHour: 3 };
      const [mine, theirs] = [safeguards('mine', limits), safeguards('theirs', limits)];
      await mine.tripped();
      const other = await theirs.admit(mends(many(2)));
      const answer = await mine.admit(mends(many(2, 10)));

      assert.equal(other.kind, 'admitted');
      assert.equal(answer.kind, 'tripped');
    });

    it('gives up, and changes nothing, where others are always faster', async () => {
      let n = 0;
      store.beforeWrite = () => {
        n += 1;
        store.state = {
          ...store.state,
          runs: [{ runId: `${n}`, resourceType: 'AWS::S3::Bucket', at: new Date(now).toISOString(), mends: 1 }],
        };
      };

      await assertRejects(safeguards('run').admit(mends(['sg-1'])), 'SAFETY_UNREADABLE', 'changed by others');
      assert.deepEqual(store.state.inFlight, []);
    });
  });

  describe('in a tug-of-war', () => {
    const mendAgain = async (violation?: string): Promise<string> => {
      const guard = safeguards(`run-${now}`);
      const action = `e${now}`;
      const { kind } = await guard.admit(mends(['sg-1'], violation, action));
      const [intended] = mends(['sg-1'], violation, action);
      if (kind === 'admitted' && intended !== undefined)
        await guard.end([{ resource: intended.resource, mended: intended }]);
      now += 30 * minute;
      return kind;
    };

    it('mends the same violation three times within a day, and then leaves it to people with all that is known', async () => {
      const kinds = [await mendAgain(), await mendAgain(), await mendAgain(), await mendAgain()];

      assert.deepEqual(kinds, ['admitted', 'admitted', 'admitted', 'contested']);
      const [tug] = store.state.tugsOfWar;
      assert.equal(tug?.violation, 'tcp 22 from 0.0.0.0/0');
      assert.lengthOf(tug?.mends ?? [], 3);
      assert.equal(tug?.mends[0]?.actor, 'arn:aws:iam::123456789012:role/terraform');
      assert.deepEqual([...(await safeguards('x').heldOf(groupIdentity('sg-1')))], ['tcp 22 from 0.0.0.0/0']);
      assert.isEmpty(await safeguards('x').heldOf(groupIdentity('sg-11')));
    });

    it('goes on with another violation of the same resource', async () => {
      for (let n = 0; n < 4; n += 1) await mendAgain();

      assert.equal(await mendAgain('tcp 3389 from 0.0.0.0/0'), 'admitted');
    });

    it('forgets what was mended more than a day ago', async () => {
      for (let n = 0; n < 3; n += 1) await mendAgain();
      now += 24 * 60 * minute;

      assert.equal(await mendAgain(), 'admitted');
    });

    it('does not count what changed nothing', async () => {
      for (let n = 0; n < 5; n += 1) {
        const guard = safeguards(`run-${n}`);
        assert.equal((await guard.admit(mends(['sg-1'], undefined, `e${n}`))).kind, 'admitted');
        await guard.end([{ resource: groupIdentity('sg-1') }]);
      }
      assert.deepEqual(store.state.mends, []);
    });

    it('holds no longer once people let go, and counts anew', async () => {
      for (let n = 0; n < 4; n += 1) await mendAgain();
      const others: SafetyState = { ...store.state };
      const untouched = resetTugOfWar(others, 'sg-2');
      store.state = resetTugOfWar(store.state, 'sg-1');

      assert.deepEqual(untouched.tugsOfWar, others.tugsOfWar);
      assert.deepEqual(
        [await mendAgain(), await mendAgain(), await mendAgain(), await mendAgain()],
        ['admitted', 'admitted', 'admitted', 'contested'],
      );
    });
  });

  describe('about mends that were begun', () => {
    it('let nobody else begin one of the same resource until it has ended, and everybody one of another', async () => {
      const [one, other] = [safeguards('run 1'), safeguards('run 2')];
      await one.admit(mends(['sg-1', 'sg-2']));

      const refused = await other.admit(mends(['sg-2', 'sg-3'], undefined, 'b'));
      assert.equal(refused.kind, 'busy');
      assert.deepEqual(
        refused.kind === 'busy' ? refused.inFlight.map(({ actionId }) => actionId) : [],
        ['a.sg-2'],
        'nothing of the request is begun',
      );
      assert.deepEqual(await other.admit(mends(['sg-3'], undefined, 'b')), { kind: 'admitted' });

      await one.end([{ resource: groupIdentity('sg-2') }]);
      const later = safeguards('run 3');
      assert.deepEqual(await later.admit(mends(['sg-2'], undefined, 'c')), { kind: 'admitted' });
    });

    it('let others take up what was surely interrupted', async () => {
      await safeguards('run 1').admit(mends(['sg-1']));

      now += 15 * minute;

      assert.deepEqual(await safeguards('run 2').admit(mends(['sg-1'], undefined, 'b')), { kind: 'admitted' });
    });

    it('know one until it has ended', async () => {
      const guard = safeguards('run');
      await guard.admit(mends(['sg-1', 'sg-2']));
      await guard.end([{ resource: groupIdentity('sg-2') }]);
      const later = safeguards('later');

      assert.deepEqual(
        (await later.begunOf(groupIdentity('sg-1'))).map(({ actionId, entryId }) => [actionId, entryId]),
        [['a.sg-1', 'a']],
      );
      assert.deepEqual(await later.begunOf(groupIdentity('sg-2')), []);
    });

    it('write nothing where nothing is to be ended', async () => {
      await safeguards('run').end([{ resource: groupIdentity('sg-9') }], [groupIdentity('sg-8')]);

      assert.equal(store.writes, 0);
    });
  });
});
