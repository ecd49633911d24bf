import { assert } from 'chai';
import * as sinon from 'sinon';
import type { SessionCredentials } from '../../aws/assume-role.ts';
import { Failure } from '../../contract/failure.ts';
import { createMemberReader } from '../../remediators/member-reader.ts';
import type { AnyReader } from '../../resources/reader.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { memberSessions } from '../support/member-sessions.ts';
import { world } from '../support/pipeline.ts';
import { securityGroup } from '../support/security-groups.ts';

const role = 'account payments (111122223333), as arn:aws:iam::111122223333:role/configmend-mender-security-group';

function memberReader(inner: AnyReader, answer?: unknown) {
  const { sessions, calls } = memberSessions(answer);
  const create = sinon.spy((_credentials: SessionCredentials) => inner);
  return { reader: createMemberReader(sessions, create), create, calls };
}

const unread = (name: string, transient = false) =>
  new Failure('READ_FAILED', `sg-1 cannot be read: ${name}`, { cause: awsError(name), transient });

describe('reading in another account', () => {
  it('begins one session, with the first read', async () => {
    const { reader, create, calls } = memberReader(world([securityGroup([], { id: 'sg-1' })]).reader);
    assert.isEmpty(calls);

    const { found } = await reader.read(['sg-1']);
    const counted = await reader.count();
    const listed = [];
    for await (const { id } of reader.list()) listed.push(id);
    const { prefixLists } = await reader.contextOf([...found.values()]);

    assert.deepEqual([...found.keys()], ['sg-1']);
    assert.deepEqual([counted, listed, prefixLists.size], [1, ['sg-1'], 0]);
    assert.lengthOf(calls, 1);
    sinon.assert.calledOnceWithMatch(create, { accessKeyId: 'key 1' });
  });

  it('follows the logs of buckets where the kind has any', async () => {
    const chains = new Map([['photos', null]]);
    const { reader: inner } = world([]);

    const withLogs = memberReader({ ...inner, logChains: () => Promise.resolve(chains) });

    assert.equal(await withLogs.reader.logChains?.(['photos']), chains);
    assert.equal((await memberReader(inner).reader.logChains?.(['photos']))?.size, 0);
  });

  it('rejects where there is no session to be had, and reads nothing', async () => {
    const { reader, create } = memberReader(world([]).reader, awsError('AccessDenied', { status: 403 }));

    await assertRejects(reader.read(['sg-1']), 'ROLE_NOT_ASSUMED', 'payments');
    await assertRejects(reader.count(), 'ROLE_NOT_ASSUMED', 'payments');

    sinon.assert.notCalled(create);
  });

  for (const [what, failure, next] of [
    [
      'a region that is not enabled',
      unread('AuthFailure'),
      /: enable region us-east-1 in that account, or take it out/,
    ],
    ['a permission that is missing', unread('UnauthorizedOperation'), /apply the stack configmend-member/],
    ['a passing fault, which asks nothing of anybody', unread('Throttling', true), /Throttling$/],
  ] as const) {
    it(`names account, role and next step of ${what}`, async () => {
      const made = world([]);
      made.live.set('sg-1', failure);
      const { reader } = memberReader({ ...made.reader, count: () => Promise.reject(failure) });

      const { failed } = await reader.read(['sg-1']);

      const told = failed.get('sg-1');
      assert.deepInclude(told, { code: 'READ_FAILED', transient: failure.transient, cause: failure.cause });
      assert.isTrue(told?.message.startsWith(`${role}: `));
      assert.include(told?.message, 'sg-1 cannot be read');
      assert.match(told?.message ?? '', next);
      const counting = await assertRejects(reader.count(), 'READ_FAILED', role);
      assert.equal(counting.message, told?.message);
    });
  }
});
