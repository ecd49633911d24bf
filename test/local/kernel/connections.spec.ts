import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { jsonService } from '../../../local/json-protocol.ts';
import { queryService } from '../../../local/query-protocol.ts';
import { largestBodyBytes } from '../../../local/read-request.ts';
import { refusalOf } from '../support/refusal.ts';
import { type Served, serve } from '../support/served.ts';
import { until } from '../support/until.ts';

interface BareOptions {
  readonly host?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

describe("Connections to the local account's server", () => {
  let served: Served & { handled: string[]; waiting: { gone: boolean }[]; release: () => void };
  beforeEach(async () => {
    served = await serve(() => {
      const handled: string[] = [];
      const waiting: { gone: boolean }[] = [];
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const ssm = jsonService({
        signingName: 'ssm',
        version: '1.1',
        operations: {
          async GetParameter({ Name }, caller) {
            handled.push(String(Name));
            if (Name === 'waits') {
              const seen = { gone: false };
              waiting.push(seen);
              caller.signal.addEventListener('abort', () => {
                seen.gone = true;
              });
              await Promise.race([
                released,
                new Promise((resolve) => caller.signal.addEventListener('abort', resolve)),
              ]);
            }
            return { Parameter: { Name } };
          },
        },
      });
      const sts = queryService({ signingName: 'sts', dialect: 'query', xmlns: 'urn:sts', operations: {} });
      return { services: [ssm, sts], handles: { handled, waiting, release } };
    });
  });
  afterEach(() => served.stop());

  const port = () => new URL(served.settings().endpoint).port;
  const signed = (service = 'ssm') => ({
    authorization: `AWS4-HMAC-SHA256 Credential=1/20260101/eu-west-1/${service}/aws4_request`,
    'x-amz-target': 'AmazonSSM.GetParameter',
  });
  const bare = (options: BareOptions = {}, body: string | Buffer = '{"Name":"x"}') =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const headers = { ...signed(), ...options.headers };
      const call = request({ host: '127.0.0.1', port: port(), method: 'POST', ...options, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      call.on('error', reject);
      call.end(body);
    });
  const client = () => new SSMClient({ ...served.settings(), maxAttempts: 1 });

  it('are taken on loopback only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    for (const { address } of others) {
      const refused = await refusalOf(bare({ host: address }));
      assert.match(refused.message, /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/);
    }
    assert.match(served.settings().endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  for (const { host, status } of [
    { host: '127.0.0.1', status: 200 },
    { host: 'localhost:4566', status: 200 },
    { host: '123456789012.localhost', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: '127.0.0.1.evil.example', status: 403 },
    { host: 'evil@localhost', status: 403 },
    { host: '192.0.2.7', status: 403 },
  ]) {
    it(`are ${status === 200 ? 'taken' : 'refused'} under the host name ${host}`, async () => {
      const answer = await bare({ headers: { host } });

      assert.equal(answer.status, status);
      if (status === 403) assert.deepInclude(JSON.parse(answer.body), { __type: 'InvalidHost' });
    });
  }

  it('carry one request after the other, and many at once', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const names = Array.from({ length: 50 }, (_, index) => `n-${index}`);

    const inTurn = await Promise.all(names.map((Name) => bare({ agent }, JSON.stringify({ Name }))));
    const atOnce = await Promise.all(names.map((Name) => bare({}, JSON.stringify({ Name }))));
    agent.destroy();

    for (const answers of [inTurn, atOnce]) {
      assert.deepEqual(
        answers.map(({ body }) => (JSON.parse(body) as { Parameter: { Name: string } }).Parameter.Name),
        names,
      );
    }
  });

  it('tell a waiting operation when its client hangs up, and go on serving others', async () => {
    const leaving = new AbortController();
    const call = refusalOf(client().send(new GetParameterCommand({ Name: 'waits' }), { abortSignal: leaving.signal }));
    await until(() => served.waiting.length === 1);

    leaving.abort();
    await call;
    await until(() => served.waiting[0]?.gone === true);

    assert.equal((await bare()).status, 200);
  });

  it('may break off in the middle of a request', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port()), '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"Na', () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });

    assert.equal((await bare()).status, 200);
    assert.deepEqual(served.handled, ['x']);
  });

  it('let an operation run that is struck by a delay, though the client does not wait', async () => {
    const leaving = new AbortController();
    const arrived = served.arrival('GetParameter');
    served.faults.inject({ times: 1, fault: { kind: 'delay', ms: 20 } });
    const call = refusalOf(client().send(new GetParameterCommand({ Name: 'late' }), { abortSignal: leaving.signal }));
    await arrived;

    leaving.abort();
    await call;
    await until(() => served.handled.length > 0);

    assert.deepEqual(served.handled, ['late']);
  });

  it('lose an answer even if it is an error, when told to lose it after the operation', async () => {
    served.faults.inject({ times: 1, fault: { kind: 'lose', when: 'after' } });

    await refusalOf(bare({}, 'no JSON'));

    assert.deepInclude(served.calls.calls.at(-1), { status: 400, errorCode: 'lost' });
  });

  it('answer a condition of a fault that throws as a fault of their own', async () => {
    const printed = sinon.stub(console, 'error');
    served.faults.inject({
      when: () => {
        throw new TypeError('a mistake in a test');
      },
      fault: { kind: 'delay', ms: 0 },
    });

    const answer = await bare().finally(() => printed.restore());

    assert.deepInclude(JSON.parse(answer.body), { __type: 'InternalError' });
    sinon.assert.calledOnce(printed);
  });

  it('take bodies up to a limit, and answer beyond it', async () => {
    const answer = await bare({}, Buffer.alloc(largestBodyBytes + 1, 'x'));

    assert.equal(answer.status, 413);
    assert.deepInclude(JSON.parse(answer.body), { __type: 'EntityTooLarge' });
  });

  for (const { name, options, body, says } of [
    { name: 'a path that is no URL', options: { path: '/%zz' }, body: '{}', says: 'InvalidURI' },
    { name: 'a body that is not JSON', options: {}, body: '{"Name":', says: 'SerializationException' },
    { name: 'a body that is no object', options: {}, body: '[1]', says: 'SerializationException' },
    { name: 'no target', options: { headers: { 'x-amz-target': '' } }, body: '{}', says: 'UnknownOperationException' },
    {
      name: 'a query without action',
      options: { headers: signed('sts') },
      body: 'Version=2011-06-15',
      says: 'MissingAction',
    },
    {
      name: 'a presigned URL',
      options: { path: '/?X-Amz-Signature=x', headers: { authorization: '' } },
      body: '',
      says: 'presigned',
    },
  ]) {
    it(`answer ${name} with ${says}`, async () => {
      assert.include((await bare(options, body)).body, says);
    });
  }
});
