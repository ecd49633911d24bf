import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Instruction } from '../../contract/instruction.ts';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { rules } from '../../rules/registry.ts';
import { runsOr } from '../fuzz/support/fuzz.ts';
import { openings } from '../support/group-simulator.ts';
import type { Binding } from './support/bound-rules.ts';
import { mendedBy } from './support/bound-rules.ts';
import { arbitraryEstate, defaultId, sound, webId, wideOpen } from './support/estates.ts';
import { aimed, arbitraryAttempt, forgery, invented } from './support/forged.ts';
import { about, elsewhere, honest, hub, inMember, type PlacedCall, targetOf, work } from './support/from-the-queue.ts';
import { type Estate, livePlace } from './support/live-place.ts';

const bindings = fc.constantFrom<Binding>('proven', 'proven', 'defaults');
const unapproved = 'security-group-unapproved-change';

/** The same message with every part forged that is not the address. */
const forgedFrom = (given: Instruction): Instruction => ({ ...given, ...forgery });
const callsOf = async (estate: Estate, binding: Binding, ...sent: readonly Instruction[]): Promise<PlacedCall[]> => [
  ...(await work(estate, binding, ...sent)).calls,
];
/** What the pipeline would do about what a message names. */
async function expectedOf(estate: Estate, binding: Binding, forged: Instruction): Promise<PlacedCall[]> {
  const said = honest(estate, forged);
  return said === undefined ? [] : callsOf(estate, binding, said);
}
const operationsOf = (calls: readonly Change[]): string[] => calls.map(({ operation }) => operation);
/** What a group lets through that it neither did before nor would if nobody had changed it but whom it is for. */
function openedIn({ groups }: Estate, id: string, after: readonly GroupRule[] = []): string[] {
  const { rules: before = [], rightful = [] } = groups.find((group) => group.id === id) ?? {};
  const allowed = openings([...before.map(({ rule }) => rule), ...rightful]);
  return [...openings(after)].filter((opening) => !allowed.has(opening));
}

describe('a forged message on the queue', () => {
  it('makes the calls that an honest one of the same rule would make, or none', async () => {
    const changedBy = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryAttempt, bindings, async ({ estate, forged }, binding) => {
        const made = await callsOf(estate, binding, forged);

        // What it asks for may be refused, or put off; what is done is what the rule asks for.
        if (made.length === 0) return;
        assert.deepEqual(made, await expectedOf(estate, binding, forged));
        changedBy.set(forged.rule, (changedBy.get(forged.rule) ?? 0) + 1);
      }),
      { numRuns: runsOr(1000) },
    );
    if (process.env['PROPERTY_PATH'] === undefined) assert.isAtLeast(changedBy.size, 10, [...changedBy].join(' '));
  });

  it('makes them on the resource that it names, in the account and region that it names, and nowhere else', () =>
    fc.assert(
      fc.asyncProperty(arbitraryAttempt, bindings, async ({ estate, forged }, binding) => {
        const { accountId, region, id } = forged.resource;
        const foreign = new Set(
          estate.groups.flatMap((group) => (group.id === id ? [] : group.rules.map((rule) => rule.id))),
        );

        for (const call of await callsOf(estate, binding, forged)) {
          assert.deepEqual([call.accountId, call.region, targetOf(call)], [accountId, region, id]);
          const named = JSON.stringify(call.input).match(/sgr-[0-9a-f]+/g) ?? [];
          assert.isFalse(
            named.some((rule) => foreign.has(rule)),
            'a rule of another group',
          );
        }
      }),
      { numRuns: 500 },
    ));

  it('opens nothing in a group that was not open, but what was there before it was changed by nobody who may', () =>
    fc.assert(
      fc.asyncProperty(arbitraryAttempt, bindings, async ({ estate, forged }, binding) => {
        const { id } = forged.resource;
        fc.pre(estate.groups.some((group) => group.id === id));

        const { rulesAfter } = await work(estate, binding, forged);

        assert.deepEqual(openedIn(estate, id, rulesAfter(id)), []);
      }),
      { numRuns: 500 },
    ));

  it('changes nothing of what no rule objects to', () =>
    fc.assert(
      fc.asyncProperty(bindings, arbitraryAttempt, async (binding, { forged }) => {
        assert.deepEqual(await callsOf(sound, binding, aimed(sound, forged)), []);
      }),
      { numRuns: 300 },
    ));

  it('does not change what another one about the same resource brings about', () =>
    fc.assert(
      fc.asyncProperty(
        arbitraryAttempt,
        fc.constantFrom(...rules.map(({ id }) => id)),
        async ({ estate, forged }, rule) => {
          const other = honest(estate, { ...forged, rule });
          const said = honest(estate, forged);
          fc.pre(other !== undefined && resourceKey(other.resource) === resourceKey(forged.resource));

          const made = await callsOf(estate, 'proven', forged, other);

          const alone = await callsOf(estate, 'proven', other);
          const both = said === undefined ? alone : await callsOf(estate, 'proven', said, other);
          assert.include([JSON.stringify(alone), JSON.stringify(both)], JSON.stringify(made));
        },
      ),
      { numRuns: 300 },
    ));
});

