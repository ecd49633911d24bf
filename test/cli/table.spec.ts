import { assert } from 'chai';
import { painter, table } from '../../cli/table.ts';

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
