import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Bucket } from '../../contract/resource.ts';
import { awsError } from '../support/aws.ts';
import { type BucketMend, bucketMend as bucketMendOf } from '../support/bucket-mend.ts';
import { allOff, allOn, allow, allUsersUri, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';
import { accountId, batch, bucketIdentity, held, region, work } from '../support/instructions.ts';
import { judgeOf } from '../support/remediation.ts';

const versioning = 's3-bucket-versioning';
const encryption = 's3-bucket-encryption';
const logging = 's3-bucket-logging';
const access = 's3-bucket-public-access';
const acls = 's3-bucket-acls-disabled';
const judges = new Map(
  Object.entries({
    [versioning]: {},
    [encryption]: {},
    [logging]: { targetBucket: 'the-logs' },
    [access]: {},
    [acls]: {},
  }).map(([rule, parameters]) => [rule, judgeOf(rule, parameters)]),
);
const name = bucketIdentity().id;
const broken = (overrides: Partial<Bucket> = {}): Bucket =>
  bucket({ id: name, accountId, region, arn: `arn:aws:s3:::${name}`, ...overrides });

const bucketMend = (start: Bucket): BucketMend => bucketMendOf(start, judges);
const denied = awsError('AccessDenied', { status: 403 });
const busy = awsError('OperationAborted', { status: 409 });

describe('a mend that makes another one possible', () => {
  it('makes both: once ACLs are disabled, no object is cut off by the block any more', async () => {
    const block = 's3-bucket-public-access-block';
    const unused = judgeOf(acls, { objectAcls: 'unused', hiddenGrants: 'none' });
    const made = bucketMendOf(
      broken({ ownership: 'ObjectWriter', publicAccessBlock: allOff }),
      new Map([
        [acls, unused],
        [block, judgeOf(block)],
      ]),
    );

    assert.deepEqual(await made.mend(acls, block), [[name, 'mended']]);

    assert.deepInclude(made.live.get(name), { ownership: 'BucketOwnerEnforced', publicAccessBlock: allOn });
    assert.equal(made.notice().outcome, 'mended');
  });
});

describe('a mend that is refused for one rule of several', () => {
  it('is done with for the rules that are compliant after it, and dead-lettered for the one that is not', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);

    const outcomes = await made.mend(versioning, logging);

    assert.deepEqual(outcomes, [[name, 'partly-mended']]);
    assert.deepEqual(made.settled('deleted'), [logging]);
    assert.deepEqual(made.settled('deadLetters'), [versioning]);
    assert.deepEqual(made.settled('retried'), []);
  });

  it('tells which rule is done, which is not, and why', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);

    await made.mend(versioning, logging);

    const { outcome, notes, failure } = made.notice();
    assert.equal(outcome, 'partly-mended');
    assert.equal(notes[0], `Done: ${logging}. Not done: ${versioning}.`);
    assert.deepInclude(failure, { code: 'CHANGE_DENIED' });
  });

  it('tries again only for the rule whose call fails for a passing reason', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketLogging', busy);

    const outcomes = await made.mend(versioning, logging);

    assert.deepEqual(outcomes, [[name, 'partly-mended']]);
    assert.deepEqual([made.settled('deleted'), made.settled('retried')], [[versioning], [logging]]);
  });

  it('deletes every duplicate of what is done, and keeps one message of what is not', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);

    await made.mend(versioning, logging, versioning, logging);

    assert.deepEqual(made.settled('deadLetters'), [versioning]);
    assert.deepEqual(made.settled('deleted'), [logging, logging, versioning]);
  });

  it('is silently done with for a rule that had found nothing any more', async () => {
    const made = bucketMend(broken({ versioning: { status: 'Enabled', mfaDelete: false } }));
    made.refused.set('PutBucketLogging', denied);

    const outcomes = await made.mend(versioning, logging);

    assert.deepEqual(outcomes, [[name, 'failed']]);
    assert.deepEqual([made.settled('deleted'), made.settled('deadLetters')], [[versioning], [logging]]);
  });

  it('leaves to people what it may not mend, and is done with for what it mended', async () => {
    const made = bucketMend(broken());

    const outcomes = await made.mend(acls, versioning);

    assert.deepEqual(outcomes, [[name, 'partly-mended']]);
    assert.deepEqual([made.settled('deleted'), made.settled('deadLetters')], [[versioning], [acls]]);
    assert.equal(made.queue.deadLetters[0]?.code, 'UNMENDABLE');
  });

  it('waits until what it did shows, before it says of a rule that it is not done', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);
    const read = made.reader.read.bind(made.reader);
    let reads = 0;
    made.reader.read = async (ids) => {
      const answer = await read(ids);
      reads += 1;
      return reads === 2 ? { ...answer, found: new Map([[name, broken()]]) } : answer;
    };

    await made.mend(versioning, logging);

    assert.deepEqual(made.pauses, [200]);
    assert.deepEqual([made.settled('deleted'), made.settled('deadLetters')], [[logging], [versioning]]);
  });

  it('carries the failure for all, where it cannot be read again what is done', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);
    const read = made.reader.read.bind(made.reader);
    let reads = 0;
    made.reader.read = async (ids) => {
      reads += 1;
      return reads === 1 ? read(ids) : { found: new Map(), gone: new Set(), failed: new Map() };
    };

    await made.mend(versioning, logging);

    assert.deepEqual(made.settled('deleted'), []);
    assert.deepEqual(made.settled('deadLetters'), [logging, versioning]);
  });

  it('lets all of it come again to be told, where people could not be told of it', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);
    made.topic.refuse = true;

    await made.mend(versioning, logging);

    assert.deepEqual([made.settled('deleted'), made.settled('retried')], [[], [logging, versioning]]);
    assert.deepEqual(made.settled('deadLetters'), []);
  });

  it('says in the log line what is done', async () => {
    const made = bucketMend(broken());
    made.refused.set('PutBucketVersioning', denied);
    const messages = [versioning, logging].map((rule) =>
      held({ resource: bucketIdentity(), remediator: 's3-bucket', rule }),
    );

    const { results } = await made.runBatch(batch([work(...messages)], { remediator: 's3-bucket' }));

    assert.match(results[0]?.detail ?? '', /^CHANGE_DENIED: .* \(done: s3-bucket-logging\)$/);
  });
});