describe('a message about what a rule does object to', () => {
  const mended = rules.flatMap((rule) => {
    const remediator = mendedBy(rule);
    return remediator === undefined ? [] : [{ rule, remediator }];
  });

  for (const { rule, remediator } of mended) {
    for (const [where, place] of [
      ['at home', hub],
      ['in a member', inMember],
    ] as const) {
      it(`of ${rule.id} is carried out ${where}, honest or forged: the tests before would see its calls`, async () => {
        const messages = livePlace(wideOpen, place)
          .resources()
          .filter(({ type }) => type === rule.resourceType)
          .map((resource) => about(rule.id, resource, remediator));
        const calls = await Promise.all(messages.map((one) => callsOf(wideOpen, 'proven', one)));

        assert.isNotEmpty(calls.flat());
        const forged = await Promise.all(messages.map((one) => callsOf(wideOpen, 'proven', forgedFrom(one))));
        assert.deepEqual(forged, calls);
      });
    }
  }

  for (const place of elsewhere) {
    it(`makes no call in ${place.accountId}/${place.region}, which is not ours`, async () => {
      for (const { rule, remediator } of mended) {
        for (const resource of livePlace(wideOpen, place).resources()) {
          if (resource.type !== rule.resourceType) continue;
          assert.deepEqual(await callsOf(wideOpen, 'proven', about(rule.id, resource, remediator)), [], rule.id);
        }
      }
    });
  }

  it('cannot say that a rule is in its name which is not enabled', async () => {
    const [group] = livePlace(wideOpen, hub).resources();
    if (group === undefined) assert.fail('there is a group');
    for (const rule of ['security-group', '__proto__', 'constructor', 'toString', '', unapproved.toUpperCase()]) {
      const sent = forgedFrom(about(rule, group, 'security-group'));
      assert.deepEqual(await callsOf(wideOpen, 'proven', sent), [], rule);
    }
  });
});

describe('a forged message about an unapproved change', () => {
  const group = (estate: Estate, id: string): Instruction => {
    const live = livePlace(estate, hub)
      .resources()
      .find((one) => one.id === id);
    return aimed(estate, forgedFrom(about(unapproved, live ?? assert.fail(id), 'security-group')));
  };

  it('opens nothing, whatever is recorded, but what was there before it was changed by nobody who may', async () => {
    let puttingBack = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryEstate, fc.constantFrom(webId, defaultId), async (estate, id) => {
        const { calls, rulesAfter } = await work(estate, 'proven', group(estate, id));

        assert.deepEqual(openedIn(estate, id, rulesAfter(id)), []);
        puttingBack += calls.filter(({ operation }) => operation === 'ModifySecurityGroupRules').length;
      }),
      { numRuns: 500 },
    );
    if (process.env['PROPERTY_PATH'] === undefined) assert.isAbove(puttingBack, 50);
  });

  it('puts back what the record says, not what it says itself', async () => {
    const { calls, rulesAfter } = await work(wideOpen, 'proven', group(wideOpen, webId));

    assert.deepEqual(operationsOf(calls), ['ModifySecurityGroupRules']);
    assert.include(JSON.stringify(calls), '198.51.100.0/28');
    assert.notInclude(JSON.stringify(rulesAfter(webId)), JSON.stringify(invented));
  });

  it('puts nothing back in a group of which nothing is recorded', async () => {
    const unrecorded = { ...wideOpen, groups: wideOpen.groups.map((one) => ({ ...one, changes: [] })) };

    for (const id of [webId, defaultId]) {
      assert.deepEqual(await callsOf(unrecorded, 'proven', group(unrecorded, id)), []);
    }
  });

  it('puts back nothing wider that was there before somebody approved closed it', async () => {
    assert.include(JSON.stringify(sound.groups), '0.0.0.0/0');

    assert.deepEqual(await callsOf(sound, 'proven', group(sound, webId)), []);
  });

  it('does not take the record of one group for that of another', async () => {
    const [web, other] = wideOpen.groups;
    if (web === undefined || other === undefined) assert.fail('there are two groups');
    const swapped = {
      ...wideOpen,
      groups: [
        { ...web, changes: [] },
        { ...other, changes: web.changes },
      ],
    };

    for (const id of [webId, defaultId]) assert.deepEqual(await callsOf(swapped, 'proven', group(swapped, id)), []);
  });

  it('puts nothing back that an enabled rule would close at once', async () => {
    const [web, other] = wideOpen.groups;
    const change = web?.changes[0];
    if (web === undefined || other === undefined || change === undefined) assert.fail('there is a change');
    const before = { ...change.changed[0], before: invented } as (typeof change.changed)[number];
    const estate = { ...wideOpen, groups: [{ ...web, changes: [{ ...change, changed: [before] }] }, other] };

    const { rulesAfter } = await work(estate, 'proven', group(estate, webId));

    const bare = (rulesAfter(webId) ?? []).filter(({ fromPort, toPort }) => fromPort === 1 && toPort === 65_534);
    assert.deepEqual(bare, []);
  });
});
