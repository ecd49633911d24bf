import { Agent, METHODS } from 'node:http';
import { assert } from 'chai';
import * as v from 'valibot';
import { ConsoleAction } from '../../console/console-action.ts';
import { type RunningConsole, startConsole } from '../../console/console-server.ts';
import type { ConsoleSource } from '../../console/console-source.ts';
import { securityHeaders } from '../../console/guard.ts';
import { parseKey, readDetail } from '../../console/read-detail.ts';
import { Failure } from '../../contract/failure.ts';
import { kinds } from '../../resources/kinds.ts';
import { fakeSource } from '../console/support/fake-source.ts';
import { cookieOf, posted, raw, type RawAnswer, type RawRequest, tokenOf } from '../console/support/raw-request.ts';
import { webId, wideOpen } from '../security/support/estates.ts';
import { hub } from '../security/support/from-the-queue.ts';
import { livePlace } from '../security/support/live-place.ts';
import { bent } from './support/bent.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { assertNoSecret, withSecrets } from './support/secrets.ts';

/** What stands in a sample for what only the running server knows. */
const [ownPort, ownCookie, ownToken, ownNonce] = ['PORT', 'COOKIE', 'TOKEN', 'NONCE'];
const action = { kind: 'gate', open: true } as const;

const headers = { host: `127.0.0.1:${ownPort}`, cookie: ownCookie };
const get = (path: string, more: object = {}) => ({ method: 'GET', path, headers: { ...headers, ...more }, body: '' });
const post = (path: string, body: unknown) => ({
  method: 'POST',
  path,
  headers: {
    ...headers,
    origin: `http://127.0.0.1:${ownPort}`,
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
  },
  body: JSON.stringify(body),
});
const samples: readonly unknown[] = [
  get('/'),
  get('/api/overview'),
  get('/api/feed', { 'if-none-match': '"an-etag"' }),
  get(`/api/resource?key=AWS::EC2::SecurityGroup/${webId}`),
  get('/api/resource?key=AWS%3A%3AS3%3A%3ABucket%2Fholiday-photos&key=2'),
  post('/api/session', { token: ownToken }),
  post('/api/again', { view: 'queue' }),
  post('/api/confirmations', { action: { kind: 'restore', action: '20261120T120000Z-0000000f.0', force: true } }),
  post('/api/confirmations', { action: { kind: 'reset', resource: webId } }),
  post('/api/actions', { action, nonce: ownNonce }),
  post('/api/actions', { action, nonce: ownNonce }),
];

/** What was asked of the source: nothing else of it changes anything. */
const prepared: ConsoleAction[] = [];
const carriedOut: ConsoleAction[] = [];
const live = livePlace(wideOpen, hub);
const source: ConsoleSource = {
  ...fakeSource(),
  async detail(key) {
    const asked = parseKey(key, kinds);
    if (asked === undefined) throw new Failure('USAGE', 'there is no such resource');
    return readDetail(live.readerOf(asked.type), asked.id, [], true);
  },
  async prepare(given) {
    prepared.push(given);
    const preview = { title: 'Open the gate?', lines: [], conflicts: [], confirm: 'Open the gate' };
    return {
      preview,
      async carryOut() {
        carriedOut.push(given);
        return ['done'];
      },
    };
  },
};

const Bent = v.object({
  method: v.fallback(v.picklist(METHODS.filter((method) => method !== 'CONNECT')), 'PUT'),
  path: v.fallback(v.string(), '/'),
  headers: v.fallback(v.record(v.string(), v.unknown()), {}),
  body: v.fallback(v.string(), ''),
});
const Issued = v.object({ nonce: v.string() });
const Problem = v.strictObject({
  problem: v.strictObject({ code: v.pipe(v.string(), v.regex(/^[A-Z_]+$/)), message: v.string() }),
});

