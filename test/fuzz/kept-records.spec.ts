import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { ExemptionWatch, initialExemptionWatch } from '../../contract/exemption-watch.ts';
import { Failure } from '../../contract/failure.ts';
import { NoOpTally, noOpsSince } from '../../contract/no-op-tally.ts';
import { Notice } from '../../contract/notice.ts';
import { Sighting, sightingKey } from '../../contract/sighting.ts';
import { countNoOps, noOpsKey, noOpStore } from '../../digest/no-op-store.ts';
import { keepWatch } from '../../exemptions/keep-watch.ts';
import { watchedKey, watchStore } from '../../exemptions/watch-store.ts';
import { knownReader } from '../../notifier/read-known.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { assertFitsSlack } from '../notifier/assert-fits-slack.ts';
import { accountsOf } from '../support/accounts.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { accountId, portsRule, region } from '../support/instructions.ts';
import { complianceChange } from '../support/notices.ts';
import { sighting } from '../support/sightings.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { assertRead, holding, refused, s3, shareOfEach, texts, writtenUnder } from './support/record-bucket.ts';
import { assertNoSecret } from './support/secrets.ts';

const name = 'records of the bucket';
const bucket = 'ledger';

const violation = complianceChange();
const { sourceAddress: _address, actor: _actor, ...byNobody } = sighting();
const sightings = [sighting(), sighting({ rules: [portsRule, 's3-bucket-public-access'] }), byNobody];

const now = new Date('2026-11-24T00:00:00.000Z');
/** The second has a reminder and an end to come, the third was unreadable and owes AWS Config an evaluation. */
const watches: readonly ExemptionWatch[] = [
  initialExemptionWatch,
  {
    ...initialExemptionWatch,
    inForce: [{ digest: '0a1b2c3d4e5f6071', rule: portsRule }],
    reminded: ['0a1b2c3d4e5f6071 7'],
    lookedAt: '2026-11-23T23:55:00.000Z',
  },
  { ...initialExemptionWatch, outdated: [portsRule], unreadableSince: '2026-11-23T12:00:00.000Z' },
];

const spans = [
  { from: '2026-11-23T23:50:00.000Z', byRule: { [portsRule]: 2, 's3-bucket-logging': 1 } },
  { from: '2026-11-24T00:00:00.000Z', byRule: { [portsRule]: 3 } },
];

describe('fuzz: what the functions remember in the bucket, and change nothing by', function () {
  it('of who made a call is told of the verdict that it is about, or nobody is', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(...sightings),
      async try(text) {
        holding({ [sightingKey(sighting().resource)]: text });
        const logged: unknown[] = [];
        const accounts = () => Promise.resolve(accountsOf());
        const log = (...given: unknown[]) => void logged.push(...given);

        const known = await knownReader({ accounts, s3, bucket, log })(violation);

        assertRead();
        const message = renderTelling(violation, known);
        assertFitsSlack(message);
        assertNoSecret(JSON.stringify([message, logged]));
        const seen = known.sighting(violation);
        if (seen === undefined) return 'refused';
        v.parse(Sighting, seen);
        assert.equal(sightingKey(seen.resource).split('/').at(-1), 'invoices-archive.json');
        assert.include(seen.rules, violation.rule);
        return 'good';
      },
    }));

  it('of exemptions is known whole, or nobody is reminded and nothing is noted', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: texts(...watches),
      async try(text) {
        holding({ [watchedKey]: text });
        const [told, evaluated, reported]: [Notice[], string[], unknown[]] = [[], [], []];

        const round = await answerOf(() =>
          keepWatch({
            exemptions: reading(exemption()),
            store: watchStore(s3, bucket),
            accountId,
            region,
            tell: async (notices) => void told.push(...notices),
            evaluate: async (rule) => void evaluated.push(rule),
            now: () => now,
            report: (...given) => void reported.push(...given),
          }),
        );

        const written = writtenUnder(watchedKey);
        assertNoSecret(JSON.stringify([written, told, evaluated, reported]));
        if (round instanceof Failure) {
          assert.deepEqual([written, told, evaluated], [[], [], []]);
          return refused(round, 'EXEMPTIONS_UNREADABLE');
        }
        for (const one of written) v.parse(ExemptionWatch, one);
        for (const notice of told) v.parse(Notice, JSON.parse(JSON.stringify(notice)));
        assert.isAtMost(told.length, 1, 'one exemption ends soon');
        return 'good';
      },
    }));

  it('of what was right already is added to and told, or neither', () =>
    fuzz({
      name,
      share: shareOfEach,
      inputs: fc.tuple(texts({ version: 1, spans }), fc.constantFrom(portsRule, 'toString', 'valueOf')),
      async try([text, rule]) {
        holding({ [noOpsKey]: text });
        const store = noOpStore(s3, bucket);
        const held = await answerOf(() => store.read());
        assertRead();

        const counted = await answerOf(() => countNoOps(store, new Map([[rule, 2]]), () => now));

        const written = writtenUnder(noOpsKey);
        assertNoSecret(JSON.stringify(written));
        if (held instanceof Failure) {
          assert.deepEqual(counted, held);
          assert.deepEqual(written, []);
          return refused(held, 'READ_FAILED');
        }
        if (counted instanceof Failure) assert.fail('what was read was not counted');
        assert.lengthOf(written, 1);
        assert.isAtLeast(noOpsSince(v.parse(NoOpTally, written[0]), now).get(rule) ?? 0, 2, 'it was not counted');
        for (const many of noOpsSince(held.answer.state, new Date(0)).values()) assert.isAtLeast(many, 0);
        return 'good';
      },
    }));
});
