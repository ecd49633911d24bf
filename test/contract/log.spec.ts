import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import { log } from '../../contract/log.ts';

/** What `write` prints through console.log, a line per call. */
function printed(write: () => void): unknown[] {
  const print = sinon.stub(console, 'log');
  try {
    write();
    return print.args.map(([line]) => line);
  } finally {
    print.restore();
  }
}

describe('log', () => {
  it('writes one line of JSON', () => {
    const lines = printed(() => log('info', 'told Slack', { resource: 'sg-1', text: 'two\nlines' }));

    assert.deepEqual(lines, ['{"resource":"sg-1","text":"two\\nlines","level":"info","message":"told Slack"}']);
  });

  it('does not let a field forge level or message', () => {
    const [line] = printed(() => log('error', 'real', { level: 'info', message: 'forged' }));

    assert.equal(line, '{"level":"error","message":"real"}');
  });

  it('writes what an error says, its code, ids and cause, without the stack', () => {
    const cause = new TypeError('socket closed');
    const error = new Failure('READ_FAILED', 'not read', { cause, ids: { bucket: 'logs' } });

    const [line] = printed(() => log('error', 'failed', { error }));

    assert.deepEqual(JSON.parse(String(line)), {
      error: {
        name: 'Failure',
        code: 'READ_FAILED',
        message: 'not read',
        ids: { bucket: 'logs' },
        cause: { name: 'TypeError', message: 'socket closed' },
      },
      level: 'error',
      message: 'failed',
    });
  });

  it('writes of an error only what is text, whatever an answer had in its place', () => {
    const error = Object.assign(new Error('x'), {
      name: ['Throttling'],
      code: { secret: 'key' },
      message: { secret: 'key' },
    });

    assert.deepEqual(
      printed(() => log('warn', 'odd', { error })),
      ['{"error":{},"level":"warn","message":"odd"}'],
    );
  });

  it('writes big numbers as text', () => {
    assert.deepEqual(
      printed(() => log('info', 'sum', { bytes: 2n ** 64n })),
      ['{"bytes":"18446744073709551616","level":"info","message":"sum"}'],
    );
  });

  it('names the fields that JSON cannot hold', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;

    assert.deepEqual(
      printed(() => log('warn', 'odd', { loop, id: 7 })),
      ['{"level":"warn","message":"odd","unwritable":["loop","id"]}'],
    );
  });
});
