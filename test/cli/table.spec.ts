import { assert } from 'chai';
import { fittedTable, painter, table } from '../../cli/table.ts';

const esc = '\u001B';

describe('table', () => {
  it('aligns columns two blanks apart, and pads nothing at the end', () => {
    const rows = [
      ['sg-1', 'open to the world', 'x'],
      ['a-long-name', '', 'yy'],
    ];

    assert.equal(
      table(rows, ['ID', 'WHY', 'Z']),
      [
        'ID           WHY                Z',
        'sg-1         open to the world  x',
        'a-long-name                     yy',
      ].join('\n'),
    );
  });

  it('does not count colours as width', () => {
    const red = `${esc}[31mab${esc}[39m`;

    assert.equal(
      table([
        [red, 'x'],
        ['abcd', 'y'],
      ]),
      `${red}    x\nabcd  y`,
    );
  });

  it('is empty without rows', () => {
    assert.equal(table([]), '');
  });

  it('takes rows of different lengths', () => {
    assert.equal(table([['a'], ['bbb', 'c']]), 'a\nbbb  c');
  });
});

describe('fittedTable', () => {
  const header = ['RULE', 'RESOURCE', 'WHY', 'MENDED BY'];
  const rows = [
    ['ports', 'sg-1', 'tcp 22 is open to the whole internet', 'ec2:RevokeSecurityGroupIngress'],
    ['logging', 'photos', '', 'a person'],
  ];

  for (const [what, columns] of [
    ['nobody says how wide the terminal is', undefined],
    ['it fits', 200],
  ] as const) {
    it(`is the table where ${what}`, () => {
      assert.equal(fittedTable(rows, header, { columns }), table(rows, header));
    });
  }

  it('is a block per row where the table is too wide, and breaks only at blanks', () => {
    assert.equal(
      fittedTable(rows, header, { columns: 34, titles: 2 }),
      [
        'ports  sg-1',
        '  why        tcp 22 is open to the',
        '             whole internet',
        '  mended by  ec2:RevokeSecurityGroupIngress',
        '',
        'logging  photos',
        '  mended by  a person',
      ].join('\n'),
    );
  });
});

describe('painter', () => {
  it('paints on a terminal', () => {
    assert.equal(painter({ isTTY: true }, {})('red', 'no'), `${esc}[31mno${esc}[39m`);
  });

  for (const [what, stream, environment] of [
    ['what is piped', {}, {}],
    ['where NO_COLOR is set', { isTTY: true }, { NO_COLOR: '1' }],
  ] as const) {
    it(`leaves plain ${what}`, () => {
      assert.equal(painter(stream, environment)('red', 'no'), 'no');
    });
  }
});
