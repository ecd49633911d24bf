import { assert } from 'chai';
import * as fc from 'fast-check';
import { csv } from '../../cli/csv.ts';

describe('csv', () => {
  it('writes a header and rows, without a line feed at the end', () => {
    assert.equal(
      csv(
        ['name', 'count'],
        [
          ['one', 1],
          ['two', undefined],
        ],
      ),
      'name,count\none,1\ntwo,',
    );
  });

  it('quotes what holds a comma, a quote or a line break', () => {
    assert.equal(csv(['a'], [['x,y'], ['say "x"'], ['two\nlines']]), 'a\n"x,y"\n"say ""x"""\n"two\nlines"');
  });

  for (const cell of ['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x']) {
    it(`lets no spreadsheet take ${JSON.stringify(cell)} for a formula`, () => {
      const [, line = ''] = csv(['a'], [[cell]]).split(/\n(.*)/s);

      assert.match(line, /^"?'/);
      assert.include(line, cell.trim());
    });
  }

  it('leaves numbers numbers, below zero too', () => {
    assert.equal(csv(['type', 'code'], [[8, -1]]), 'type,code\n8,-1');
  });

  it('lets no cell begin a line, end a row or look like a formula, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (rows) => {
        const read = parse(csv(['one', 'two'], rows));

        assert.lengthOf(read, rows.length + 1);
        for (const row of read) {
          assert.lengthOf(row, 2);
          for (const cell of row) assert.notMatch(cell, /^[=+\-@\t\r]/);
        }
      }),
    );
  });
});

/** As RFC 4180 reads it: a quote opens only at the beginning of a cell, and two quotes are one. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
  for (let match = cells.exec(text); match !== null; match = cells.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return rows;
    if (match[3] === '\n') rows.push([]);
  }
  return assert.fail(`not CSV at ${cells.lastIndex}: ${text}`);
}
