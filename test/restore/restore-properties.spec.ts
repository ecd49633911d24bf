import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Context, emptyContext } from '../../contract/context.ts';
import type { Change, Plan } from '../../contract/plan.ts';
import type { AccountBlock, Bucket, Grant, GroupRule, Resource, SecurityGroup } from '../../contract/resource.ts';
import { isMendable } from '../../contract/violation.ts';
import { remediators } from '../../remediators/registry.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import type { MadeChange } from '../../restore/made-change.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { rules } from '../../rules/registry.ts';
import { closedOnTheWay } from '../support/closed-on-the-way.ts';
import { applyToBucket, readBucket } from '../support/bucket-simulator.ts';
import { allUsersUri, authenticatedUsersUri, bucket, ownerId } from '../support/buckets.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { applyChange } from '../support/group-simulator.ts';
import { spelledPolicy } from '../support/policies.ts';
import { arbitraryContext, arbitraryRules, egress, ingress, securityGroup } from '../support/security-groups.ts';

const runs = { numRuns: 300 };
/** Where the defaults would leave violations to people. */
const parameters: Readonly<Record<string, Record<string, string>>> = {
  's3-bucket-logging': { targetBucket: 'the-logs' },
  's3-bucket-encryption': { algorithm: 'aws:kms' },
  's3-bucket-acls-disabled': { objectAcls: 'unused' },
  's3-account-public-access-block': { publicBuckets: 'none' },
};

type Rules = typeof rules;
const someRules = fc.oneof(fc.constant(rules), fc.subarray([...rules], { minLength: 1 }));

/** All that the rules about the kind of resource find, mended together. */
function mendOf(resource: Resource, context: Context, asked: Rules = rules): Plan {
  const violations = asked
    .filter(({ resourceType }) => resourceType === resource.type)
    .flatMap((rule) => rule.withParameters(parameters[rule.id] ?? givenParameters(rule))(resource, context))
    .filter(isMendable);
  const remediator = remediators.find(({ resourceType }) => resourceType === resource.type);
  return remediator?.plan(resource, violations, { rulesPerGroup: 1000 }) ?? assert.fail('no remediator');
}

/** How the model of one kind of resource takes calls and is read. */
interface Model<R extends Resource> {
  apply(kept: R, change: Change): R;
  read(kept: R): R;
}

interface Mended<R extends Resource> {
  readonly kept: R;
  readonly made: MadeChange[];
}

/** Carries out a plan up to `most` calls, and stops at the first that is refused, as a mend does. */
function carryOut<R extends Resource>(
  model: Model<R>,
  start: R,
  changes: readonly Change[],
  most = Infinity,
): Mended<R> {
  let kept = start;
  const made: MadeChange[] = [];
  for (const change of changes.slice(0, most)) {
    try {
      kept = model.apply(kept, change);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      break;
    }
    made.push({ change, surely: true });
  }
  return { kept, made };
}

function restoreOf<R extends Resource>(model: Model<R>, before: R, { kept, made }: Mended<R>, after?: R): RestorePlan {
  return planRestore({ before: model.read(before), after, live: model.read(kept), made });
}

/** Mends wholly or in part, restores, and answers what is there then. Nothing may be refused on the way back. */
function mendAndRestore<R extends Resource>(model: Model<R>, start: R, planned: Plan, most: number): R {
  const mended = carryOut(model, start, planned.changes, most);
  const { plan, conflicts, isRestored } = restoreOf(model, start, mended, model.read(mended.kept));
  assert.deepEqual(conflicts, []);
  const restored = carryOut(model, mended.kept, plan.changes);
  assert.lengthOf(restored.made, plan.changes.length, 'a call of the restore was refused');
  assert.isTrue(isRestored(model.read(restored.kept)));
  assert.isEmpty(restoreOf(model, start, { ...mended, kept: restored.kept }).plan.changes, 'restoring twice');
  return restored.kept;
}

const calls = fc.oneof({ weight: 3, arbitrary: fc.constant(99) }, fc.nat({ max: 4 }));

