import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { Change } from '../../contract/plan.ts';
import type { Resource } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import type { AnyReader } from '../../resources/reader.ts';
import { type PrepareDeps, prepareRestore } from '../../restore/prepare-restore.ts';
import { identityOf } from '../../rules/instruct.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { bucket, policy } from '../support/buckets.ts';
import { action, actionId, entry, restoring } from '../support/restore.ts';
import { groupId, ingress, securityGroup } from '../support/security-groups.ts';

type Answer = Awaited<ReturnType<AnyReader['read']>>;

/** What a reader says of one resource, or of nothing. */
const answer = (rest: Partial<Answer> = {}): Answer => ({
  found: new Map(),
  gone: new Set(),
  failed: new Map(),
  ...rest,
});
const answerOf = (live: Resource): Answer => answer({ found: new Map([[live.id, live]]) });

describe('reading the resource to restore', () => {
  const ids = { resourceId: 'holiday-photos', accountId: '111122223333', region: 'eu-west-1' };
  const why = new Failure('READ_FAILED', 'AccessDenied: no', { ids: { resourceId: 'holiday-photos' } });

  for (const [what, given, code, message, named] of [
    [
      'puts nothing back that does not exist any more',
      { gone: new Set(['holiday-photos']) },
      'RESTORE_REFUSED',
      'holiday-photos does not exist any more: nothing can be put back',
      ids,
    ],
    [
      'says why it cannot be read',
      { failed: new Map([['holiday-photos', why]]) },
      'READ_FAILED',
      'AccessDenied: no',
      why.ids,
    ],
    ['says so where nothing is said of it', {}, 'READ_FAILED', 'was not read: the answer leaves it out', ids],
  ] as const) {
    it(what, async () => {
      const { deps } = restoring();
      const readerOf: typeof deps.readerOf = () => ({ read: () => Promise.resolve(answer(given)) });

      const failure = await assertRejects(prepareRestore(actionId, { ...deps, readerOf }), code, message);

      assert.deepEqual(failure.ids, named);
    });
  }

  it('asks where it is, for it alone', async () => {
    const { deps } = restoring();
    const asked: unknown[] = [];
    const readerOf: typeof deps.readerOf = (type, where) => ({
      async read(names) {
        asked.push(type, where, names);
        return deps.readerOf(type, where).read(names);
      },
    });

    await prepareRestore(actionId, { ...deps, readerOf });

    const where = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };
    assert.deepEqual(asked, ['AWS::S3::Bucket', where, ['holiday-photos']]);
  });

  it('exempts what the mend had found, from the rules that had asked for it', async () => {
    const found: Violation[] = [{ kind: 'public-statement', index: 0, sid: 'Office', reason: 'too broad' }];
    const { deps } = restoring([entry([action({ found })])]);

    const { exempt } = await prepareRestore(actionId, deps);

    assert.includeDeepMembers([...exempt], [{ rule: 's3-bucket-public-access', target: { sid: 'Office' } }]);
  });

  it('has one conflict of what the mend could not read, and none with itself', async () => {
    const put = { service: 's3', operation: 'PutBucketLogging' } as const;
    const logging = { targetBucket: 'logs', targetPrefix: '' };
    const mended = action({
      before: bucket({ logging: { kind: 'unread', reason: 'AccessDenied' } }),
      plan: { changes: [{ ...put, input: {} }], before: [], after: [], notes: [] },
      calls: [put],
      after: bucket({ logging }),
    });

    const { restore } = await prepareRestore(actionId, restoring([entry([mended])], bucket({ logging })).deps);

    assert.deepEqual(restore.conflicts, ['Access logging cannot be read, so that it is not known what would be lost.']);
  });

  it('does not know what the mend left where it found the resource gone in the end', async () => {
    const { deps } = restoring([entry([action({ after: null })])], bucket({ policy: policy() }));

    const { restore } = await prepareRestore(actionId, deps);

    assert.deepEqual(restore.conflicts, ['The policy has been changed since the mend.']);
  });
});

describe('what a restore of a group exempts, where changes of groups', () => {
  const ssh = ingress('tcp', 22, '0.0.0.0/0');
  const revoke: Change = {
    service: 'ec2',
    operation: 'RevokeSecurityGroupIngress',
    input: { GroupId: groupId, IpPermissions: ipPermissions([ssh], 'without') },
  };
  const group = securityGroup([ssh], { accountId: '111122223333' });
  const mended = action({
    resource: identityOf(group),
    rules: ['security-group-restricted-ports'],
    before: group,
    plan: { changes: [revoke], before: [], after: [], notes: [] },
    calls: [{ service: 'ec2', operation: revoke.operation }],
    after: { ...group, rules: [] },
  });

  for (const [what, isRecorded, expected] of [
    ['are recorded', true, true],
    ['are not recorded', false, false],
    ['may be recorded nowhere', undefined, false],
  ] as const) {
    it(`${what}, is ${expected ? 'also' : 'not'} from the rule about who made a change`, async () => {
      const { deps } = restoring([entry([mended])]);
      const places: unknown[] = [];
      const live = { ...group, rules: [] };
      const given: PrepareDeps = {
        ...deps,
        readerOf: () => ({ read: () => Promise.resolve(answerOf(live)) }),
        ...(isRecorded === undefined
          ? {}
          : {
              changesAreRecorded: (place) => {
                places.push(place);
                return Promise.resolve(isRecorded);
              },
            }),
      };

      const { exempt } = await prepareRestore(actionId, given);

      const own = { rule: 'security-group-unapproved-change', target: { port: '22', cidr: '0.0.0.0/0' } };
      assert.deepEqual(
        exempt.filter(({ rule }) => rule === own.rule),
        expected ? [own] : [],
      );
      assert.includeDeepMembers([...exempt], [{ ...own, rule: 'security-group-restricted-ports' }]);
      assert.deepEqual(places, isRecorded === undefined ? [] : [live]);
    });
  }

  it('are recorded, is asked of no bucket', async () => {
    const { deps } = restoring();
    const changesAreRecorded = sinon.fake.resolves(true);

    await prepareRestore(actionId, { ...deps, changesAreRecorded });

    sinon.assert.notCalled(changesAreRecorded);
  });
});
