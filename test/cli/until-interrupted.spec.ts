import { EventEmitter } from 'node:events';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { untilInterrupted } from '../../cli/until-interrupted.ts';

function running() {
  const process = Object.assign(new EventEmitter(), { exit: sinon.spy((_code: number) => undefined) });
  const before = sinon.spy();
  process.on('uncaughtException', before);
  return { process, before };
}

/** Work that ends when it is told to, as a read does that gives back what it has. */
function work() {
  const done: string[] = [];
  let finish: () => void = () => undefined;
  return {
    done,
    finish: () => finish(),
    run: async (signal: AbortSignal): Promise<string> => {
      await new Promise<void>((resolve) => {
        finish = resolve;
        signal.addEventListener('abort', () => resolve());
      });
      await Promise.resolve();
      done.push('given back');
      return 'value';
    },
  };
}

describe('untilInterrupted', () => {
  it('answers what the work answers, and listens no more', async () => {
    const { process } = running();
    const { run, finish } = work();

    const worked = untilInterrupted(run, process);
    finish();

    assert.deepEqual(await worked, { kind: 'done', value: 'value' });
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'unhandledRejection'])
      assert.equal(process.listenerCount(name), 0);
  });

  for (const [name, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`lets the work come to its end upon ${name}, and answers ${exitCode}`, async () => {
      const { process } = running();
      const { run, done } = work();

      const worked = untilInterrupted(run, process);
      process.emit(name);

      assert.deepEqual(await worked, { kind: 'interrupted', exitCode });
      assert.deepEqual(done, ['given back']);
      sinon.assert.notCalled(process.exit);
    });
  }

  it('ends at once upon a second Ctrl-C', async () => {
    const { process } = running();
    const { run } = work();

    const worked = untilInterrupted(run, process);
    process.emit('SIGINT');
    process.emit('SIGINT');

    sinon.assert.calledOnceWithExactly(process.exit, 130);
    await worked;
  });

  it('takes the failure of work that was interrupted for its end', async () => {
    const { process } = running();
    const worked = untilInterrupted(async (signal) => {
      process.emit('SIGINT');
      signal.throwIfAborted();
    }, process);

    assert.deepEqual(await worked, { kind: 'interrupted', exitCode: 130 });
  });

  for (const name of ['uncaughtException', 'unhandledRejection']) {
    it(`lets the work come to its end upon an ${name}, and then rejects with it`, async () => {
      const { process, before } = running();
      const { run, done } = work();
      const crash = new Error('a bug elsewhere');

      const worked = untilInterrupted(run, process).catch((error: unknown) => error);
      process.emit(name, crash);

      assert.strictEqual(await worked, crash);
      assert.deepEqual(done, ['given back']);
      sinon.assert.notCalled(before);
    });
  }

  it('gives back to whoever listened for crashes before', async () => {
    const { process, before } = running();
    await untilInterrupted(() => Promise.resolve(1), process);

    process.emit('uncaughtException', new Error('later'));

    sinon.assert.calledOnce(before);
  });

  it('rejects with what the work rejects with', async () => {
    const error = new Error('refused');

    const worked = untilInterrupted(() => Promise.reject(error), running().process);

    assert.strictEqual(await worked.catch((thrown: unknown) => thrown), error);
  });
});
