import {
  DeletePublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import * as v from 'valibot';
import { bindRules } from '../../cli/bind-rules.ts';
import { scanFile } from '../../cli/scan-file.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { configmend, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { accountBlock, allOn, publicBucket } from '../support/scanned-items.ts';

const ruleId = 's3-account-public-access-block';
const put = (AccountId: string) => [
  {
    service: 's3-control' as const,
    operation: 'PutPublicAccessBlock',
    input: {
      AccountId,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  },
];

describe('scanFile, over blocks of accounts', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  const scan = async (content: unknown, ids: readonly string[] = [ruleId]) =>
    scanFile(
      await files.write('scan.json', content),
      await bindRules(ids, await files.write('parameters.json', { [ruleId]: { publicBuckets: 'none' } })),
      () => undefined,
    );
  const deleted = { configurationItemStatus: 'ResourceDeleted' };

  for (const [what, item, compliance, planned] of [
    ['is on', accountBlock(allOn), 'COMPLIANT', []],
    ['lacks a setting', accountBlock({ ...allOn, blockPublicAcls: false }), 'NON_COMPLIANT', put('111122223333')],
    ['was deleted, and so is off', accountBlock(null, deleted), 'NON_COMPLIANT', put('111122223333')],
    ['is not recorded', accountBlock(null, { configurationItemStatus: 'ResourceNotRecorded' }), 'NOT_APPLICABLE', []],
  ] as const) {
    it(`calls a block that ${what} ${compliance}`, async () => {
      const { evaluations, errors } = await scan([item]);

      assert.deepEqual(
        evaluations.map(({ resourceType, resourceId, compliance: found, plan }) => ({
          resourceType,
          resourceId,
          found,
          plan,
        })),
        [
          {
            resourceType: 'AWS::S3::AccountPublicAccessBlock',
            resourceId: '111122223333',
            found: compliance,
            plan: planned,
          },
        ],
      );
      assert.deepEqual(errors, []);
    });
  }

  it('judges by the settings that are asked for', async () => {
    const parameters = await files.write('p.json', { [ruleId]: { settings: 'blockPublicAcls' } });
    const file = await files.write('scan.json', [accountBlock({ ...allOn, blockPublicPolicy: false })]);

    const { evaluations } = await scanFile(file, await bindRules([ruleId], parameters), () => undefined);

    assert.equal(evaluations[0]?.compliance, 'COMPLIANT');
  });

  it('judges the block by its rule and the bucket by what the block says', async () => {
    const { evaluations } = await scan([publicBucket, accountBlock(allOn)], ['s3-bucket-public-access', ruleId]);

    assert.deepEqual(
      evaluations.map(({ resourceId, compliance }) => [resourceId, compliance]),
      [
        ['holiday-photos', 'COMPLIANT'],
        ['111122223333', 'COMPLIANT'],
      ],
    );
  });

  it('lists a block that cannot be read once, though two rules look at it, and says nothing of it', async () => {
    const unreadable = accountBlock({ blockPublicAcls: 'yes' });

    const { evaluations, errors } = await scan([publicBucket, unreadable], ['s3-bucket-public-access', ruleId]);

    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      ['111122223333'],
    );
    assert.deepEqual(
      evaluations.map(({ resourceId }) => resourceId),
      ['holiday-photos'],
    );
  });

  it('has one verdict of an account that is recorded in two regions', async () => {
    const recent = { awsRegion: 'us-east-1', configurationItemCaptureTime: '2026-11-20T10:00:05.000Z' };

    const { evaluations } = await scan([accountBlock(null, deleted), accountBlock(allOn, recent)]);

    assert.deepEqual(
      evaluations.map(({ compliance, region }) => [compliance, region]),
      [['COMPLIANT', 'us-east-1']],
    );
  });
});

const Scan = v.object({
  evaluations: v.array(
    v.object({ resourceId: v.string(), region: v.string(), compliance: v.string(), plan: v.array(v.unknown()) }),
  ),
  errors: v.array(v.object({ resourceId: v.optional(v.string()), message: v.string() })),
});

describe('configmend scan, over an account', () => {
  let account: LocalAccount;
  let control: S3ControlClient;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
    control = new S3ControlClient({ ...account.clientConfig(), endpoint });
  });
  after(() => account.stop());

  const scan = async (...regions: readonly string[]) => {
    const asked = regions.flatMap((region) => ['--region', region]);
    const ended = await configmend(['scan', '--rule', ruleId, '--json', ...asked], account.environment());
    return { code: ended.code, ...v.parse(Scan, JSON.parse(ended.stdout)) };
  };

  it('finds a block that was never set, once for all regions, and exits 2', async () => {
    const { code, evaluations, errors } = await scan('eu-west-1', 'us-east-1');

    assert.deepEqual(evaluations, [
      {
        resourceId: account.accountId,
        region: 'eu-west-1',
        compliance: 'NON_COMPLIANT',
        // It is left to people unless they say that no bucket is public on purpose.
        plan: [],
      },
    ]);
    assert.deepEqual([code, errors], [2, []]);
  });

  it('exits 0 where it is on', async () => {
    const AccountId = account.accountId;
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }));

    const { code, evaluations } = await scan('eu-west-1');
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }));

    assert.deepEqual(
      evaluations.map(({ compliance }) => compliance),
      ['COMPLIANT'],
    );
    assert.equal(code, 0);
  });

  it('asks the next region where one does not answer, and lists that one', async () => {
    const end = account.faults.inject({
      operation: 'GetPublicAccessBlock',
      times: 1,
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });

    const { code, evaluations, errors } = await scan('eu-west-1', 'us-east-1', 'eu-central-1');
    end();

    assert.deepEqual(
      evaluations.map(({ region }) => region),
      ['us-east-1'],
    );
    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      [account.accountId],
    );
    assert.equal(code, 2);
  });
});
