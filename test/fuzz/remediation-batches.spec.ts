import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import type { RemediatorId } from '../../contract/instruction.ts';
import type { RemediationBatch, Work } from '../../contract/remediation-batch.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { readBatch } from '../../remediators/read-batch.ts';
import { rules } from '../../rules/registry.ts';
import { identityOf } from '../../rules/instruct.ts';
import { type Binding, mendedBy } from '../security/support/bound-rules.ts';
import { sound, wideOpen } from '../security/support/estates.ts';
import { forgery } from '../security/support/forged.ts';
import { hub, inMember, type PlacedCall, remediatorAt, targetOf, workIn } from '../security/support/from-the-queue.ts';
import { type Estate, livePlace } from '../security/support/live-place.ts';
import { openings } from '../support/group-simulator.ts';
import { batch, instruction, work } from '../support/instructions.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz, runsOr } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

const estates = { wideOpen, sound };
type EstateName = keyof typeof estates;
const binding: Binding = 'proven';

const remediators = ['security-group', 's3-bucket', 's3-account'] as const satisfies readonly RemediatorId[];
const samples = remediators.flatMap((remediator) =>
  [hub, inMember].flatMap((place) =>
    [{}, forgery, { notBefore: '2026-11-21T12:00:00.000Z' }].map((overrides) => ({
      entry: remediator,
      given: batch(workIn(wideOpen, place, remediator, overrides), { ...place, remediator }),
    })),
  ),
);
/** Few pieces of work, so that a bend more often hits what a batch says than what a forged plan does. */
const slices = samples.flatMap(({ entry, given }) => [
  ...given.work.map((one) => ({ entry, given: { ...given, work: [{ ...one, messages: one.messages.slice(0, 2) }] } })),
  { entry, given: { ...given, work: given.work.map((one) => ({ ...one, messages: one.messages.slice(0, 1) })) } },
]);

const inputs = fc.constantFrom(...samples, ...slices, ...slices).chain(({ entry, given }) =>
  fc.record({
    entry: fc.constant(entry),
    event: withSecrets(bent([given])),
    estate: fc.constantFrom<EstateName>('wideOpen', 'wideOpen', 'sound'),
  }),
);

/** The calls of the pipeline's own batches about one resource, by place, kind, id and rules. */
const honest = new Map<string, Promise<string[]>>();
function honestCalls(
  estate: EstateName,
  entry: RemediatorId,
  at: typeof hub,
  { resource }: Work,
  ofRules: readonly string[],
): Promise<string[]> {
  const key = JSON.stringify([estate, entry, at, resourceKey(resource), ofRules]);
  const known = honest.get(key) ?? makeHonest(estates[estate], entry, at, resource, ofRules);
  honest.set(key, known);
  return known;
}

async function makeHonest(
  estate: Estate,
  entry: RemediatorId,
  { accountId, region }: typeof hub,
  named: Work['resource'],
  ofRules: readonly string[],
): Promise<string[]> {
  const ours = [hub, inMember].some((one) => one.accountId === accountId && one.region === region);
  const live = livePlace(estate, { accountId, region })
    .resources()
    .find((one) => one.type === named.type && one.id === named.id);
  const known = rules.filter(
    (rule) => ofRules.includes(rule.id) && rule.resourceType === named.type && mendedBy(rule) === entry,
  );
  if (!ours || live === undefined || known.length === 0) return [];
  const messages = known.map(({ id: rule }, at) => ({
    messageId: `honest-${at}`,
    receiptHandle: `handle-${at}`,
    instruction: instruction({ rule, remediator: entry, resource: identityOf(live) }),
  }));
  const { run, placed } = remediatorAt(
    estate,
    binding,
    batch([work(...messages)], { accountId, region, remediator: entry }),
    entry,
  );
  await run();
  return placed().map((call) => JSON.stringify(call));
}

