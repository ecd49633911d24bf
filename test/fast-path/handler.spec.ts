import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import { createFastPathHandler } from '../../fast-path/handler.ts';
import { rules } from '../../rules/registry.ts';
import { apiCallEvent, type Fields, sessionOf } from '../support/api-calls.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { groupId, ingress, securityGroup } from '../support/security-groups.ts';

const ownRole = 'arn:aws:iam::123456789012:role/configmend-eu-west-1-remediator-security-group';
const environment = {
  QUEUE_URL: 'https://sqs/remediation',
  LEDGER_BUCKET: 'ledger',
  OWN_ROLE_ARNS: JSON.stringify([ownRole]),
  RULE_PARAMETERS: '{"security-group-restricted-ports":{}}',
  RULE_SEVERITIES: '{}',
  GRACE_PERIODS: '{}',
  CONFIG_RULE_PREFIX: 'configmend-',
  COORDINATOR: 'configmend-coordinator',
};

interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly sqs?: unknown;
  readonly failed?: Failure;
  readonly open?: boolean;
}

function setUp(given: Given = {}) {
  const sqs = answering(new SQSClient({ region: 'eu-west-1' }), { SendMessageBatch: given.sqs ?? {} });
  const lambda = answering(new LambdaClient({ region: 'eu-west-1' }), { Invoke: {} });
  const sns = answering(new SNSClient({ region: 'eu-west-1' }), {});
  const bucket = exemptionBucket();
  const group = securityGroup(given.open === false ? [] : [ingress('tcp', 22, '0.0.0.0/0')]);
  const read = sinon.spy((_ids: readonly string[]) =>
    Promise.resolve({
      found: new Map(given.failed === undefined ? [[groupId, group]] : []),
      failed: new Map(given.failed === undefined ? [] : [[groupId, given.failed]]),
    }),
  );
  const handle = createFastPathHandler({
    config: new ConfigServiceClient({ region: 'eu-west-1' }),
    sqs: sqs.client,
    s3: bucket.client,
    lambda: lambda.client,
    sns: sns.client,
    rules,
    environment: { ...environment, ...given.environment },
    liveReader: () => ({ read, contextOf: () => Promise.resolve(emptyContext) }),
    now: () => new Date('2026-11-20T10:00:05.000Z'),
    pause: () => Promise.resolve(),
  });
  return { handle, read, sent: sqs.calls, woken: lambda.calls, bucket };
}

const Batch = v.object({ Entries: v.array(v.object({ MessageBody: v.string() })) });

describe('the Lambda of the fast path', () => {
  let print: sinon.SinonStub;
  beforeEach(() => {
    print = sinon.stub(console, 'log');
  });
  afterEach(() => {
    print.restore();
  });
  const logged = (): string => print.args.map(([line]) => String(line)).join('\n');

  it('queues what it finds as an instruction that the coordinator reads, then wakes it', async () => {
    const { handle, sent, woken } = setUp();

    await handle(apiCallEvent());

    const [body = ''] = inputsOf(sent, 'SendMessageBatch').flatMap((input) =>
      v.parse(Batch, input).Entries.map(({ MessageBody }) => MessageBody),
    );
    const instruction = v.parse(Instruction, JSON.parse(body));
    assert.deepEqual([instruction.resource.id, instruction.evidence.source], [groupId, 'cloudtrail']);
    assert.deepEqual(
      woken.map(({ input }) => input['FunctionName']),
      ['configmend-coordinator'],
    );
  });

  it('wakes nobody with the gate closed, nor where there is nothing to do', async () => {
    const closed = setUp({ environment: { COORDINATOR: '' } });
    const clean = setUp({ open: false });

    await closed.handle(apiCallEvent());
    await clean.handle(apiCallEvent());

    assert.lengthOf(closed.sent, 1);
    assert.deepEqual([...closed.woken, ...clean.woken, ...clean.sent], []);
  });

  for (const [what, detail] of [
    ['a call that failed', { errorCode: 'Client.UnauthorizedOperation' }],
    ['a mend of ours', { userIdentity: sessionOf(ownRole) }],
  ] as [string, Fields][]) {
    it(`reads and queues nothing for ${what}, and says so`, async () => {
      const { handle, read, sent } = setUp();

      await handle(apiCallEvent(detail));

      sinon.assert.notCalled(read);
      assert.deepEqual(sent, []);
      assert.include(logged(), '"message":"ignored"');
    });
  }

  it('logs the call and what was queued, and nothing that somebody wrote into a call', async () => {
    const { handle } = setUp();

    await handle(apiCallEvent({ userAgent: 'a secret', requestParameters: { groupId, description: 'a secret' } }));

    assert.include(logged(), '"eventId":"e1e2e3e4-1111-2222-3333-444455556666"');
    assert.include(logged(), '"queued":["security-group-restricted-ports"]');
    assert.notInclude(logged(), 'a secret');
  });

  it('reads the exemptions once for a burst of calls', async () => {
    const { handle, bucket } = setUp();

    for (let call = 0; call < 3; call += 1) await handle(apiCallEvent());

    assert.lengthOf(bucket.calls, 2, 'both lists, once');
  });

  it('fails for an event that it cannot read, so that Lambda keeps it', async () => {
    const { handle, sent } = setUp();

    await assertRejects(handle({ 'detail-type': 'something else' }), 'EVENT_UNREADABLE');
    assert.deepEqual(sent, []);
  });

  it('fails where the resource cannot be read', async () => {
    const failed = new Failure('READ_FAILED', 'security group sg-1 cannot be read', { transient: true });

    await assertRejects(setUp({ failed }).handle(apiCallEvent()), 'READ_FAILED');
  });

  it('fails where the queue refuses', async () => {
    const { handle, woken } = setUp({ sqs: awsError('AccessDenied', { status: 403 }) });

    await assertRejects(handle(apiCallEvent()), 'QUEUE_SEND_FAILED');
    assert.deepEqual(woken, []);
  });

  for (const name of ['QUEUE_URL', 'OWN_ROLE_ARNS', 'RULE_PARAMETERS', 'GRACE_PERIODS', 'LEDGER_BUCKET']) {
    it(`fails without the setting ${name}, before anything is queued`, async () => {
      const { handle, sent } = setUp({ environment: { [name]: '' } });

      await assertRejects(handle(apiCallEvent()), 'SETTING_MISSING', name);
      assert.deepEqual(sent, []);
    });
  }
});
