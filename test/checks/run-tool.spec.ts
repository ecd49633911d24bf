import { join } from 'node:path';
import { assert } from 'chai';
import { reasonOf, runTool, succeeded } from '../../checks/run-tool.ts';
import { temporaryFolder } from '../stacks/support/synthesised.ts';
import { fakeProgram } from './support/fake-program.ts';

describe('a tool that is run', () => {
  const folder = temporaryFolder();
  const tool = (...lines: readonly string[]): string => fakeProgram(join(folder, `tool-${lines.length}`), ...lines);

  it('answers what it wrote, in the folder and environment that it was given', async () => {
    const environment = { GIVEN: 'yes', HOME: undefined };
    const program = tool('pwd', 'echo "$1 $GIVEN [$HOME]"', 'echo aside >&2');

    const run = await runTool(program, ['one'], { folder, seconds: 20, environment });

    assert.isTrue(succeeded(run));
    assert.deepEqual(run, { kind: 'ended', code: 0, output: `${folder}\none yes []\n`, errors: 'aside\n' });
  });

  it('that fails is not an error of ours, and its first line of error is the reason', async () => {
    const run = await runTool(tool('echo working', 'echo "Error: no such thing" >&2', 'echo more >&2', 'exit 3'), [], {
      folder,
      seconds: 20,
    });

    assert.isFalse(succeeded(run));
    assert.equal(reasonOf(run, 'tool'), 'tool ended with 3 (Error: no such thing)');
  });

  it('that throws gives what it threw as the reason', async () => {
    const run = await runTool(tool('echo at.js:1 >&2', 'echo "TypeError: no" >&2', 'exit 1'), [], {
      folder,
      seconds: 20,
    });

    assert.equal(reasonOf(run, 'tool'), 'tool ended with 1 (TypeError: no)');
  });

  it('that fails in silence says so', async () => {
    const run = await runTool(tool('exit 4'), [], { folder, seconds: 20 });

    assert.equal(reasonOf(run, 'tool'), 'tool ended with 4 (said nothing)');
  });

  it('that is not there is missing', async () => {
    const run = await runTool(join(folder, 'nothing'), [], { folder, seconds: 20 });

    assert.deepEqual(run, { kind: 'missing' });
    assert.equal(reasonOf(run, 'nothing'), 'there is no nothing');
  });

  it('that takes too long is stopped, even if it would rather not', async () => {
    const run = await runTool(tool('trap "" TERM', 'exec sleep 60'), [], { folder, seconds: 0.2 });

    assert.deepEqual(run, { kind: 'timed-out' });
    assert.equal(reasonOf(run, 'tool'), 'tool did not finish in time');
  });
});
