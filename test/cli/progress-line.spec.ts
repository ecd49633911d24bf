import { assert } from 'chai';
import { barOf, progressLine } from '../../cli/progress-line.ts';
import { processTerminal } from '../../cli/terminal.ts';

const clear = '\r\u001B[2K';

function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

describe('barOf', () => {
  for (const [done, total, text] of [
    [0, 4, '[------------------------]   0 % 0/4 regions'],
    [1, 4, '[######------------------]  25 % 1/4 regions'],
    [4, 4, '[########################] 100 % 4/4 regions'],
    [5, 4, '[########################] 100 % 5/4 regions'],
    [7, undefined, '7 regions'],
  ] as const) {
    it(`shows ${done} of ${total}`, () => {
      assert.equal(barOf(done, total, 'regions'), text);
    });
  }
});

describe('progressLine', () => {
  it('writes nothing where stderr is no terminal', () => {
    const stderr = stream(false);
    const line = progressLine(stderr);

    line.progress('x');
    line.bar(1, 2, 'x');
    line.clear();

    assert.deepEqual(stderr.written, []);
  });

  it('draws ten times a second at most, and clears the line once all is done', () => {
    const stderr = stream(true);
    let now = 0;
    const line = progressLine(stderr, () => now);

    for (now = 0; now < 1000; now += 10) line.bar(now, 1000, 'messages');
    line.bar(1000, 1000, 'messages');

    assert.lengthOf(stderr.written, 11);
    assert.equal(stderr.written[5], `${clear}[############------------]  50 % 500/1000 messages`);
    assert.equal(stderr.written.at(-1), clear);
  });

  it('does not draw over the width of the terminal, since a line that wraps stays', () => {
    const stderr = stream(true, 10);

    progressLine(stderr).progress('123456789012345');

    assert.deepEqual(stderr.written, [`${clear}123456789`]);
  });
});

describe('processTerminal', () => {
  it('knows its width where it is a terminal, and has none where it is piped', () => {
    const stderr = stream(true);

    assert.equal(processTerminal({ stdout: stream(true), stderr }).columns, 80);
    assert.isUndefined(processTerminal({ stdout: stream(false), stderr }).columns);
  });

  it('takes the bar away before it says something', () => {
    const [stdout, stderr] = [stream(true), stream(true)];
    const terminal = processTerminal({ stdout, stderr });

    terminal.bar(1, 2, 'regions');
    terminal.warn('careful');
    terminal.out('result');

    assert.deepEqual(stderr.written.slice(1), [clear, 'configmend: careful\n']);
    assert.deepEqual(stdout.written, ['result\n']);
  });

  it('warns on one line, whatever is in the text', () => {
    const stderr = stream(false);

    processTerminal({ stdout: stream(false), stderr }).warn('of AWS:\u001B]0;x\u0007 denied\n::error::x');

    assert.deepEqual(stderr.written, ['configmend: of AWS: ]0;x  denied ::error::x\n']);
  });
});
