import { EventEmitter } from 'node:events';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { port, serveConsole } from '../../cli/console-command.ts';
import { serveDemo } from '../../cli/demo/serve.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { printed } from '../support/cli.ts';
import { fakeSource } from './support/fake-source.ts';
import { servedDemo } from './support/served-demo.ts';

/** Interrupted as soon as somebody waits for that. */
function interrupted(): EventEmitter & { exit: sinon.SinonSpy } {
  const running = Object.assign(new EventEmitter(), { exit: sinon.spy() });
  running.on('newListener', (name) => {
    if (name === 'SIGINT') setImmediate(() => running.emit('SIGINT'));
  });
  return running;
}

describe('the commands that serve the console', () => {
  it('console prints where, and ends with the server closed', async () => {
    const terminal = printed();

    const code = await serveConsole(
      { region: 'eu-west-1' },
      terminal,
      () => Promise.resolve(fakeSource(true)),
      interrupted(),
    );

    const [, address = ''] = /read only: (\S+)$/.exec(terminal.stdout.join()) ?? [];
    assert.equal(code, 0);
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/#/);
    await assertGone(address);
  });

  it('console guesses no region', async () => {
    const own = sinon.stub(process, 'env').value({});
    try {
      await assertRejects(
        serveConsole({}, printed(), () => Promise.resolve(fakeSource(true)), interrupted()),
        'USAGE',
        'give --region',
      );
    } finally {
      own.restore();
    }
  });

  it('demo --serve prints where, and stops the account with the server', async () => {
    const demo = await servedDemo();
    const stop = sinon.stub().resolves();
    const terminal = printed();

    const code = await serveDemo({}, terminal, () => Promise.resolve({ ...demo, stop }), interrupted());

    assert.equal(code, 0);
    assert.include(terminal.stdout.join(), demo.url);
    sinon.assert.calledOnce(stop);
  });

  it('take a port, and nothing else, for a port', () => {
    assert.deepEqual([port('1'), port('65535')], [1, 65_535]);
    for (const wrong of ['0', '65536', '-1', '80a', '', '1e3']) assert.throws(() => port(wrong), /not a port/);
  });
});

async function assertGone(address: string): Promise<void> {
  const answered = await fetch(address).then(
    () => true,
    () => false,
  );
  assert.isFalse(answered);
}
