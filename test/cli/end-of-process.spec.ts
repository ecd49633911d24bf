import { EventEmitter } from 'node:events';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { describeError, endInWords } from '../../cli/end-of-process.ts';
import { Failure } from '../../contract/failure.ts';
import { printed } from '../support/cli.ts';

const hangUp = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });

describe('describeError', () => {
  for (const [what, error, text] of [
    ['a failure', new Failure('USAGE', 'no such rule'), 'no such rule [USAGE]'],
    ['an error', new RangeError('a bug'), 'a bug'],
    ['an error without a message', new AggregateError([full]), 'AggregateError'],
    ['an error whose message is none', Object.assign(new Error(), { message: { toString: null } }), 'Error'],
    ['a string', 'a bug', 'a bug'],
    ['nothing', undefined, 'undefined'],
  ] as const) {
    it(`says ${what} in one line`, () => {
      assert.equal(describeError(error), text);
    });
  }
});

describe('endInWords', () => {
  function ending() {
    const [stdout, stderr] = [new EventEmitter(), new EventEmitter()];
    const ended = Object.assign(new EventEmitter(), { stdout, stderr, exit: sinon.spy((_code: number) => undefined) });
    const terminal = printed();
    endInWords(ended, terminal);
    return { ended, terminal };
  }

  for (const event of ['uncaughtException', 'unhandledRejection']) {
    it(`says an ${event} and exits 1`, () => {
      const { ended, terminal } = ending();

      ended.emit(event, full);

      assert.deepEqual(terminal.warnings, ['write ENOSPC']);
      sinon.assert.calledOnceWithExactly(ended.exit, 1);
    });
  }

  it('says that stdout takes no more and exits 1', () => {
    const { ended, terminal } = ending();

    ended.stdout.emit('error', full);

    assert.deepEqual(terminal.warnings, ['write ENOSPC']);
    sinon.assert.calledOnceWithExactly(ended.exit, 1);
  });

  it('says nothing where the reader of stdout or stderr hangs up, and leaves the exit code as it is', () => {
    const { ended, terminal } = ending();

    ended.stdout.emit('error', hangUp);
    ended.stderr.emit('error', hangUp);

    assert.deepEqual(terminal.warnings, []);
    sinon.assert.notCalled(ended.exit);
  });
});