describe('the messages of any mend of a bucket, whatever is refused', () => {
  const open = broken({
    policy: policy(allow({ Resource: `arn:aws:s3:::${name}/*` })),
    grants: [ownerGrant, groupGrant(allUsersUri)],
    publicAccessBlock: allOff,
  });
  const operations = ['DeleteBucketPolicy', 'PutBucketAcl', 'PutBucketVersioning', 'PutBucketLogging'];

  it('are deleted exactly for the rules by which nothing is wrong in the end', async () => {
    let mixed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(operations),
        fc.constantFrom(denied, busy),
        fc.subarray([...judges.keys()], { minLength: 1 }),
        async (refusing, error, asked) => {
          const made = bucketMend(open);
          for (const operation of refusing) made.refused.set(operation, error);

          await made.mend(...asked);

          const end = made.live.get(name);
          if (end === undefined || end instanceof Error) assert.fail('no bucket');
          const context = await made.reader.contextOf([end]);
          const compliant = asked.filter((rule) => judges.get(rule)?.(end, context).length === 0).toSorted();
          const left = [...made.settled('retried'), ...made.settled('deadLetters')].toSorted();
          assert.deepEqual(made.settled('deleted'), compliant);
          assert.deepEqual([...compliant, ...left].toSorted(), asked.toSorted(), 'each is settled once');
          if (compliant.length > 0 && left.length > 0) mixed++;
        },
      ),
      { numRuns: 60 },
    );
    assert.isAbove(mixed, 10);
  });
});
