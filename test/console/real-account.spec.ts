import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import type { ServedDemo } from '../../cli/demo/serve.ts';
import type { Health, HistoryData, Overview, Reading } from '../../console/console-data.ts';
import { viewNames } from '../../console/console-data.ts';
import { posted, raw, type RawAnswer } from './support/raw-request.ts';
import { servedDemo } from './support/served-demo.ts';

/** The command as an operator runs it, against an account that knows nothing of it: here the local one, over its wire. */
describe('configmend console on an account', () => {
  let demo: ServedDemo;
  let child: ChildProcess;
  let url: URL;
  let cookie: Record<string, string>;
  const auditor = 'arn:aws:iam::123456789012:role/auditor';
  before(async () => {
    demo = await servedDemo();
    child = start(demo, ['--bucket', demo.deployment.ledgerBucket, '--queue', demo.deployment.queueUrl]);
    url = await addressOf(child);
    const { headers } = await raw(server(), '/api/session', posted(server(), { token: url.hash.slice(1) }));
    cookie = { cookie: String([headers['set-cookie']].flat()[0]).split(';')[0] ?? '' };
  });
  after(() => child.kill());

  const server = () => ({
    url: url.href,
    port: Number(url.port),
    bundle: { bytes: 0, ms: 0 },
    stop: () => Promise.resolve(),
  });
  const start = (of: ServedDemo, args: readonly string[]): ChildProcess => {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CONFIGMEND)_/.test(name));
    const env = { ...Object.fromEntries(own), ...of.account.environment({ roleArn: auditor }) };
    return spawn(process.execPath, ['--import', 'tsx', 'cli/configmend.ts', 'console', ...args], {
      cwd: repositoryRoot(),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  };
  const addressOf = async ({ stdout }: ChildProcess): Promise<URL> => {
    for await (const line of createInterface({ input: stdout ?? assert.fail() })) {
      const [, address] = /^The console of 123456789012 in eu-west-1, read only: (\S+)$/.exec(line) ?? [];
      if (address !== undefined) return new URL(address);
    }
    return assert.fail('no address was printed');
  };
  const get = (path: string): Promise<RawAnswer> => raw(server(), path, { headers: cookie });
  const data = async <T>(view: string): Promise<T> => {
    const reading = JSON.parse((await get(`/api/${view}`)).body) as Reading<T>;
    return reading.kind === 'read' ? reading.data : assert.fail(`${view}: ${reading.problem.message}`);
  };

  it('reads every page with the caller’s own credentials', async () => {
    const overview = JSON.parse((await get('/api/overview')).body) as Overview;
    for (const view of viewNames) await data(view);

    assert.deepInclude(overview, { mode: 'account', accountId: '123456789012', region: 'eu-west-1', breakages: [] });
    assert.include(overview.caller, 'assumed-role/auditor');
    assert.include(['open', 'closed'], overview.gate.state);
  });

  it('says that the feed is made of the ledger, and gives commands in the place of buttons', async () => {
    const feed = await data<{ source: string }>('feed');
    const history = await data<HistoryData>('history');
    const health = await data<Health>('health');

    assert.equal(feed.source, 'ledger');
    assert.deepEqual([history.canUndo, health.canWrite], [false, false]);
    for (const { id, undo } of history.actions) {
      if (undo !== undefined) assert.equal(undo, `configmend restore ${id} --bucket ${demo.deployment.ledgerBucket}`);
    }
  });

  it('draws a resource of it, with a way to AWS’s own page', async () => {
    const [bucket] = demo.world.buckets;

    const { status, body } = await get(`/api/resource?key=AWS::S3::Bucket/${bucket?.id}`);

    assert.equal(status, 200);
    const detail: unknown = JSON.parse(body);
    assert.nestedPropertyVal(detail, 'picture.kind', 'doors');
    assert.match(JSON.stringify(detail), /"url":"https:\/\/eu-west-1\.console\.aws\.amazon\.com\/s3\/buckets\//);
  });

  for (const [key, code] of [
    ['', 'USAGE'],
    ['AWS::IAM::Role/admin', 'USAGE'],
    ['AWS::EC2::SecurityGroup/sg-00000000000000000', 'READ_FAILED'],
  ] as const) {
    it(`says ${code} of the resource "${key}"`, async () => {
      const { status, body } = await get(`/api/resource?key=${key}`);

      assert.equal(status, 422);
      assert.nestedPropertyVal(JSON.parse(body) as object, 'problem.code', code);
    });
  }

  it('has changed nothing, and could not be made to', async () => {
    const request = posted(server(), { action: { kind: 'gate', open: true } }, cookie);
    const { status } = await raw(server(), '/api/confirmations', request);

    const calls = demo.account.calls.calls.filter(({ principalArn }) => principalArn.includes('assumed-role/auditor'));
    const others = calls.filter(
      ({ operation }) => !/^(Describe|Get|List|Head|BatchGet|ReceiveMessage$|ChangeMessageVisibility)/.test(operation),
    );
    assert.equal(status, 403);
    assert.isNotEmpty(calls);
    assert.deepEqual(others, []);
  });

  it('says on a page what it was not told, and ends with Ctrl-C', async () => {
    const other = start(demo, []);
    const address = await addressOf(other);
    const there = { ...server(), port: Number(address.port) };
    const { headers } = await raw(there, '/api/session', posted(there, { token: address.hash.slice(1) }));
    const known = { cookie: String([headers['set-cookie']].flat()[0]).split(';')[0] ?? '' };

    const history: unknown = JSON.parse((await raw(there, '/api/history', { headers: known })).body);
    const queue: unknown = JSON.parse((await raw(there, '/api/queue', { headers: known })).body);
    const ended = once(other, 'exit');
    other.kill('SIGINT');

    assert.nestedPropertyVal(history, 'problem.code', 'USAGE');
    assert.match(JSON.stringify(history), /give --bucket/);
    assert.match(JSON.stringify(queue), /give --queue/);
    assert.deepEqual((await ended)[0], 0);
  });
});
