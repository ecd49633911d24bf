import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';

const Killed = v.object({ signal: v.literal('SIGKILL'), stderr: v.string() });

describe('an input that never ends', () => {
  it('ends the process, and says which input of which boundary it was', async () => {
    const root = repositoryRoot();
    const script = `
      import { watch } from ${JSON.stringify(join(root, 'test/fuzz/support/watchdog.ts'))};
      const { begin, end } = watch('a loop', 7, 1000);
      begin();
      end();
      begin();
      for (;;) if (Date.now() < 0) end();`;
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: root,
      timeout: 60_000,
      killSignal: 'SIGTERM',
    });

    const ended = v.parse(Killed, await run.catch((error: unknown) => error));

    assert.match(ended.stderr, /fuzz: a loop: .*PROPERTY_SEED=7 PROPERTY_PATH=1$/m);
  });
});
