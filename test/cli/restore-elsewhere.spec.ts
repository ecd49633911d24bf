import { EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Resource } from '../../contract/resource.ts';
import { addedKey, declaredKey } from '../../exemptions/exemption-objects.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { createLedger } from '../../safety/ledger.ts';
import { type Ran, runConfigmend } from '../docs/support/run-configmend.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { closing } from '../support/inspections.ts';
import { action, actionId, entry, entryId } from '../support/restore.ts';
import { bucket, hub, prod, startThreeAccounts, stranger, type ThreeAccounts } from './support/three-accounts.ts';

const place = { accountId: prod, region: 'us-east-1' };

describe('configmend restore and history, of an action in another account and region', () => {
  let three: ThreeAccounts;
  let files: TemporaryFiles;
  let group: string;
  let ec2: EC2Client;
  before(async () => {
    [three, files] = await Promise.all([startThreeAccounts(), temporaryFiles()]);
    const { local } = three;
    const resource = three.groupIn(place);
    group = resource.id;
    const credentials = { accessKeyId: prod, secretAccessKey: 'local' };
    ec2 = new EC2Client({ ...local.clientConfig(place.region), credentials });
    const mended = await live();
    const plan = closing(22, group);
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
    const rules = ['security-group-restricted-ports'];
    const calls = [{ service: 'ec2', operation: 'RevokeSecurityGroupIngress' }] as const;
    const record = action({ resource, rules, before: mended, after: await live(), plan, calls: [...calls] });
    const written = entry([record], { remediator: 'security-group', ...place });
    const s3 = new S3Client(local.clientConfig());
    await (await createLedger(s3, bucket).open(written)).close(written);
    const lists = [
      [declaredKey, { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] }],
      [addedKey, { version: 1, exemptions: [] }],
    ] as const;
    for (const [Key, list] of lists)
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(list) }));
    for (const [name, trusted] of [
      ['operator', hub],
      ['nobody', stranger],
    ] as const) {
      local.services.sts.roles.register({
        arn: `arn:aws:iam::${prod}:role/${name}`,
        trusted: [trusted],
        externalId: 'undo',
      });
    }
  });
  beforeEach(() => three.local.calls.clear());
  after(async () => {
    await three.local.stop();
    await files.remove();
  });

  async function live(): Promise<Resource> {
    const reader = createSecurityGroupReader(ec2, { ...place, partition: 'aws' });
    return (await reader.read([group])).found.get(group) ?? assert.fail('the group is gone');
  }
  const openPorts = async (): Promise<unknown[]> => {
    const found = await live();
    return found.type === 'AWS::EC2::SecurityGroup'
      ? found.rules.flatMap(({ direction, fromPort }) => (direction === 'ingress' ? [fromPort] : []))
      : [];
  };
  const run = (line: string): Promise<Ran> =>
    runConfigmend([...line.split(' '), '--bucket', bucket], files.path('.'), three.local.environment());
  const changes = () =>
    three.local.calls.calls.filter(({ service, operation }) => service === 'ec2' && !operation.startsWith('Describe'));

  for (const [what, options, says] of [
    [
      'no role is named',
      '--yes',
      new RegExp(
        `action ${actionId} changed sg-\\w+ in account prod \\(${prod}\\), and the credentials are for security \\(${hub}\\): give --role-name, .*--external-id.*\\[RESTORE_REFUSED\\]`,
      ),
    ],
    ['the role does not exist', '--yes --role-name nowhere', /role\/nowhere cannot be assumed: .*\[ROLE_NOT_ASSUMED\]/],
    ['the role does not trust the caller', '--yes --role-name nobody --external-id undo', /role\/nobody cannot be/],
    ['its external id is another', '--yes --role-name operator', /role\/operator cannot be assumed/],
  ] as const) {
    it(`refuses where ${what}, and has changed nothing`, async () => {
      const { code, warnings } = await run(`restore ${actionId} ${options}`);

      assert.equal(code, 1);
      assert.match(warnings, says);
      assert.deepEqual(changes(), []);
      assert.notInclude(await openPorts(), 22);
    });
  }

  it('refuses where AWS does not say whose the role’s credentials are', async () => {
    const { faults } = three.local;
    const end = faults.inject({
      operation: 'GetCallerIdentity',
      when: ({ principalArn }) => principalArn.includes('assumed-role/operator'),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });

    const { code } = await run(`restore ${actionId} --yes --role-name operator --external-id undo`);

    end();
    assert.equal(code, 1);
    assert.deepEqual(changes(), []);
  });

  it('puts it back with the role in the action’s account, in the region of the action', async () => {
    const topic = '--topic arn:aws:sns:eu-west-1:123456789012:nowhere';

    const { code, stdout, warnings } = await run(
      `restore ${actionId} --yes --role-name operator --external-id undo ${topic}`,
    );

    assert.equal(code, 0, warnings);
    assert.include(stdout, `in prod (${prod}) us-east-1`);
    assert.include(await openPorts(), 22);
    const made = changes().map(({ accountId, region, principalArn }) => ({ accountId, region, principalArn }));
    assert.deepEqual(made, [
      { ...place, principalArn: `arn:aws:sts::${prod}:assumed-role/operator/configmend-restore` },
    ]);
    const writes = three.local.calls.calls.filter(({ operation }) => operation === 'PutObject');
    for (const { accountId } of writes) assert.equal(accountId, hub, 'ledger and exemptions are the hub’s');
    assert.isNotEmpty(writes);
  });

  it('is listed by name and region', async () => {
    const since = '--since 2026-11-20 --until 2026-11-21';

    const { stdout } = await run(`history ${since} --account ${prod} --region us-east-1`);
    const other = await run(`history ${since} --account ${prod} --region eu-west-1`);

    assert.match(stdout, new RegExp(`${entryId}\\.0 .*prod \\(${prod}\\) +us-east-1`));
    assert.match(other.stdout, /^0 actions/);
  });
});
