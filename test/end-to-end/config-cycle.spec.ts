import {
  ConfigServiceClient,
  GetComplianceDetailsByResourceCommand,
  type EvaluationResult,
} from '@aws-sdk/client-config-service';
import { AuthorizeSecurityGroupIngressCommand, DeleteSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { Fault } from '../../local/faults.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, createPrefixList, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';

const ruleId = 'security-group-restricted-ports';

describe('From a change to a verdict and an instruction, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });

  /** What AWS Config answers about a group now. */
  const verdictOn = async (
    id: string,
    { account } = pipeline,
  ): Promise<Pick<EvaluationResult, 'ComplianceType' | 'Annotation'>[]> => {
    const config = new ConfigServiceClient(account.clientConfig());
    const { EvaluationResults = [] } = await config.send(
      new GetComplianceDetailsByResourceCommand({ ResourceType: 'AWS::EC2::SecurityGroup', ResourceId: id }),
    );
    return EvaluationResults.map(({ ComplianceType, Annotation }) => ({
      ...(ComplianceType === undefined ? {} : { ComplianceType }),
      ...(Annotation === undefined ? {} : { Annotation }),
    }));
  };
  const verdictsSent = (id: string): number =>
    pipeline.requests.filter(({ operation, body }) => operation === 'PutEvaluations' && body.includes(id)).length;
  const open22 = {
    ComplianceType: 'NON_COMPLIANT',
    Annotation: 'tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet',
  } as const;

  it('judges a group that is made and broken later, and again when it is mended', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, []);
    await account.settled();
    const whenMade = await verdictOn(id);
    await ec2Of(account).send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(22, '0.0.0.0/0')] }),
    );
    await account.settled();
    const whenBroken = await verdictOn(id);
    const [instruction, ...others] = pipeline.queued(id);
    await pipeline.drain();

    assert.deepEqual(whenMade, [{ ComplianceType: 'COMPLIANT' }]);
    assert.deepEqual(whenBroken, [open22]);
    assert.lengthOf(others, 0);
    assert.equal(instruction?.rule, ruleId);
    assert.equal(instruction?.severity, 'critical');
    assert.equal(instruction?.attempt, 0);
    assert.equal(instruction?.evidence.source, 'config');
    assert.equal(instruction?.resource.arn, `arn:aws:ec2:eu-west-1:123456789012:security-group/${id}`);
    assert.deepEqual(instruction?.plan.changes, [
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupIngress',
        input: { GroupId: id, IpPermissions: [tcp(22, '0.0.0.0/0')] },
      },
    ]);
    assert.deepEqual(await verdictOn(id), [{ ComplianceType: 'COMPLIANT' }]);
    assert.sameMembers(told(pipeline, id), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('says that a deleted group is not applicable, and does nothing about the instruction that is left', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [tcp(22, '0.0.0.0/0')]);
    await account.settled();
    await ec2Of(account).send(new DeleteSecurityGroupCommand({ GroupId: id }));
    await account.settled();
    const queuedThen = pipeline.queued(id).length;

    const answer = await pipeline.drain();

    assert.equal(queuedThen, 1, 'the deletion itself queues nothing');
    const last = pipeline.requests.findLast(
      ({ operation, body }) => operation === 'PutEvaluations' && body.includes(id),
    );
    assert.include(last?.body, '"ComplianceType":"NOT_APPLICABLE"');
    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.isFalse(pipeline.deadLetters().some(({ body }) => body.includes(id)));
    assert.deepEqual(toldOfMends(pipeline, id), []);
  });

  it('puts a verdict again that AWS Config did not store, and queues the group once', async () => {
    const { account } = pipeline;
    let refusals = 0;
    const end = account.services.config.refuseEvaluations(() => ++refusals === 1);
    const id = await createGroup(account, []);
    await account.settled();
    end();
    const sent = verdictsSent(id);

    assert.equal(sent, 2);
    assert.deepEqual(await verdictOn(id), [{ ComplianceType: 'COMPLIANT' }]);
  });

  it('queues nothing while AWS Config stores no verdict, and is retried by Lambda', async () => {
    const { account } = pipeline;
    let refusals = 0;
    let queuedMeanwhile = 0;
    const end = account.services.config.refuseEvaluations(({ ComplianceType }) => {
      if (ComplianceType !== 'NON_COMPLIANT' || refusals === 3) return false;
      refusals += 1;
      queuedMeanwhile += pipeline.queued().length;
      return true;
    });
    const id = await createGroup(account, [tcp(22, '0.0.0.0/0')]);
    await account.settled();
    end();

    assert.equal(refusals, 3);
    assert.equal(queuedMeanwhile, 0);
    assert.deepEqual(await verdictOn(id), [open22]);
    assert.lengthOf(pipeline.queued(id), 1);
    await pipeline.drain();
    assert.deepEqual(await ingressOf(account, id), []);
  });

  it('repeats the verdict, and queues the group once, when the queue takes it only later', async () => {
    const { account } = pipeline;
    account.faults.inject({
      operation: 'SendMessageBatch',
      when: (call) => byPipeline(call, ruleId),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
      times: 1,
    });
    const id = await createGroup(account, []);
    await account.settled();
    const verdicts = verdictsSent(id);
    await ec2Of(account).send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(22, '0.0.0.0/0')] }),
    );
    await account.settled();

    assert.equal(verdictsSent(id) - verdicts, 2);
    assert.deepEqual(await verdictOn(id), [open22]);
    assert.lengthOf(pipeline.queued(id), 1);
    await pipeline.drain();
  });

  const unreadable: { what: string; event: unknown; says: string }[] = [
    { what: 'nothing', event: {}, says: 'invokingEvent' },
    {
      what: 'an invoking event that is no JSON',
      event: { invokingEvent: '{', resultToken: 'token', configRuleName: 'rule' },
      says: 'invokingEvent is not JSON',
    },
    {
      what: 'a message of an unknown type',
      event: { invokingEvent: '{"messageType":"SomethingNew"}', resultToken: 'token', configRuleName: 'rule' },
      says: 'messageType',
    },
  ];
  for (const { what, event, says } of unreadable) {
    it(`refuses an event of ${what}: the error names the field, and no verdict is sent`, async () => {
      const count = (): number => pipeline.requests.filter(({ operation }) => operation === 'PutEvaluations').length;
      const verdicts = count();

      const answer = await pipeline.invoke(ruleId, event);

      if (answer.kind !== 'threw') assert.fail('the rule answered');
      assert.include(answer.errorMessage, says);
      assert.equal(count(), verdicts);
      assert.deepEqual(pipeline.queued(), []);
    });
  }

  it('never calls a group compliant whose prefix list it cannot read, says why, and queues nothing', async () => {
    const { account } = pipeline;
    const PrefixListId = await createPrefixList(account, ['198.51.100.0/24']);
    const denied: Fault = { kind: 'error', code: 'UnauthorizedOperation', message: 'Not authorized.', status: 403 };
    const grant = account.faults.inject({ operation: 'GetManagedPrefixListEntries', fault: denied });
    const toOffices = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds: [{ PrefixListId }] };
    const id = await createGroup(account, [toOffices]);
    await account.settled();
    grant();

    const [verdict, ...others] = await verdictOn(id);
    assert.lengthOf(others, 0);
    assert.equal(verdict?.ComplianceType, 'NON_COMPLIANT');
    assert.include(verdict?.Annotation, PrefixListId);
    assert.include(verdict?.Annotation, 'UnauthorizedOperation: Not authorized.');
    assert.deepEqual(pipeline.queued(id), []);
    assert.deepEqual(told(pipeline, id), ['Non-compliant']);
  });

  describe('with items that are too large for an event, ports of its own, and no Slack', () => {
    let small: Pipeline;
    before(async () => {
      const parameters = { [ruleId]: { ports: '22,8443' } };
      small = await startPipeline({ open: true, slack: false, delivery: { oversizedBytes: 3_000 }, parameters });
    });
    after(() => small.stop());

    it('judges and mends by the ports it was deployed with', async () => {
      const { account } = small;
      const fine = await createGroup(account, [tcp(3389, '0.0.0.0/0')]);
      const broken = await createGroup(account, [tcp([8442, 8444], '0.0.0.0/0')]);
      await account.settled();
      const verdict = await verdictOn(fine, small);
      await small.record(false);

      const answer = await small.drain();

      assert.deepEqual(verdict, [{ ComplianceType: 'COMPLIANT' }]);
      assert.deepEqual(answer, drained(1, { mended: 1 }));
      assert.deepEqual(changesOf(small, fine), []);
      assert.deepEqual(await ingressOf(account, broken), ['tcp 8442 0.0.0.0/0', 'tcp 8444 0.0.0.0/0']);
      await small.record(true);
      await account.settled();
    });

    it('fetches the item from the history, and mends what it finds', async () => {
      const { account } = small;
      const offices = Array.from({ length: 20 }, (_, n): [string, string] => [`10.0.${n}.0/24`, `office ${n}`]);
      const id = await createGroup(account, [tcp(22, ['0.0.0.0/0', 'temp'], ...offices)]);
      await account.settled();
      const verdict = await verdictOn(id, small);

      const answer = await small.drain();

      const fetched = small.requests.filter(
        (request) => byPipeline(request, ruleId) && request.operation === 'GetResourceConfigHistory',
      );
      assert.isTrue(fetched.some(({ body }) => body.includes(id)));
      assert.deepEqual(verdict, [open22]);
      assert.deepEqual(answer, drained(1, { mended: 1 }));
      assert.sameMembers(
        await ingressOf(account, id),
        offices.map(([cidr, about]) => `tcp 22 ${cidr} "${about}"`),
      );
      assert.deepEqual(small.slack.messages, []);
      const log = account.services.lambda.logs('configmend-notifier').join('\n');
      assert.include(log, 'neither Slack nor e-mail reports are configured');
      assert.notInclude(log, 'Invoke Error');
    });
  });
});