interface Sent extends RawRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As far as Node's client would send it: line breaks and the like never come as far as the console. */
function sendable(given: unknown, known: Readonly<Record<string, string>>): Sent {
  const { method, path, headers: all, body } = v.parse(Bent, v.is(v.object({}), given) ? given : {});
  const filled = (text: string): string =>
    Object.entries(known).reduce((whole, [sign, value]) => whole.replaceAll(sign, value), text);
  const ofHeader = (value: unknown): string =>
    filled(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
      .replaceAll(/[^ -~\u00A0-\u00FF]/g, '')
      .slice(0, 1000);
  const named = Object.entries(all).filter(([name]) => /^[\w-]{1,100}$/.test(name));
  return {
    method,
    path: pathOf(path).slice(0, 4000),
    headers: Object.fromEntries(named.map(([name, value]) => [name, ofHeader(value)])),
    // As UTF-8 carries it: half a surrogate pair is none there.
    body: method === 'GET' || method === 'HEAD' ? '' : Buffer.from(filled(body)).toString(),
  };
}

/** Bytes that no request line can hold are written as browsers write them. */
function pathOf(text: string): string {
  const written = [...Buffer.from(text)].map((byte) =>
    byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
  );
  return text.startsWith('/') ? written.join('') : `/${written.join('')}`;
}

describe('fuzz: requests to the console', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let server: RunningConsole;
  let cookie = '';
  before(async () => {
    server = await startConsole(source);
    ({ cookie = '' } = await cookieOf(server));
  });
  after(async () => {
    agent.destroy();
    await server.stop();
  });

  /** Of the action of the samples, as a person who is shown it gets it. */
  const issued = async (): Promise<string> => {
    const { body } = await raw(server, '/api/confirmations', { ...posted(server, { action }, { cookie }), agent });
    return v.parse(Issued, JSON.parse(body)).nonce;
  };

  /** Nothing is prepared or carried out but for the page itself, and by a browser that the token was given to. */
  const assertOwn = ({ method, headers: sent, body }: Sent): void => {
    assert.equal(method, 'POST');
    const own = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
    // Node's client writes its own for one that is empty.
    const host = own.get('host') || `127.0.0.1:${server.port}`;
    assert.include([`127.0.0.1:${server.port}`, `localhost:${server.port}`], host);
    assert.equal(own.get('origin'), `http://${host}`);
    assert.include(own.get('cookie'), cookie);
    assert.deepEqual(v.parse(v.looseObject({ action: ConsoleAction }), JSON.parse(body)).action, prepared[0]);
  };

  const assertAnswer = ({ status, headers: given, body }: RawAnswer, isHead: boolean): void => {
    assert.isBelow(status, 500, body);
    assert.include(given, securityHeaders);
    assert.notProperty(given, 'access-control-allow-origin');
    assertNoSecret(body, JSON.stringify(given));
    assert.notInclude(body, tokenOf(server));
    assert.notInclude(body, cookie.split('=')[1] ?? assert.fail('there is no cookie'));
    if (status >= 400 && !isHead) v.parse(Problem, JSON.parse(body));
    if ('set-cookie' in given) assert.equal(status, 204);
  };

  it('are answered or refused with a code, and nothing is changed but what was confirmed', () =>
    fuzz({
      name: 'console requests',
      inputs: withSecrets(bent(samples, 2)),
      async try(given): Promise<Ended> {
        const nonce = JSON.stringify(given).includes(ownNonce) ? await issued() : '';
        const known = { [ownPort]: String(server.port), [ownCookie]: cookie, [ownToken]: tokenOf(server) };
        const request = sendable(given, { ...known, [ownNonce]: nonce });
        for (const list of [prepared, carriedOut]) list.length = 0;

        const answer = await raw(server, request.path, { ...request, agent });

        assertAnswer(answer, request.method === 'HEAD');
        if (prepared.length > 0) {
          assert.equal(request.path.split('?')[0], '/api/confirmations');
          assertOwn(request);
        }
        if (carriedOut.length > 0) {
          assert.deepEqual([carriedOut, request.path.split('?')[0]], [[action], '/api/actions']);
          prepared.push(action);
          assertOwn(request);
          assert.include(request.body, nonce);
        }
        assert.deepEqual(live.tried, []);
        return answer.status < 400 ? 'good' : 'refused';
      },
    }));
});
