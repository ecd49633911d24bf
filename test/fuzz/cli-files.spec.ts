import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { bindRules } from '../../cli/bind-rules.ts';
import { checkExemptions } from '../../cli/check-exemptions.ts';
import { scan } from '../../cli/scan.ts';
import { Failure } from '../../contract/failure.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { portsRule } from '../support/instructions.ts';
import { changeEvent, groupItem } from '../support/rule-events.ts';
import { rules } from '../../rules/registry.ts';
import { bent, bentText } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { apiItems, streamItems } from './support/items.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

/** An open group that stands behind whatever else is in the file. */
const neighbourId = 'sg-0beef0beef0beef0b';
const neighbour = groupItem({ resourceId: neighbourId, ARN: `arn:aws:ec2:eu-west-1:1:security-group/${neighbourId}` });

/** Of a file of items: some that are bent, and the one that is not. */
const lists = fc
  .array(bent([...streamItems, ...apiItems]), { minLength: 1, maxLength: 3 })
  .map((items): readonly unknown[] => [...items, neighbour]);
const files = fc.oneof(
  lists,
  lists.map((configurationItems) => ({ fileVersion: '1.0', configurationItems })),
);
const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: withSecrets(files).map((file) => ({ text: JSON.stringify(file), hasNeighbour: true })),
  },
  {
    weight: 1,
    arbitrary: withSecrets(
      bentText([{ fileVersion: '1.0', configurationItems: streamItems }, streamItems[3], changeEvent(streamItems[0])]),
    ).map((text) => ({ text: String(text), hasNeighbour: false })),
  },
);

const Scanned = v.object({
  evaluations: v.array(v.looseObject({ rule: v.string(), resourceId: v.string(), compliance: v.string() })),
  errors: v.array(v.looseObject({ message: v.string() })),
});
const Checked = v.object({ exemptions: v.number(), faults: v.array(v.object({ index: v.number() })) });
const byRule = Object.fromEntries(rules.map((rule) => [rule.id, givenParameters(rule)]));

function refused(failure: Failure, ...codes: string[]): Ended {
  assert.include(codes, failure.code);
  assertNoSecret(failure.message, loggedAs(failure));
  return 'refused';
}

describe('fuzz: files given to commands', function () {
  let folder: TemporaryFiles;
  before(async () => {
    folder = await temporaryFiles();
  });
  after(() => folder.remove());

  it('of items are judged, or it is said what of them cannot be read, and no other item is lost', () =>
    fuzz({
      name: 'CLI files',
      share: 0.3,
      inputs: texts,
      async try({ text, hasNeighbour }) {
        const terminal = printed();
        const file = await folder.write('items.json', text);

        const ended = await answerOf(() => scan({ file, json: true }, terminal));

        assertNoSecret(...terminal.stdout, ...terminal.warnings);
        if (ended instanceof Failure) {
          assert.isFalse(hasNeighbour, 'an item was refused with all others');
          return refused(ended, 'FILE_UNREADABLE', 'USAGE');
        }
        const { evaluations, errors } = v.parse(Scanned, JSON.parse(terminal.stdout.join('\n')));
        assert.include([0, 1, 2], ended.answer);
        if (hasNeighbour) {
          const found = evaluations.find(({ rule, resourceId }) => resourceId === neighbourId && rule === portsRule);
          assert.propertyVal(found, 'compliance', 'NON_COMPLIANT');
          assert.equal(ended.answer, 2);
        }
        return errors.length > 0 ? 'refused' : 'good';
      },
    }));

  it('of exemptions are checked entry by entry, and none is blamed for another', () =>
    fuzz({
      name: 'CLI files',
      share: 0.4,
      inputs: fc.array(withSecrets(bent([exemption(), exemption({ id: 'two', port: '22' })])), { maxLength: 3 }),
      async try(entries) {
        const terminal = printed();
        const all = [...entries, exemption({ id: 'neighbour' })];
        const file = await folder.write('exemptions.json', all);

        const code = await checkExemptions(file, { json: true }, terminal, new Date('2026-11-21T00:00:00Z'));

        assertNoSecret(...terminal.stdout, ...terminal.warnings);
        const { exemptions, faults } = v.parse(Checked, JSON.parse(terminal.stdout.join('\n')));
        assert.equal(exemptions, all.length);
        for (const { index } of faults) assert.notEqual(index, entries.length, 'the neighbour is blamed');
        assert.equal(code, faults.length === 0 ? 0 : 2);
        return code === 0 ? 'good' : 'refused';
      },
    }));

  it('of exemptions or parameters that are none are refused by name', () =>
    fuzz({
      name: 'CLI files',
      share: 0.3,
      inputs: fc.tuple(
        withSecrets(bentText([[exemption()], { exemptions: [exemption()] }])),
        withSecrets(bentText([byRule], 2)),
      ),
      async try([exemptions, parameters]) {
        const terminal = printed();
        const one = await folder.write('exemptions.json', String(exemptions));
        const other = await folder.write('parameters.json', String(parameters));

        const checked = await answerOf(() => checkExemptions(one, {}, terminal));
        const bound = await answerOf(() => bindRules([], other));

        assertNoSecret(...terminal.stdout, ...terminal.warnings);
        if (checked instanceof Failure) refused(checked, 'FILE_UNREADABLE');
        else assert.include([0, 2], checked.answer);
        return bound instanceof Failure ? refused(bound, 'FILE_UNREADABLE', 'PARAMETER_INVALID', 'USAGE') : 'good';
      },
    }));
});
