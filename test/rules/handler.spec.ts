import { assert } from 'chai';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError, inputsOf, batchTaken } from '../support/aws.ts';
import {
  changeEvent,
  deletedGroupItem,
  groupItem,
  harmlessGroupItem,
  inApiForm,
  oversizedEvent,
  ruleEvent,
  scheduledEvent,
} from '../support/rule-events.ts';
import { ruleEnvironment as environment, ruleHandler, verdictsOf } from '../support/rule-handler.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

describe('the Lambda of a rule', () => {
  let print: sinon.SinonStub;
  beforeEach(() => {
    print = sinon.stub(console, 'log');
  });
  afterEach(() => {
    print.restore();
  });

  it('reports the verdict first and queues the instruction after it', async () => {
    const { handle, operations } = ruleHandler();

    await handle(changeEvent());

    assert.deepEqual(operations(), ['PutEvaluations', 'SendMessageBatch']);
  });

  it('queues nothing where the verdict was not taken', async () => {
    const { handle, sent } = ruleHandler({ config: { PutEvaluations: awsError('InvalidResultTokenException') } });

    const error = await handle(changeEvent()).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'name', 'InvalidResultTokenException');
    assert.deepEqual(sent, []);
  });

  it('queues nothing where AWS Config does not store the verdict', async () => {
    const refused = [{ ComplianceResourceId: 'sg-1' }];
    const { handle, calls, sent } = ruleHandler({ config: { PutEvaluations: { FailedEvaluations: refused } } });

    await assertRejects(handle(changeEvent()), 'EVALUATIONS_REJECTED', 'sg-1');

    assert.lengthOf(inputsOf(calls, 'PutEvaluations'), 3);
    assert.deepEqual(sent, []);
  });

  it('rejects where the instruction could not be queued, when the verdict is out', async () => {
    const { handle, calls } = ruleHandler({
      sqs: { SendMessageBatch: batchTaken({ Id: '0', Code: 'InternalError' }) },
    });

    await assertRejects(handle(changeEvent()), 'QUEUE_SEND_FAILED');

    assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
  });

  it('queues the same instruction when the event comes again', async () => {
    const { handle, calls } = ruleHandler();

    await handle(changeEvent());
    await handle(changeEvent());

    const Sent = v.object({ Entries: v.tuple([v.object({ MessageBody: v.string() })]) });
    const bodies = inputsOf(calls, 'SendMessageBatch').map((input) => v.parse(Sent, input).Entries[0].MessageBody);
    assert.lengthOf(bodies, 2);
    assert.equal(bodies[0], bodies[1]);
  });

  for (const [what, event, verdict] of [
    ['that is harmless', changeEvent(harmlessGroupItem()), 'COMPLIANT'],
    ['that was deleted', changeEvent(deletedGroupItem()), 'NOT_APPLICABLE'],
    ['that left the scope', changeEvent(groupItem(), { eventLeftScope: true }), 'NOT_APPLICABLE'],
  ] as const) {
    it(`reports a resource ${what} as ${verdict} and queues nothing`, async () => {
      const { handle, calls, sent } = ruleHandler();

      await handle(event);

      assert.deepEqual(verdictsOf(calls), [verdict]);
      assert.deepEqual(sent, []);
    });
  }

  for (const [what, event, code] of [
    ['an unknown message type', ruleEvent({ messageType: 'Surprise' }), 'EVENT_UNREADABLE'],
    ['an item that cannot be read', changeEvent({ resourceId: 'sg-1' }), 'ITEM_UNREADABLE'],
    [
      'a parameter that cannot be read',
      changeEvent(harmlessGroupItem(), { ruleParameters: '{"ports":22}' }),
      'PARAMETER_INVALID',
    ],
  ] as const) {
    it(`sends nothing for ${what}`, async () => {
      const { handle, calls, sent } = ruleHandler();

      await assertRejects(handle(event), code);

      assert.deepEqual([...calls, ...sent], []);
    });
  }

  for (const name of ['QUEUE_URL', 'AWS_REGION', 'EXEMPTIONS_BUCKET']) {
    it(`sends nothing without the setting ${name}`, async () => {
      const { handle, calls } = ruleHandler({ environment: { ...environment, [name]: '' } });

      await assertRejects(handle(changeEvent()), 'SETTING_MISSING', name);

      assert.deepEqual(calls, []);
    });
  }

  for (const [mode, expected] of [
    ['observe', ['PutEvaluations']],
    ['auto', ['PutEvaluations', 'SendMessageBatch']],
  ] as const) {
    it(`in mode ${mode} reports a violation and ${mode === 'observe' ? 'queues nothing' : 'queues its mend'}`, async () => {
      const { handle, calls, operations } = ruleHandler({ environment: { ...environment, RULE_MODE: mode } });

      await handle(changeEvent());

      assert.deepEqual(operations(), [...expected]);
      assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
    });
  }

  for (const mode of ['', 'Observe', 'off']) {
    it(`sends nothing in the unknown mode ${JSON.stringify(mode)}`, async () => {
      const { handle, calls } = ruleHandler({ environment: { ...environment, RULE_MODE: mode } });

      await assertRejects(handle(changeEvent()), 'SETTING_INVALID', `RULE_MODE="${mode}"`);

      assert.deepEqual(calls, []);
    });
  }

  it('asks for the verdict before it reports the new one, where the rule has a grace', async () => {
    const { handle, calls, operations } = ruleHandler({
      environment: { ...environment, RULE_GRACE: '24h', RULE_SEVERITY: 'low' },
      config: { GetComplianceDetailsByResource: {} },
    });

    await handle(changeEvent());

    assert.deepEqual(operations(), ['GetComplianceDetailsByResource', 'PutEvaluations', 'SendMessageBatch']);
    const Sent = v.object({ Entries: v.tuple([v.object({ MessageBody: v.string() })]) });
    const [{ MessageBody }] = v.parse(Sent, inputsOf(calls, 'SendMessageBatch')[0]).Entries;
    const { severity, begins, notBefore } = v.parse(Instruction, JSON.parse(MessageBody));
    assert.deepEqual([severity, begins], ['low', true]);
    assert.closeTo(Date.parse(notBefore ?? '') - Date.now(), 86_400_000, 60_000);
  });

  it('asks for no verdict in mode observe', async () => {
    const { handle, operations } = ruleHandler({
      environment: { ...environment, RULE_GRACE: '24h', RULE_MODE: 'observe' },
    });

    await handle(changeEvent());

    assert.deepEqual(operations(), ['PutEvaluations']);
  });

  it('reports nothing with a grace that cannot be read, instead of having none', async () => {
    const { handle, calls } = ruleHandler({ environment: { ...environment, RULE_GRACE: '1 day' } });

    await assertRejects(handle(changeEvent()), 'SETTING_INVALID', 'RULE_GRACE="1 day"');

    assert.deepEqual(calls, []);
  });

  it('fetches an item that was too large for the event', async () => {
    const history = { configurationItems: [inApiForm(groupItem())] };
    const { handle, calls, operations } = ruleHandler({ config: { GetResourceConfigHistory: history } });

    await handle(oversizedEvent());

    assert.deepEqual(operations(), ['GetResourceConfigHistory', 'PutEvaluations', 'SendMessageBatch']);
    assert.deepEqual(verdictsOf(calls), ['NON_COMPLIANT']);
  });

  it('sweeps the account on schedule, in batches, and ends the run of an empty one too', async () => {
    const groups = Array.from({ length: 230 }, (_, index) => securityGroup([], { id: `sg-${index}` }));
    const { handle, calls } = ruleHandler({ groups });
    const empty = ruleHandler();

    await handle(scheduledEvent());
    await empty.handle(scheduledEvent());

    assert.lengthOf(inputsOf(calls, 'PutEvaluations'), 3);
    assert.lengthOf(verdictsOf(calls), 230);
    assert.deepEqual(inputsOf(empty.calls, 'PutEvaluations'), [
      { ResultToken: 'token-of-this-invocation', Evaluations: [] },
    ]);
  });

  it('reports and queues what it could judge in a sweep, and fails then for what it could not', async () => {
    const unread = [new Failure('READ_FAILED', 'denied', { ids: { resourceId: 'sg-2' } })];
    const groups = [securityGroup([ingress('tcp', 22, '0.0.0.0/0')], { id: 'sg-1' })];
    const { handle, operations } = ruleHandler({ groups, unread });

    await assertRejects(handle(scheduledEvent()), 'ITEM_UNREADABLE', '1 resources could not be judged');

    assert.deepEqual(operations(), ['GetComplianceDetailsByConfigRule', 'PutEvaluations', 'SendMessageBatch']);
  });

  it("reads in the rule's account and region, with the function's own role", async () => {
    const { handle, createReader, configIn } = ruleHandler();

    await handle(changeEvent());

    const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
    sinon.assert.calledOnceWithExactly(createReader, where, undefined);
    sinon.assert.calledOnceWithExactly(configIn, 'eu-west-1', undefined);
  });

  it('logs each verdict and the counts, and no token', async () => {
    const { handle } = ruleHandler();

    await handle(changeEvent());

    assert.deepEqual(print.args, [
      [
        '{"rule":"security-group-restricted-ports","accountId":"123456789012","resourceId":"sg-1","compliance":"NON_COMPLIANT","level":"info","message":"verdict"}',
      ],
      [
        '{"rule":"security-group-restricted-ports","accountId":"123456789012","evaluations":1,"instructions":1,"level":"info","message":"evaluated"}',
      ],
    ]);
  });

  it('logs no verdict that was not taken', async () => {
    const { handle } = ruleHandler({ config: { PutEvaluations: awsError('InvalidResultTokenException') } });

    await handle(changeEvent()).catch(() => undefined);

    sinon.assert.notCalled(print);
  });
});
