import { assert } from 'chai';
import * as sinon from 'sinon';
import { startConsole, type RunningConsole } from '../../console/console-server.ts';
import { Failure } from '../../contract/failure.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { fakeSource, type FakeSource } from './support/fake-source.ts';
import { cookieOf, posted, raw, type RawRequest, tokenOf } from './support/raw-request.ts';

describe('the console’s server', () => {
  let source: FakeSource;
  let server: RunningConsole;
  let cookie: Record<string, string>;
  beforeEach(async () => {
    source = fakeSource();
    server = await startConsole(source);
    cookie = await cookieOf(server);
  });
  afterEach(() => server.stop());

  const get = (path: string, headers: Record<string, string> = {}) => raw(server, path, { headers });
  const post = (path: string, body: unknown, more: Record<string, string> = {}) =>
    raw(server, path, posted(server, body, { ...cookie, ...more }));
  const codeOf = (body: string): unknown => {
    const { problem } = JSON.parse(body) as { problem: { code: unknown } };
    return problem.code;
  };

  it('listens on loopback only, and prints its token behind #', async () => {
    assert.match(server.url, new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#[A-Za-z0-9_-]{43}$`));
    await assertRejects(startConsole(source, { port: server.port }), 'USAGE', 'give another --port');
  });

  it('gives the page and its parts to anybody on this machine: there is no data in them', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/console.js', 'text/javascript'],
      ['/console.css', 'text/css'],
      ['/icon.svg', 'image/svg+xml'],
      ['/emoji.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers, body } = await get(path);
      assert.deepEqual([status, headers['content-type']], [200, `${type}; charset=utf-8`], path);
      assert.notInclude(body, tokenOf(server));
      assert.notInclude(body, '123456789012');
    }
  });

  it('sends with every answer what keeps other pages out', async () => {
    for (const path of ['/', '/console.js', '/api/overview', '/nothing']) {
      const { headers } = await get(path);
      assert.include(headers, {
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
      assert.match(
        String(headers['content-security-policy']),
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
      assert.notMatch(String(headers['content-security-policy']), /unsafe|https?:|\*/);
      assert.notProperty(headers, 'access-control-allow-origin');
    }
  });

  it('gives data for the cookie alone, which only the token brings', async () => {
    const without = await get('/api/compliance');
    const wrong = await post('/api/session', { token: `${tokenOf(server).slice(0, -1)}-` });
    const right = await post('/api/session', { token: tokenOf(server) });
    const forged = await get('/api/compliance', { cookie: `configmend-console-${server.port}=${tokenOf(server)}` });
    const known = await get('/api/compliance', cookie);

    assert.deepEqual([without.status, codeOf(without.body)], [401, 'TOKEN_MISSING']);
    assert.deepEqual([wrong.status, codeOf(wrong.body)], [401, 'TOKEN_WRONG']);
    assert.notProperty(wrong.headers, 'set-cookie');
    assert.equal(right.status, 204);
    assert.match(String(right.headers['set-cookie']), /; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal(forged.status, 401);
    assert.equal(known.status, 200);
    sinon.assert.calledOnce(source.views.compliance);
  });

  for (const host of ['evil.example', 'localhost', '127.0.0.1:1', '[::1]', 'localhost.evil.example']) {
    it(`does not answer to the name "${host}", whatever it is bound to`, async () => {
      const answers = await Promise.all(
        ['/', '/api/compliance', '/console.js'].map((path) => get(path, { ...cookie, host })),
      );

      assert.deepEqual(
        answers.map(({ status }) => status),
        [421, 421, 421],
      );
      sinon.assert.notCalled(source.views.compliance);
    });
  }

  it('answers to localhost as to 127.0.0.1', async () => {
    const host = `localhost:${server.port}`;

    assert.equal((await get('/api/compliance', { ...cookie, host })).status, 200);
  });

  const action = { kind: 'gate', open: true } as const;
  for (const [what, more] of [
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['the other name of this machine', { origin: 'http://localhost:PORT' }],
    ['no origin', { origin: 'null' }],
    ['another site, by the browser’s word', { 'sec-fetch-site': 'same-site' }],
  ] as const) {
    it(`takes no write from ${what}`, async () => {
      const headers = Object.fromEntries(
        Object.entries(more).map(([name, value]) => [name, value.replace('PORT', String(server.port))]),
      );

      const answers = await Promise.all([
        post('/api/confirmations', { action }, headers),
        post('/api/actions', { action, nonce: 'x' }, headers),
        post('/api/again', { view: 'queue' }, headers),
        post('/api/session', { token: tokenOf(server) }, headers),
      ]);

      assert.deepEqual(
        answers.map(({ status, body }) => [status, codeOf(body)]),
        Array.from({ length: 4 }, () => [403, 'ORIGIN_UNKNOWN']),
      );
      sinon.assert.notCalled(source.prepare ?? assert.fail());
    });
  }

  it('takes no write without an Origin at all, nor without the cookie', async () => {
    const { headers = {}, ...rest } = posted(server, { action });
    const { origin: _, ...without } = headers;

    assert.equal(
      (await raw(server, '/api/confirmations', { ...rest, headers: { ...without, ...cookie } })).status,
      403,
    );
    assert.equal((await raw(server, '/api/confirmations', posted(server, { action }))).status, 401);
  });

  it('makes a write once, for the nonce that was issued for exactly it', async () => {
    const { body } = await post('/api/confirmations', { action });
    const { nonce } = JSON.parse(body) as { nonce: string };
    const other = await post('/api/actions', { action: { kind: 'gate', open: false }, nonce });
    const spent = await post('/api/actions', { action, nonce });
    const fresh = JSON.parse((await post('/api/confirmations', { action })).body) as { nonce: string };
    const done = await post('/api/actions', { action, nonce: fresh.nonce });
    const again = await post('/api/actions', { action, nonce: fresh.nonce });
    const made = await post('/api/actions', { action, nonce: 'made-up' });

    assert.deepEqual(
      [other, spent, again, made].map(({ status, body: said }) => [status, codeOf(said)]),
      [
        [409, 'NOT_CONFIRMED'],
        [409, 'NOT_CONFIRMED'],
        [409, 'NOT_CONFIRMED'],
        [409, 'NOT_CONFIRMED'],
      ],
    );
    assert.deepEqual([done.status, JSON.parse(done.body)], [200, { lines: ['done'] }]);
    sinon.assert.calledOnce(source.carryOut);
  });

  it('cannot write to a real account at all', async () => {
    await server.stop();
    server = await startConsole(fakeSource(true));
    cookie = await cookieOf(server);

    const answers = await Promise.all([
      post('/api/confirmations', { action }),
      post('/api/actions', { action, nonce: 'any' }),
    ]);

    assert.deepEqual(
      answers.map(({ status, body }) => [status, codeOf(body)]),
      [
        [403, 'READ_ONLY'],
        [403, 'READ_ONLY'],
      ],
    );
  });

  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/console.js/../../package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/console.js%00.css',
    '/api/../package.json',
    '/api/compliance/..',
    '/api/__proto__',
    '/api/toString',
  ]) {
    it(`has nothing under ${path}`, async () => {
      assert.equal((await get(path, cookie)).status, 404);
    });
  }

  for (const [path, method, allow] of [
    ['/', 'POST', 'GET'],
    ['/console.js', 'DELETE', 'GET'],
    ['/api/compliance', 'POST', 'GET'],
    ['/api/actions', 'GET', 'POST'],
    ['/api/session', 'PUT', 'POST'],
    ['/api/health', 'OPTIONS', 'GET'],
  ] as const) {
    it(`takes no ${method} for ${path}`, async () => {
      const { status, headers } = await raw(server, path, { method, headers: cookie });

      assert.deepEqual([status, headers['allow']], [405, allow]);
    });
  }

  for (const [what, request, status] of [
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }, 415],
    ['text', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['no JSON', { body: '{' }, 400],
    ['too much', { body: JSON.stringify({ action: 'x'.repeat(20_000) }) }, 413],
    ['an action that there is not', { body: '{"action":{"kind":"delete"}}' }, 400],
    ['more than was asked for', { body: '{"action":{"kind":"gate","open":true,"also":1}}' }, 400],
  ] satisfies [string, RawRequest, number][]) {
    it(`refuses ${what} with ${status}, and prepares nothing`, async () => {
      const usual = posted(server, {});

      const answer = await raw(server, '/api/confirmations', {
        ...usual,
        ...request,
        headers: { ...usual.headers, ...cookie, ...request.headers },
      });

      assert.deepEqual([answer.status, codeOf(answer.body)], [status, 'BODY_UNREADABLE']);
      sinon.assert.notCalled(source.prepare ?? assert.fail());
    });
  }

  it('answers 304 where nothing changed, and the data again once something did', async () => {
    const first = await get('/api/feed', cookie);
    const same = await get('/api/feed', { ...cookie, 'if-none-match': String(first.headers['etag']) });
    source.views.feed.resolves({ source: 'slack', messages: [{ key: '1', html: '', text: 'new' }] });
    const other = await post('/api/again', { view: 'feed' });

    assert.deepEqual([first.status, same.status, same.body, other.status], [200, 304, '', 200]);
    assert.notEqual(other.headers['etag'], first.headers['etag']);
  });

  it('says of one page that it cannot be read, and goes on with the others', async () => {
    source.views.queue.rejects(new Failure('USAGE', 'which queue is not known: give --queue'));
    source.views.history.rejects(awsError('AccessDenied', { status: 403 }));

    const queue: unknown = JSON.parse((await get('/api/queue', cookie)).body);
    const history: unknown = JSON.parse((await get('/api/history', cookie)).body);
    const overview = await get('/api/overview', cookie);

    assert.deepInclude(queue, { problem: { code: 'USAGE', message: 'which queue is not known: give --queue' } });
    assert.nestedPropertyVal(history, 'problem.code', 'AccessDenied');
    assert.equal(overview.status, 200);
  });

  it('says why a write was not done, with its code', async () => {
    source.prepare?.rejects(new Failure('RESTORE_REFUSED', 'it has just changed: look again'));

    const { status, body } = await post('/api/confirmations', { action });

    assert.deepEqual(
      [status, JSON.parse(body)],
      [422, { problem: { code: 'RESTORE_REFUSED', message: 'it has just changed: look again' } }],
    );
  });
});