const groups: Model<SecurityGroup> = {
  apply: (kept, change) => ({ ...kept, rules: applyChange(kept.rules, change) }),
  read: (kept) => kept,
};
const sorted = (found: readonly GroupRule[]): string[] => found.map((rule) => JSON.stringify(rule)).toSorted();
const arbitraryGroup = fc
  .record({ found: arbitraryRules, name: fc.constantFrom('web', 'web', 'default') })
  // EC2 has no tcp or udp without ports, and nobody could authorise it.
  .map(({ found, name }) =>
    securityGroup(
      found.filter(({ protocol, fromPort }) => fromPort !== null || !['tcp', 'udp'].includes(protocol)),
      { name },
    ),
  );

describe('mending any security group by every rule, then restoring it', () => {
  it('gives back exactly its rules, with descriptions, references and prefix lists', () => {
    let mended = 0;
    fc.assert(
      fc.property(arbitraryGroup, someRules, calls, (group, asked, most) => {
        const planned = mendOf(group, arbitraryContext, asked);
        if (planned.changes.length > 0) mended++;

        const restored = mendAndRestore(groups, group, planned, most);

        assert.deepEqual(sorted(restored.rules), sorted(group.rules));
      }),
      runs,
    );
    assert.isAbove(mended, runs.numRuns / 4);
  });

  it('is never less open on the way back than when it was mended', () => {
    fc.assert(
      fc.property(arbitraryGroup, (group) => {
        const mended = carryOut(groups, group, mendOf(group, arbitraryContext).changes);
        const { plan } = restoreOf(groups, group, mended, mended.kept);
        const kinds = plan.changes.map(({ operation }) => operation);

        for (const side of ['Ingress', 'Egress']) {
          const own = kinds.filter((operation) => operation.endsWith(side));
          assert.deepEqual(own, own.toSorted(), 'Authorize comes before Revoke');
        }
      }),
      runs,
    );
  });

  it('closes nothing on the way back that is open before and after, though it was mended twice', () => {
    let twice = 0;
    fc.assert(
      fc.property(arbitraryGroup, someRules, calls, (group, asked, most) => {
        const once = carryOut(groups, group, mendOf(group, arbitraryContext, asked).changes);
        const again = carryOut(groups, once.kept, mendOf(once.kept, arbitraryContext).changes, most);
        const mended = { kept: again.kept, made: [...once.made, ...again.made] };
        if (once.made.length > 0 && again.made.length > 0) twice++;

        const { plan, conflicts } = restoreOf(groups, group, mended, mended.kept);
        const states = plan.changes.map((_, at) => carryOut(groups, mended.kept, plan.changes.slice(0, at)).kept.rules);
        const restored = carryOut(groups, mended.kept, plan.changes).kept.rules;

        assert.deepEqual(conflicts, []);
        assert.deepEqual(sorted(restored), sorted(group.rules));
        assert.isEmpty(closedOnTheWay([...states, restored]));
      }),
      runs,
    );
    assert.isAbove(twice, runs.numRuns / 20);
  });

  it('keeps what others added meanwhile', () => {
    const others = [ingress('tcp', 8443, '198.51.100.7/32', 'added later'), egress('udp', 123, '198.51.100.8/32')];
    fc.assert(
      fc.property(arbitraryGroup, (group) => {
        const mended = carryOut(groups, group, mendOf(group, arbitraryContext).changes);
        const live = { ...mended.kept, rules: [...mended.kept.rules, ...others] };

        const { plan, conflicts } = restoreOf(groups, group, { ...mended, kept: live }, mended.kept);
        const restored = carryOut(groups, live, plan.changes).kept;

        assert.deepEqual(conflicts, []);
        assert.deepEqual(sorted(restored.rules), sorted([...group.rules, ...others]));
      }),
      runs,
    );
  });
});

