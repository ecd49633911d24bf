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

  it('injects errors, which a client retries as it would', async () => {
    served.faults.inject({ times: 2, fault: { kind: 'error', code: 'ServiceUnavailable', status: 503 } });

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

  it('leaves its callers their clock: after minutes of calls a refused one is still made once', async () => {
    const time = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    try {
      const client = ssm({}, 3);
      for (let call = 0; call < 300; call += 1) {
        await get('fine', client);
        time.tick(900);
      }

      await refusalOf(get('bad', client));

      assert.equal(served.callers.length, 301);
    } finally {
      time.restore();
    }
  });

  it('has names below localhost resolved to loopback once, and leaves others alone', async () => {
    resolveLoopbackNames();
    const installed = dns.lookup;
    resolveLoopbackNames();
    const lookUp = (name: string) =>
      new Promise((resolve, reject) => {
        dns.lookup(name, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
      });

    const [below, address] = await Promise.all([lookUp('123456789012.localhost'), lookUp('192.0.2.7')]);

    assert.deepEqual(below, [{ address: '127.0.0.1', family: 4 }]);
    assert.deepEqual(address, [{ address: '192.0.2.7', family: 4 }]);
    assert.equal(dns.lookup, installed);
  });
});
