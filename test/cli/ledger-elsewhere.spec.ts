import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import { addedKey, declaredKey, readAdded } from '../../exemptions/exemption-objects.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createSafetyStore, safetyKey } from '../../safety/safety-store.ts';
import { type Ran, runConfigmend } from '../docs/support/run-configmend.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';

const bucket = 'configmend-ledger';
const tripped = { at: '2026-11-21T10:00:00.000Z', runId: 'run-1', cause: '51 mends in one run', told: true };

describe('a ledger in another region than AWS_REGION', () => {
  let local: LocalAccount;
  let files: TemporaryFiles;
  let s3: S3Client;
  before(async () => {
    [local, files] = await Promise.all([startLocalAccount({ seed: 1 }), temporaryFiles()]);
    s3 = new S3Client(local.clientConfig());
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    const objects = [
      [safetyKey, { ...initialSafetyState, tripped } satisfies SafetyState],
      [declaredKey, { version: 1, maxDays: 90, tagExemptions: false, exemptions: [exemption({ id: 'vpn' })] }],
      [addedKey, { version: 1, exemptions: [] }],
    ] as const;
    for (const [Key, content] of objects)
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(content) }));
  });
  after(async () => {
    await local.stop();
    await files.remove();
  });

  const run = (...args: string[]): Promise<Ran> =>
    runConfigmend([...args, '--bucket', bucket], files.path('.'), {
      ...local.environment(),
      AWS_REGION: 'us-east-1',
    });

  it('shows what the breaker holds back', async () => {
    const { code, stdout, warnings } = await run('breaker', 'show');

    assert.equal(warnings, '');
    assert.include(stdout, '51 mends in one run');
    assert.equal(code, 2);
  });

  it('has the breaker reset', async () => {
    const { code, stdout, warnings } = await run('breaker', 'reset');

    assert.equal(warnings, '');
    assert.include(stdout, 'The breaker is reset.');
    assert.equal(code, 0);
    assert.isNull((await createSafetyStore(s3, bucket).read()).state.tripped);
  });

  it('lists exemptions', async () => {
    const { code, stdout, warnings } = await run('exemptions', 'list');

    assert.equal(warnings, '');
    assert.include(stdout, 'vpn');
    assert.equal(code, 0);
  });

  it('takes an exemption', async () => {
    const fields = { id: 'partner', rule: 's3-bucket-versioning', resource: 'photos', owner: 'web', for: '7d' };
    const options = Object.entries(fields).flatMap(([name, value]) => [`--${name}`, value]);

    const { code, warnings } = await run('exemptions', 'add', ...options, '--reason', 'the partner moves');

    assert.equal(warnings, '');
    assert.equal(code, 0);
    const { list } = await readAdded(s3, bucket);
    assert.deepEqual(
      list.exemptions.map(({ id }) => id),
      ['partner'],
    );
  });
});
