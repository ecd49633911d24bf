import { assert } from 'chai';
import { bucketCases, groupCases } from '../../checks/comparison/cases.ts';
import { comparisonTable, missedPlainCases, wrongOf } from '../../checks/comparison/verdicts.ts';

const cases = [...groupCases, ...bucketCases];
const ids = new Map(cases.map(({ name }) => [name, `id-of-${name}`]));
const idsWhere = (isSo: (one: (typeof cases)[number]) => boolean): Set<string> =>
  new Set(cases.filter(isSo).map(({ name }) => `id-of-${name}`));
const right = { tool: 'right', flagged: idsWhere(({ exposed }) => exposed) };
const blind = { tool: 'blind', flagged: new Set<string>() };
const nervous = { tool: 'nervous', flagged: idsWhere(() => true) };

describe('the comparison with other tools', () => {
  it('has cases of both kinds, each by a name of its own', () => {
    assert.equal(ids.size, cases.length);
    assert.isAbove(cases.filter(({ exposed }) => exposed).length, 10);
    assert.isAbove(cases.filter(({ exposed }) => !exposed).length, 10);
  });

  it('finds nothing wrong with a tool that flags what is exposed, and that alone', () => {
    assert.isEmpty(wrongOf(right, ids));
    assert.isEmpty(missedPlainCases(right, ids));
  });

  it('tells what is missed from what is flagged for nothing', () => {
    assert.sameMembers(
      wrongOf(blind, ids).map(({ exposed }) => exposed),
      cases.filter(({ exposed }) => exposed).map(() => true),
    );
    assert.isTrue(wrongOf(nervous, ids).every(({ exposed }) => !exposed));
  });

  it('takes silence about the plain cases for a tool that was not run as it should be', () => {
    assert.sameMembers(
      missedPlainCases(blind, ids).map(({ name }) => name),
      ['world-v4', 'star'],
    );
  });

  it('writes a row for each case and counts both kinds of mistakes', () => {
    const rows = comparisonTable([right, blind, nervous], ids).split('\n');
    const exposed = cases.filter((one) => one.exposed).length;

    assert.lengthOf(rows, cases.length + 4);
    assert.include(rows, '| 22 from 0.0.0.0/0 | exposed | yes | **missed** | yes |');
    assert.include(rows, '| one other account | not | yes | yes | **false alarm** |');
    assert.include(rows.at(-2) ?? '', `| ${exposed} | 0 | ${exposed} |`);
    assert.include(rows.at(-1) ?? '', `| 0 | 0 | ${cases.length - exposed} |`);
  });
});
