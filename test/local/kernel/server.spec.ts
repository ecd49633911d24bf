import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import dns from 'node:dns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { AwsError } from '../../../local/aws-error.ts';
import { jsonService } from '../../../local/json-protocol.ts';
import { resolveLoopbackNames } from '../../../local/loopback-names.ts';
import { queryService } from '../../../local/query-protocol.ts';
import type { Caller } from '../../../local/service.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId, region, type Served, serve } from '../support/served.ts';

describe("The local account's server", () => {
  let served: Served & { callers: Caller[] };
  beforeEach(async () => {
    served = await serve(() => {
      const callers: Caller[] = [];
      const ssm = jsonService({
        signingName: 'ssm',
        version: '1.1',
        operations: {
          GetParameter({ Name }, caller) {
            callers.push(caller);
            if (Name === 'bad') throw new AwsError('ParameterNotFound', 'there is none');
            if (Name === 'bug') throw new TypeError('a bug of ours');
            return { Parameter: { Name, Value: 'x' } };
          },
        },
      });
      const sts = queryService({ signingName: 'sts', dialect: 'query', xmlns: 'urn:sts', operations: {} });
      return { services: [ssm, sts], handles: { callers } };
    });
  });
  afterEach(() => served.stop());

  const ssm = (who: Parameters<Served['settings']>[0] = {}, maxAttempts = 1) =>
    new SSMClient({ ...served.settings(who), maxAttempts });
  const get = (Name: string, client = ssm()) => client.send(new GetParameterCommand({ Name }));
  const bare = (options: { headers?: Record<string, string>; host?: string } = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { host = '127.0.0.1', headers = {} } = options;
      const port = new URL(served.settings().endpoint).port;
      const call = request({ host, port, headers, method: 'POST' }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      });
      call.on('error', reject);
      call.end('{}');
    });

  it('tells an operation who called, from where, and when', async () => {
    await get('fine', ssm({ accountId: '210987654321', region: 'cn-north-1' }));

    const [caller] = served.callers;
    assert.deepInclude(caller, {
      accountId: '210987654321',
      region: 'cn-north-1',
      partition: 'aws-cn',
      principalArn: 'arn:aws-cn:iam::210987654321:user/local-administrator',
    });
    assert.approximately(caller?.now ?? 0, served.clock.now(), 10_000);
  });

  it('takes a key that was handed out for its principal, and any other for the usual account', async () => {
    const { accessKeyId } = served.credentials.issueSession('arn:aws:iam::210987654321:role/a/b', 'me', () => 'key');

    await get('fine', ssm({ accessKeyId }));
    await get('fine', ssm({ accessKeyId: 'AKIA-UNKNOWN' }));

    assert.deepEqual(
      served.callers.map(({ principalArn }) => principalArn),
      ['arn:aws:sts::210987654321:assumed-role/b/me', `arn:aws:iam::${accountId}:user/local-administrator`],
    );
  });

  it("answers an operation's error as AWS would, and logs it", async () => {
    const error = await refusalOf(get('bad'));

    assert.deepInclude(error, { name: 'ParameterNotFound', message: 'there is none' });
    assert.nestedPropertyVal(error, '$metadata.httpStatusCode', 400);
    assert.deepInclude(served.calls.calls.at(-1), {
      service: 'ssm',
      operation: 'GetParameter',
      region,
      status: 400,
      errorCode: 'ParameterNotFound',
    });
    assert.equal(served.calls.count({ operation: 'GetParameter', accountId }), 1);
  });

  it('names an operation that it lacks, over either protocol', async () => {
    const sts = new STSClient({ ...served.settings(), maxAttempts: 1 });

    await assertRefused(sts.send(new GetCallerIdentityCommand({})), 'NotImplemented', /sts:GetCallerIdentity/);
    await assertRefused(
      ssm().send(new DescribeParametersCommand({})),
      'NotImplemented',
      /the local account does not implement ssm:DescribeParameters/,
    );
  });

  it('answers a fault of its own as an internal error', async () => {
    const printed = sinon.stub(console, 'error');

    const error = await refusalOf(get('bug')).finally(() => printed.restore());

    assert.deepInclude(error, { name: 'InternalError', message: 'local account: TypeError: a bug of ours' });
    sinon.assert.calledOnce(printed);
  });

  it('names a service that it lacks', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/dynamodb/aws4_request';

    const { status, body } = await bare({ headers: { authorization } });

    assert.equal(status, 501);
    assert.match(body, /NotImplemented: .* no service dynamodb/);
  });

  it('refuses what is not signed', async () => {
    const { status, body } = await bare();

    assert.equal(status, 403);
    assert.match(body, /^MissingAuthenticationToken/);
  });

  it('injects errors, which a client retries as it would', async () => {
    served.faults.inject({ times: 2, fault: { kind: 'error', code: 'ThrottlingException' } });

    const { Parameter, $metadata } = await get('fine', ssm({}, 3));

    assert.equal(Parameter?.Value, 'x');
    assert.equal($metadata.attempts, 3);
    assert.equal(served.callers.length, 1);
  });

  for (const { when, took } of [
    { when: 'before', took: 0 },
    { when: 'after', took: 1 },
  ] as const) {
    it(`loses the connection ${when} the operation took effect`, async () => {
      served.faults.inject({ times: 1, fault: { kind: 'lose', when } });

      await refusalOf(get('fine'));

      assert.equal(served.callers.length, took);
      assert.equal(served.calls.calls.at(-1)?.errorCode, 'lost');
    });
  }

  it('listens on loopback only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    for (const { address } of others) {
      assert.match((await refusalOf(bare({ host: address }))).message, /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/);
    }
    assert.match(served.settings().endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('has names below localhost resolved to loopback, and leaves others alone', async () => {
    resolveLoopbackNames();
    const lookUp = (name: string) =>
      new Promise((resolve, reject) => {
        dns.lookup(name, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
      });

    const [below, address] = await Promise.all([lookUp('123456789012.localhost'), lookUp('192.0.2.7')]);

    assert.deepEqual(below, [{ address: '127.0.0.1', family: 4 }]);
    assert.deepEqual(address, [{ address: '192.0.2.7', family: 4 }]);
  });
});
