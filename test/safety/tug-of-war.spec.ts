import { assert } from 'chai';
import { resourceKey } from '../../contract/resource-key.ts';
import { initialSafetyState, type MendMark, type TugOfWar } from '../../contract/safety-state.ts';
import { heldAmong, heldViolations, resetTugOfWar, tugsOfWar, violationMark } from '../../safety/tug-of-war.ts';
import { groupIdentity } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const [ssh, rdp] = ['tcp 22 from 0.0.0.0/0', 'tcp 3389 from 0.0.0.0/0'];
const [mine, other] = [groupIdentity('sg-1'), groupIdentity('sg-2')];

function mark(resource = mine, violation = ssh, actionId = 'a'): MendMark {
  return { resource: resourceKey(resource), violation: violationMark(violation), at: now.toISOString(), actionId };
}
function tug(resource = mine, violation = ssh): TugOfWar {
  return { resource, violation, since: now.toISOString(), mends: [], told: false };
}

describe('a tug-of-war', () => {
  it('marks a violation by half of a digest, always the same', () => {
    assert.match(violationMark(ssh), /^[0-9a-f]{16}$/);
    assert.equal(violationMark(ssh), violationMark(ssh));
    assert.notEqual(violationMark(ssh), violationMark(rdp));
  });

  it('begins where the same violation of the same resource was mended as often as the limit', () => {
    const mends = [mark(), mark(mine, rdp), mark(other), { ...mark(mine, ssh, 'b'), actor: 'arn:role' }];
    const state = { ...initialSafetyState, mends };
    const contested = [{ resource: mine, violations: [ssh, rdp, ssh] }];

    const begun = tugsOfWar(state, contested, 2, now);

    const at = now.toISOString();
    assert.deepEqual(begun, [
      {
        resource: mine,
        violation: ssh,
        since: at,
        mends: [
          { at, actionId: 'a' },
          { at, actionId: 'b', actor: 'arn:role' },
        ],
        told: false,
      },
    ]);
    assert.isEmpty(tugsOfWar(state, contested, 3, now));
    assert.isEmpty(tugsOfWar({ ...state, tugsOfWar: [tug()] }, contested, 2, now), 'held already');
  });

  it('is found among what is asked for by resource and violation, whatever else is asked for', () => {
    const state = { ...initialSafetyState, tugsOfWar: [tug(), tug(other, rdp)] };

    const found = heldAmong(state, [
      { resource: mine, violations: [rdp, ssh] },
      { resource: other, violations: [ssh] },
    ]);

    assert.deepEqual(found, [tug()]);
    assert.deepEqual([...heldViolations(state, other)], [rdp]);
  });

  for (const [what, named, left] of [
    ['of the resource named', 'sg-1', [other]],
    ['of the resource named by its whole key', resourceKey(mine), [other]],
    ['of all where none is named', undefined, []],
    ['of none where the name is a part of one', 'g-1', [mine, other]],
  ] as const) {
    it(`is let go, with the counts it came from, ${what}`, () => {
      const unheld = groupIdentity('sg-3');
      const state = {
        ...initialSafetyState,
        tugsOfWar: [tug(), tug(other)],
        mends: [mark(), mark(other), mark(unheld)],
      };

      const { tugsOfWar, mends } = resetTugOfWar(state, named);

      assert.deepEqual(
        tugsOfWar,
        left.map((resource) => tug(resource)),
      );
      assert.deepEqual(
        mends,
        [...left, unheld].map((resource) => mark(resource)),
      );
    });
  }
});