const grant: fc.Arbitrary<Grant> = fc.record({
  grantee: fc.constantFrom<Grant['grantee'][]>(
    { kind: 'group', uri: allUsersUri },
    { kind: 'group', uri: authenticatedUsersUri },
    { kind: 'group', uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
    { kind: 'user', id: ownerId },
    { kind: 'user', id: 'b2' },
  ),
  permission: fc.constantFrom('FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'),
});
const unset = fc.subarray<NonNullable<Bucket['unset']>[number]>(['ownership', 'publicAccessBlock']);

const arbitraryBucket: fc.Arbitrary<Bucket> = fc
  .record({
    grants: fc.uniqueArray(grant, { maxLength: 4, selector: (one) => JSON.stringify(one) }),
    policy: fc.option(spelledPolicy.map(({ text }) => text)),
    publicAccessBlock: fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    }),
    ownership: fc.constantFrom<Bucket['ownership'][]>('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    encryption: fc.constantFrom<Bucket['encryption'][]>(
      null,
      { algorithm: 'AES256', bucketKeyEnabled: true },
      { algorithm: 'aws:kms', kmsKeyId: 'alias/own', bucketKeyEnabled: false },
    ),
    versioning: fc.constantFrom<Bucket['versioning'][]>(
      { status: 'Suspended', mfaDelete: false },
      { status: 'Enabled', mfaDelete: false },
    ),
    logging: fc.constantFrom<Bucket['logging'][]>(null, { targetBucket: 'elsewhere', targetPrefix: 'x/' }),
    unset,
  })
  .map(({ unset: never, ...parts }) => {
    const own: Partial<Bucket> = parts.ownership === 'BucketOwnerEnforced' ? { grants: bucket().grants } : {};
    const without: Partial<Bucket> = {
      ...(never.includes('publicAccessBlock') ? { publicAccessBlock: bucket().publicAccessBlock } : {}),
      ...(never.includes('ownership') ? { ownership: 'ObjectWriter' as const } : {}),
      ...(never.length === 0 ? {} : { unset: never }),
    };
    return bucket({ ...parts, ...own, ...without });
  });

const buckets: Model<Bucket> = { apply: applyToBucket, read: readBucket };

describe('mending any bucket by every rule, then restoring it', () => {
  it('gives back exactly its settings, and its policy byte for byte', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryBucket, someRules, calls, (start, asked, most) => {
        const planned = mendOf(readBucket(start), emptyContext, asked);
        for (const { operation } of planned.changes) seen.add(operation);

        const restored = mendAndRestore(buckets, start, planned, most);

        assert.strictEqual(restored.policy, start.policy);
        assert.sameDeepMembers(restored.grants, start.grants);
        assert.deepEqual({ ...restored, grants: [] }, { ...start, grants: [] });
      }),
      { numRuns: 600 },
    );
    assert.includeMembers(
      [...seen],
      [
        'DeleteBucketPolicy',
        'PutBucketAcl',
        'PutBucketEncryption',
        'PutBucketLogging',
        'PutBucketOwnershipControls',
        'PutBucketPolicy',
        'PutBucketVersioning',
        'PutPublicAccessBlock',
      ],
    );
  });

  it('leaves versioning that was never enabled suspended, the nearest that S3 knows, and says so', () => {
    const start = bucket({ versioning: { status: 'Off', mfaDelete: false } });
    const mended = carryOut(buckets, start, mendOf(start, emptyContext).changes);

    const { plan } = restoreOf(buckets, start, mended, mended.kept);
    const restored = carryOut(buckets, mended.kept, plan.changes).kept;

    assert.deepEqual(restored, { ...start, versioning: { status: 'Suspended', mfaDelete: false } });
    assert.match(plan.notes.join(), /never been enabled/);
  });
});

const accountBlock: fc.Arbitrary<AccountBlock> = fc
  .option(
    fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    }),
  )
  .map((publicAccessBlock) => ({
    type: 'AWS::S3::AccountPublicAccessBlock',
    id: '111122223333',
    arn: 'arn:aws:iam::111122223333:root',
    accountId: '111122223333',
    region: 'eu-west-1',
    tags: {},
    publicAccessBlock,
  }));
const accounts: Model<AccountBlock> = {
  read: (kept) => kept,
  apply(kept, { service, operation, input }) {
    assert.deepEqual([service, input['AccountId']], ['s3-control', kept.accountId]);
    if (operation === 'DeletePublicAccessBlock') return { ...kept, publicAccessBlock: null };
    const name = { Bucket: 'of-account', ExpectedBucketOwner: kept.accountId };
    const settings = { ...input, ...name, AccountId: undefined };
    const asBucket = bucket({ id: 'of-account', accountId: kept.accountId });
    const { publicAccessBlock } = applyToBucket(asBucket, { service: 's3', operation, input: settings });
    return { ...kept, publicAccessBlock };
  },
};

describe('mending any account by every rule, then restoring it', () => {
  it('gives back exactly its settings, or that it has none', () => {
    fc.assert(
      fc.property(accountBlock, calls, (start, most) => {
        assert.deepEqual(mendAndRestore(accounts, start, mendOf(start, emptyContext), most), start);
      }),
      runs,
    );
  });
});