/** What an honest batch does for some of the rules that are named: the others may be refused, or put off. */
async function mayBeMade(
  made: readonly string[],
  estate: EstateName,
  entry: RemediatorId,
  given: RemediationBatch,
  one: Work,
): Promise<boolean> {
  const named = [...new Set(one.messages.map(({ instruction: { rule } }) => rule))];
  for (let chosen = 2 ** named.length - 1; chosen > 0; chosen -= 1) {
    const some = named.filter((_, at) => (chosen & (2 ** at)) !== 0);
    const calls = await honestCalls(estate, entry, { accountId: given.accountId, region: given.region }, one, some);
    if (made.every((call) => calls.includes(call))) return true;
  }
  return made.length === 0;
}

/** What a group lets through that it did not before, nor would if only those had changed it whom it is for. */
function openedIn(estate: Estate, id: string, after: readonly GroupRule[]): string[] {
  const { rules: before = [], rightful = [] } = estate.groups.find((group) => group.id === id) ?? {};
  const allowed = openings([...before.map(({ rule }) => rule), ...rightful]);
  return [...openings(after)].filter((opening) => !allowed.has(opening));
}

describe('fuzz: batches for a remediator', () => {
  let changed = 0;

  it('change what an honest one would, or nothing, and answer for every message', () =>
    fuzz({
      name: 'remediation batches',
      inputs,
      async try({ entry, event, estate }): Promise<Ended> {
        const read = await answerOf(() => readBatch(JSON.parse(JSON.stringify(event))));
        if (read instanceof Failure) {
          assert.equal(read.code, 'MESSAGE_INVALID');
          assertNoSecret(loggedAs(read));
          return 'refused';
        }
        const given = read.answer;
        const { live, over, run, placed } = remediatorAt(estates[estate], binding, given, entry);

        const report = await answerOf(run);

        const calls = placed();
        if (report instanceof Failure) {
          assert.equal(report.code, 'MESSAGE_UNROUTABLE');
          assert.notEqual(given.remediator, entry);
          assert.isEmpty(calls);
          return 'refused';
        }
        assertAnsweredFor(given, over.queue);
        assertNoSecret(
          JSON.stringify([
            report.answer,
            over.topic.told,
            over.report.args,
            over.queue.deadLetters.map(({ code, message }) => [code, message]),
          ]),
        );
        await assertHonest(calls, estate, entry, given);
        for (const { resource } of given.work)
          assert.isEmpty(openedIn(estates[estate], resource.id, live.rulesOf(resource.id)));
        changed += calls.length === 0 ? 0 : 1;
        return report.answer.results.some(({ outcome }) => outcome !== 'failed' && outcome !== 'refused')
          ? 'good'
          : 'refused';
      },
    }));

  after(() => {
    if (process.env['PROPERTY_PATH'] === undefined)
      assert.isAbove(changed, runsOr(300) / 50, 'hardly any batch changed anything: nothing was tried');
  });
});

function assertAnsweredFor(given: RemediationBatch, queue: ReturnType<typeof remediatorAt>['over']['queue']): void {
  const { deleted, givenBack, retried, putOffs, deadLetters } = queue;
  const settled = new Set([
    ...deleted,
    ...[...givenBack, ...retried, ...putOffs, ...deadLetters].map(({ messageId }) => messageId),
  ]);
  for (const { messages } of given.work) {
    for (const { messageId } of messages) assert.isTrue(settled.has(messageId), `${messageId} is not answered for`);
  }
}

async function assertHonest(
  calls: readonly PlacedCall[],
  estate: EstateName,
  entry: RemediatorId,
  given: RemediationBatch,
): Promise<void> {
  const named = given.work.map(({ resource }) => resource.id);
  for (const call of calls) {
    assert.deepEqual([call.accountId, call.region], [given.accountId, given.region]);
    assert.include(named, String(targetOf(call)), 'what was changed is not what was named');
  }
  for (const id of new Set(named)) {
    const about = given.work.filter(({ resource }) => resource.id === id);
    const [one] = about;
    // Two pieces of work about one resource are mended each by itself: what is said of that is that it opens nothing.
    if (one === undefined || about.length > 1) continue;
    const made = calls.filter((call) => targetOf(call) === id).map((call) => JSON.stringify(call));
    assert.isTrue(await mayBeMade(made, estate, entry, given, one), `no honest batch makes ${made.join(' ')}`);
  }
}
