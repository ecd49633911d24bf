import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import { apiCallEvent, type Fields, sessionOf } from '../support/api-calls.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { fastPathHandler, instructionsOf, ownRole } from '../support/fast-path-handler.ts';
import { groupId } from '../support/security-groups.ts';

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
    const { handle, sent, woken } = fastPathHandler();

    await handle(apiCallEvent());

    const [instruction, ...others] = instructionsOf(sent);
    assert.deepEqual(others, []);
    assert.deepEqual([instruction?.resource.id, instruction?.evidence.source], [groupId, 'cloudtrail']);
    assert.deepEqual(
      woken.map(({ input }) => input['FunctionName']),
      ['configmend-coordinator'],
    );
  });

  it('wakes nobody with the gate closed, nor where there is nothing to do', async () => {
    const closed = fastPathHandler({ environment: { COORDINATOR: '' } });
    const clean = fastPathHandler({ open: false });

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
      const { handle, read, sent } = fastPathHandler();

      await handle(apiCallEvent(detail));

      sinon.assert.notCalled(read);
      assert.deepEqual(sent, []);
      assert.include(logged(), '"message":"ignored"');
    });
  }

  it('logs the call and what was queued, and nothing that somebody wrote into a call', async () => {
    const { handle } = fastPathHandler();

    await handle(apiCallEvent({ userAgent: 'a secret', requestParameters: { groupId, description: 'a secret' } }));

    assert.include(logged(), '"eventId":"e1e2e3e4-1111-2222-3333-444455556666"');
    assert.include(logged(), '"queued":["security-group-restricted-ports"]');
    assert.notInclude(logged(), 'a secret');
  });

  it('reads accounts and exemptions once for a burst of calls', async () => {
    const { handle, bucket } = fastPathHandler();

    for (let call = 0; call < 3; call += 1) await handle(apiCallEvent());

    const read = bucket.calls.flatMap(({ operation, input }) => (operation === 'GetObject' ? [input['Key']] : []));
    assert.sameMembers(read, ['accounts.json', 'exemptions/added.json', 'exemptions/declared.json']);
  });

  it('leaves behind who made the call, for whoever tells of the resource', async () => {
    const { handle, bucket } = fastPathHandler();

    await handle(apiCallEvent());

    const key = `sightings/123456789012/eu-west-1/AWS::EC2::SecurityGroup/${groupId}.json`;
    assert.deepInclude(bucket.get(key), { actor: 'arn:aws:iam::123456789012:user/sam', at: '2026-11-20T10:00:00Z' });
  });

  it('leaves nothing behind of a resource that is in order, or that could not be queued', async () => {
    const sqs = awsError('AccessDenied', { status: 403 });
    const [clean, refused] = [fastPathHandler({ open: false }), fastPathHandler({ sqs })];

    await clean.handle(apiCallEvent());
    await assertRejects(refused.handle(apiCallEvent()), 'QUEUE_SEND_FAILED');

    for (const { bucket } of [clean, refused]) {
      assert.notInclude(
        bucket.calls.map(({ operation }) => operation),
        'PutObject',
      );
    }
  });

  it('does not fail where that cannot be written, and says so', async () => {
    const beforeS3 = ({ operation }: { operation: string }): void => {
      if (operation === 'PutObject') throw awsError('AccessDenied', { status: 403 });
    };
    const { handle, sent, woken } = fastPathHandler({ beforeS3 });

    await handle(apiCallEvent());

    assert.lengthOf(instructionsOf(sent), 1);
    assert.lengthOf(woken, 1);
    assert.include(logged(), 'who called is not recorded');
  });

  it('fails for an event that it cannot read, so that Lambda keeps it', async () => {
    const { handle, sent } = fastPathHandler();

    await assertRejects(handle({ 'detail-type': 'something else' }), 'EVENT_UNREADABLE');
    assert.deepEqual(sent, []);
  });

  it('fails where the resource cannot be read', async () => {
    const failed = new Failure('READ_FAILED', 'security group sg-1 cannot be read', { transient: true });

    await assertRejects(fastPathHandler({ failed }).handle(apiCallEvent()), 'READ_FAILED');
  });

  it('fails where the queue refuses', async () => {
    const { handle, woken } = fastPathHandler({ sqs: awsError('AccessDenied', { status: 403 }) });

    await assertRejects(handle(apiCallEvent()), 'QUEUE_SEND_FAILED');
    assert.deepEqual(woken, []);
  });

  for (const name of ['QUEUE_URL', 'OWN_ROLE_ARNS', 'RULE_PARAMETERS', 'GRACE_PERIODS', 'LEDGER_BUCKET']) {
    it(`fails without the setting ${name}, before anything is queued`, async () => {
      const { handle, sent } = fastPathHandler({ environment: { [name]: '' } });

      await assertRejects(handle(apiCallEvent()), 'SETTING_MISSING', name);
      assert.deepEqual(sent, []);
    });
  }
});
