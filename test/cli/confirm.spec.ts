import { PassThrough } from 'node:stream';
import { assert } from 'chai';
import { confirm } from '../../cli/confirm.ts';
import { assertRejects } from '../support/assert-rejects.ts';

function terminalThat(says: string | null) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  if (says === null) input.end();
  else input.write(`${says}\n`);
  return { input, output };
}

describe('asking the operator', () => {
  for (const [says, wanted] of [
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
    [null, false],
  ] as const) {
    it(`takes ${says === null ? 'the end of the input' : JSON.stringify(says)} for ${wanted ? 'yes' : 'no'}`, async () => {
      assert.equal(await confirm('Put it back?', terminalThat(says)), wanted);
    });
  }

  it('asks in words that say what is meant by nothing', async () => {
    const streams = terminalThat('n');

    await confirm('Put it back?', streams);

    assert.include(String(streams.output.read()), 'Put it back? [y/N] ');
  });

  it('asks on one line, whatever the question names', async () => {
    const streams = terminalThat('n');

    await confirm('Put sg-1\u001B[2J\r\nsg-2 back?', streams);

    assert.include(String(streams.output.read()), 'Put sg-1 [2J sg-2 back? [y/N] ');
  });

  it('refuses where there is no terminal', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: false });

    await assertRejects(confirm('Put it back?', { input, output: new PassThrough() }), 'USAGE', 'give --yes');
  });
});
