import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Place } from '../../accounts/membership.ts';
import type { RemediationBatch, RemediationReport } from '../../contract/remediation-batch.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { handler as coordinator } from '../../coordinator/handler.ts';
import { defaultLimits } from '../../safety/limits.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { batch, bucketIdentity, groupIdentity, held, work } from '../support/instructions.ts';
import { ingress } from '../support/security-groups.ts';
import { forgery } from './support/forged.ts';
import {
  hub,
  inMember,
  type RemediatorFunction,
  startRemediatorFunction,
  stranger,
} from './support/remediator-function.ts';

const wide = { ...defaultLimits, perRun: 1000, perHour: 1000, sharePercent: 100 };
const outcomesOf = ({ results }: RemediationReport): string[] => results.map(({ outcome }) => outcome);
/** As the coordinator would never write it: of anything, and with a word for every field. */
const forgedWork = (resource: ResourceIdentity, rest: Parameters<typeof held>[0] = {}) =>
  work(held({ ...forgery, resource, ...rest }));
const forgedBatch = (
  place: Place,
  items: RemediationBatch['work'],
  overrides: Partial<RemediationBatch> = {},
): RemediationBatch => batch(items, { ...place, ...overrides });

describe('a forged batch, straight to a remediator', () => {
  let remediator: RemediatorFunction;
  before(async () => {
    remediator = await startRemediatorFunction();
    sinon.stub(console, 'log');
  });
  after(async () => {
    sinon.restore();
    await remediator.stop();
  });
  beforeEach(() => remediator.begin(wide));

  it('has mended what a rule objects to and nothing else, as an honest one would: the tests below would see it', async () => {
    const [named, other] = [await remediator.openGroup(hub), await remediator.openGroup(hub)];

    const report = await remediator.invoke(forgedBatch(hub, [forgedWork(groupIdentity(named, { ...hub }))]));

    assert.deepEqual(outcomesOf(report), ['mended']);
    assert.deepEqual(await remediator.portsOf(hub, named), [443]);
    assert.deepEqual(await remediator.portsOf(hub, other), [22, 443]);
    assert.deepEqual(remediator.changes(), [`RevokeSecurityGroupIngress in ${hub.accountId}/${hub.region}`]);
  });

  for (const [what, ofBatch, ofResource] of [
    ['of an account that is not ours', stranger, stranger],
    ['of ours, with a resource of another account', hub, stranger],
    ['of another account, with a resource of ours', stranger, hub],
    ['of ours, with a resource of a member', hub, inMember],
    ['of a member, with a resource in a region that is not its own', inMember, { ...inMember, region: 'eu-west-3' }],
  ] as const) {
    it(`${what}, changes nothing and asks EC2 nothing`, async () => {
      const id = await remediator.openGroup(ofResource);
      await remediator.begin(wide);

      const report = await remediator.invoke(forgedBatch(ofBatch, [forgedWork(groupIdentity(id, { ...ofResource }))]));

      assert.deepEqual(outcomesOf(report), ['failed']);
      assert.match(report.results[0]?.detail ?? '', /^(ACCOUNT_UNKNOWN|MESSAGE_UNROUTABLE): /);
      assert.equal(remediator.asked(), 0);
      assert.deepEqual(await remediator.portsOf(ofResource, id), [22, 443]);
    });
  }

  it('about a resource of another type fails for that one, and the others are mended', async () => {
    const id = await remediator.openGroup(hub);
    const items = [
      forgedWork({ ...bucketIdentity(), ...hub }),
      forgedWork({ ...groupIdentity('holiday-photos'), ...hub }),
      forgedWork(groupIdentity(id, { ...hub })),
    ];

    const report = await remediator.invoke(forgedBatch(hub, items));

    assert.sameMembers(outcomesOf(report), ['failed', 'nothing-to-do', 'mended']);
    assert.lengthOf(remediator.changes(), 1);
  });

  it('for another remediator is refused', async () => {
    const given = forgedBatch(hub, [forgedWork({ ...bucketIdentity(), ...hub })], { remediator: 's3-bucket' });

    await assertRejects(remediator.invoke(given), 'MESSAGE_UNROUTABLE', 'the batch is for s3-bucket');
  });

  it('whose messages are about another resource than the work says changes the one that the work names, by what is live', async () => {
    const [named, spoken] = [await remediator.openGroup(hub), await remediator.openGroup(hub)];
    const { messages } = forgedWork(groupIdentity(spoken, { ...hub }));

    await remediator.invoke(forgedBatch(hub, [{ resource: groupIdentity(named, { ...hub }), messages }]));

    assert.deepEqual(await remediator.portsOf(hub, named), [443]);
    assert.deepEqual(await remediator.portsOf(hub, spoken), [22, 443]);
  });

  for (const poison of ['__proto__', 'constructor', 'prototype', 'toString']) {
    it(`with ${poison} for a key, a rule and a tag changes nothing but what a rule objects to`, async () => {
      const id = await remediator.openGroup(hub);
      const tags = JSON.parse(`{"${poison}":"x"}`) as Record<string, string>;
      const item = forgedWork(groupIdentity(id, { ...hub, tags }), { rule: poison });
      const whole = JSON.stringify(forgedBatch(hub, [item]));
      const keyed = whole.replace('{', `{"${poison}":{"polluted":true,"judges":{"${poison}":{}}},`);

      const report = await remediator.invoke(JSON.parse(whole));
      const refused = await remediator
        .invoke(JSON.parse(keyed))
        .then(outcomesOf, ({ code }: { code: string }) => [code]);

      assert.deepEqual(outcomesOf(report), ['failed']);
      assert.includeMembers(['MESSAGE_INVALID', 'failed'], refused);
      assert.notProperty({}, 'polluted');
      assert.deepEqual(await remediator.portsOf(hub, id), [22, 443]);
    });
  }

  it('of 10,000 resources, most of which there are not, is held by the breaker as a whole', async () => {
    const open = await Promise.all(Array.from({ length: 12 }, () => remediator.openGroup(hub)));
    await remediator.begin({ ...defaultLimits, perRun: 10 });
    const made = Array.from({ length: 10_000 - open.length }, (_, at) => `sg-${at.toString(16).padStart(17, '0')}`);
    const items = [...open, ...made].map((id) => forgedWork(groupIdentity(id, { ...hub }), { violations: [] }));

    const { results } = await remediator.invoke(forgedBatch(hub, items));

    assert.lengthOf(results, 10_000);
    const countOf = (asked: string): number => results.filter(({ outcome }) => outcome === asked).length;
    assert.equal(countOf('nothing-to-do'), made.length);
    assert.equal(countOf('refused'), open.length);
    assert.deepEqual(remediator.changes(), []);
  });

  it('that names one resource over and over ends with that one mended, or is held by the breaker', async () => {
    const id = await remediator.openGroup(hub);
    const items = Array.from({ length: 20 }, () => forgedWork(groupIdentity(id, { ...hub })));

    await remediator.invoke(forgedBatch(hub, items));
    assert.deepEqual(await remediator.portsOf(hub, id), [443]);

    const again = await remediator.openGroup(hub);
    await remediator.begin(defaultLimits);
    const many = Array.from({ length: 60 }, () => forgedWork(groupIdentity(again, { ...hub })));
    const report = await remediator.invoke(forgedBatch(hub, many));
    assert.deepEqual([...new Set(outcomesOf(report))], ['refused']);
    assert.deepEqual(await remediator.portsOf(hub, again), [22, 443]);
  });

  it('under the name of a new run each time comes no further than the hour allows', async () => {
    const open = await Promise.all(Array.from({ length: 6 }, () => remediator.openGroup(hub)));
    await remediator.begin({ ...wide, perRun: 2, perHour: 4 });
    const outcomes: string[] = [];
    for (const [at, id] of open.entries()) {
      const items = [forgedWork(groupIdentity(id, { ...hub }))];
      outcomes.push(...outcomesOf(await remediator.invoke(forgedBatch(hub, items, { runId: `forged-${at}` }))));
    }

    assert.deepEqual(outcomes, ['mended', 'mended', 'mended', 'mended', 'refused', 'refused']);
  });

  it('with the gate closed changes nothing, whatever it says', async () => {
    const id = await remediator.openGroup(hub);
    await remediator.closeGate();

    const report = await remediator.invoke(forgedBatch(hub, [forgedWork(groupIdentity(id, { ...hub }))]));

    assert.deepEqual(outcomesOf(report), ['refused']);
    assert.deepEqual(await remediator.portsOf(hub, id), [22, 443]);
  });

  it('is not even looked at by the coordinator, which works the queue alone', async () => {
    const id = await remediator.openGroup(hub);
    const unread = new Proxy(forgedBatch(hub, [forgedWork(groupIdentity(id, { ...hub }))]), {
      get: (_, key) => assert.fail(`the event was asked for ${String(key)}`),
      ownKeys: () => assert.fail('the event was listed'),
    });

    // A second beyond what it keeps back for a remediator and for settling.
    const until = performance.now() + 71_000;
    const summary = await coordinator(unread, { getRemainingTimeInMillis: () => until - performance.now() });

    assert.deepInclude(summary, { messages: 0 });
    assert.deepEqual(remediator.changes(), []);
    assert.deepEqual(await remediator.portsOf(hub, id), [22, 443]);
  });

  it('cannot hand a rule over: what it calls live is not looked at', async () => {
    const id = await remediator.openGroup(hub);
    const item = forgedWork(groupIdentity(id, { ...hub }));
    const resource = { ...item.resource, rules: [ingress('tcp', [0, 65_535], '0.0.0.0/0')] };

    await assertRejects(
      remediator.invoke({ ...forgedBatch(hub, [item]), work: [{ ...item, resource }] }),
      'MESSAGE_INVALID',
    );
    assert.deepEqual(remediator.changes(), []);
  });
});
