import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { assert } from 'chai';
import { inspect, type InspectOptions, type Read } from '../../../cli/inspect/inspect.ts';
import type { Inspection } from '../../../cli/inspect/inspection.ts';
import { Failure } from '../../../contract/failure.ts';
import { assertRejects } from '../../support/assert-rejects.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../../support/cli.ts';
import { inspected, inspectionWith } from '../../support/inspections.ts';

const running = () => Object.assign(new EventEmitter(), { exit: () => assert.fail('the process was ended') });

async function run(found: Partial<Inspection> | Read = {}, options: InspectOptions = {}) {
  const terminal = printed();
  const read: Read = typeof found === 'function' ? found : () => Promise.resolve(inspectionWith(found));
  const process = running();
  const code = await inspect(options, terminal, read, process);
  return { code, out: terminal.stdout.join('\n'), warnings: terminal.warnings, process };
}

describe('configmend inspect', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  const unread = [{ messageId: 'm1', reason: 'the body is not JSON' }];
  for (const [what, found, expected] of [
    ['all was read', {}, 0],
    ['the queue is empty', { messages: 0, resources: [] }, 0],
    ['others hold messages', { partial: 'about 3 are with a coordinator' }, 0],
    ['the read was cut short', { complete: false }, 1],
    ['a message is unreadable', { unreadable: unread }, 1],
    ['a live resource is unreadable', { resources: [inspected({ state: 'unreadable' })] }, 1],
  ] as const) {
    it(`exits ${expected} where ${what}`, async () => {
      assert.equal((await run(found)).code, expected);
    });
  }

  it('hands on what is asked for', async () => {
    let asked: unknown;
    await run(
      (options) => {
        asked = options.filter;
        return Promise.resolve(inspectionWith());
      },
      { rule: 'r', severity: 'high', resource: 'sg-1', account: '123456789012', queue: 'https://q', live: true },
    );

    assert.deepEqual(asked, { rule: 'r', severity: 'high', resource: 'sg-1', account: '123456789012' });
  });

  it('prints the inspection as data and nothing else', async () => {
    const { out, warnings } = await run({ partial: 'some' }, { json: true });

    assert.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify(inspectionWith({ partial: 'some' }))));
    assert.deepEqual(warnings, []);
  });

  it('prints lines for a spreadsheet, and says beside them what they cannot', async () => {
    const { out, warnings } = await run({ partial: 'some', unreadable: unread, notes: ['a note'] }, { csv: true });

    assert.match(out, /^severity,resource,/);
    assert.deepEqual(warnings, ['unreadable message m1: the body is not JSON', 'not all: some', 'a note']);
  });

  it('writes a page', async () => {
    const html = files.path('page.html');

    const { out, warnings } = await run({}, { html });

    assert.match(await readFile(html, 'utf8'), /^<!doctype html>/);
    assert.deepEqual(warnings, [`written to ${html}`]);
    assert.match(out, /^1 resource \(1 critical\)/);
  });

  it('says beside the page what is amiss with the whole', async () => {
    const html = files.path('partial.html');

    const { warnings } = await run({ partial: 'some', unreadable: unread, notes: ['a note'] }, { html });

    assert.deepEqual(warnings, [
      `written to ${html}`,
      'unreadable message m1: the body is not JSON',
      'not all: some',
      'a note',
    ]);
  });

  it('refuses parameters that nothing would be judged by', async () => {
    const read: Read = () => assert.fail('the queue was read');

    await assertRejects(run(read, { parameters: 'parameters.json' }), 'USAGE', 'give --live as well');
  });

  it('refuses a file that cannot be written before it takes anything from the queue', async () => {
    const read: Read = () => assert.fail('the queue was read');

    await assertRejects(run(read, { html: files.path('no/such/page.html') }), 'FILE_NOT_WRITTEN');
  });

  it('says that everything is back in the queue when it is interrupted', async () => {
    const terminal = printed();
    const process = running();
    const read: Read = async ({ signal }) => {
      process.emit('SIGINT');
      signal?.throwIfAborted();
      return inspectionWith();
    };

    const code = await inspect({}, terminal, read, process);

    assert.equal(code, 130);
    assert.deepEqual(terminal.stdout, []);
    assert.match(terminal.warnings.join(), /nothing was changed, and what was read is visible in the queue again/);
  });

  it('rejects with the reason where the queue cannot be read', async () => {
    const failure = new Failure('READ_FAILED', 'there is no queue');

    await assertRejects(
      run(() => Promise.reject(failure)),
      'READ_FAILED',
      'there is no queue',
    );
  });
});
