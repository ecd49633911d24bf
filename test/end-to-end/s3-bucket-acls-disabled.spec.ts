import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeletePublicAccessBlockCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { told } from './support/told.ts';
import { type Verdict, verdictOn } from './support/verdict.ts';

const id = 's3-bucket-acls-disabled';
const logDelivery = 'uri=http://acs.amazonaws.com/groups/s3/LogDelivery';

describe('Buckets with ACLs enabled, end to end', () => {
  let pipeline: Pipeline;
  let s3: S3Client;
  before(async () => {
    const parameters = { [id]: { objectAcls: 'blocked', hiddenGrants: 'none' } };
    pipeline = await startPipeline({ open: true, rules: [id], parameters });
    s3 = new S3Client(pipeline.account.clientConfig());
  });
  after(() => pipeline.stop());

  const verdict = (bucket: string): Promise<Verdict | undefined> => verdictOn(pipeline, bucket, id, 'AWS::S3::Bucket');
  /** With Block Public Access on, as AWS makes buckets. */
  async function create(Bucket: string, grants: Partial<CreateBucketCommandInput> = {}): Promise<string> {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ObjectOwnership: 'ObjectWriter', ...grants }),
    );
    await pipeline.account.settled();
    return Bucket;
  }
  async function ownershipOf(Bucket: string): Promise<string | undefined> {
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  }
  async function runPeriodically(): Promise<void> {
    // AWS Config takes one such call per minute.
    pipeline.account.clock.advance(61_000);
    const ConfigRuleNames = [pipeline.deployment.configRuleName(id)];
    const config = new ConfigServiceClient(pipeline.account.clientConfig());
    await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames }));
    await pipeline.account.settled();
  }

  it('are found though no item says so, mended, and told of', async () => {
    const bucket = await create('old-reports');
    const found = await verdict(bucket);
    const [instruction, ...others] = pipeline.queued(bucket);

    const answer = await pipeline.drain();

    const Annotation = 'ACLs are enabled (object ownership ObjectWriter)';
    assert.deepEqual(found, { ComplianceType: 'NON_COMPLIANT', Annotation });
    assert.lengthOf(others, 0);
    assert.deepInclude(instruction, { rule: id, severity: 'medium' });
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, bucket), ['PutBucketOwnershipControls']);
    assert.equal(await ownershipOf(bucket), 'BucketOwnerEnforced');
    const [[opened] = []] = await ledgerOf(pipeline, bucket);
    assert.propertyVal(opened?.actions[0]?.before, 'ownership', 'ObjectWriter');
    await runPeriodically();
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'COMPLIANT' });
    assert.sameMembers(told(pipeline, bucket), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('are enabled again, which no item says: the next periodic run finds it, and it is mended', async () => {
    const bucket = 'old-reports';
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket: bucket, OwnershipControls }));
    await runPeriodically();
    const found = await verdict(bucket);

    await pipeline.drain();

    const Annotation = 'ACLs are enabled (object ownership BucketOwnerPreferred)';
    assert.deepEqual(found, { ComplianceType: 'NON_COMPLIANT', Annotation });
    assert.equal(await ownershipOf(bucket), 'BucketOwnerEnforced');
  });

  it('are left to people where access logs arrive by the ACL, and that is what the annotation says', async () => {
    const bucket = await create('old-logs', { GrantWrite: logDelivery, GrantReadACP: logDelivery });

    const Annotation =
      'ACLs are enabled (object ownership ObjectWriter); not mended: the ACL grants WRITE and READ_ACP to the log delivery group, by which server access logs arrive';
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'NON_COMPLIANT', Annotation });
    assert.deepEqual(pipeline.queued(bucket), []);
    assert.deepEqual(changesOf(pipeline, bucket), []);
    assert.deepEqual(told(pipeline, bucket), ['Non-compliant']);
    assert.deepEqual(
      pipeline.account.decisions.filter(({ allowed }) => !allowed),
      [],
      'no call of a function was denied for want of a permission in the stack',
    );
  });

  it('are left as they are where it was wrong that no public grant is hidden, and people are told', async () => {
    await pipeline.record(false);
    const bucket = await create('old-posters');
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
    await s3.send(new PutBucketAclCommand({ Bucket: bucket, ACL: 'public-read' }));
    const ignoring = { BlockPublicAcls: true, IgnorePublicAcls: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: ignoring }));
    await pipeline.record(true);
    await pipeline.account.settled();

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { failed: 1 }));
    assert.equal(await ownershipOf(bucket), 'ObjectWriter');
    assert.deepEqual(told(pipeline, bucket), ['Non-compliant', 'Mend failed']);
    const reasons = pipeline.deadLetters().flatMap(({ body, reason }) => (body.includes(bucket) ? reason : []));
    assert.lengthOf(reasons, 1);
    assert.match(reasons[0] ?? '', /^InvalidBucketAclWithObjectOwnership/);
  });

  it('are never called compliant while object ownership cannot be read', async () => {
    const end = pipeline.account.faults.inject({
      operation: 'GetBucketOwnershipControls',
      when: (call) => byPipeline(call, id),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const bucket = await create('old-secrets');
    end();

    const found = await verdict(bucket);
    assert.equal(found?.ComplianceType, 'NON_COMPLIANT');
    assert.match(found?.Annotation ?? '', /^undecided: object ownership: /);
    assert.deepEqual(pipeline.queued(bucket), []);
  });
});
