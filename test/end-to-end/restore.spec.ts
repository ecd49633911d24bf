import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { AddedExemptions } from '../../contract/exemption.ts';
import { configmend, type Ended } from '../support/cli.ts';
import { createBucket, sharedPolicy } from './support/buckets.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { rawState } from './support/raw-state.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, createPrefixList, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

const History = v.object({
  actions: v.array(v.looseObject({ id: v.string(), outcome: v.string(), resource: v.object({ id: v.string() }) })),
  unreadable: v.array(v.object({ key: v.string(), reason: v.string() })),
});

describe('configmend restore, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    const rules = ['security-group-restricted-ports', 'security-group-authorized-ports', 's3-bucket-public-access'];
    pipeline = await startPipeline({ open: true, rules });
  });
  after(() => pipeline.stop());

  const run = (...args: string[]): Promise<Ended> =>
    configmend(args, {
      ...pipeline.account.environment(),
      CONFIGMEND_LEDGER_BUCKET: pipeline.deployment.ledgerBucket,
      CONFIGMEND_NOTICES_TOPIC: pipeline.deployment.noticesTopicArn,
    });
  /** Mends it; answers the action that a restore undoes. */
  const mended = async (resourceId: string): Promise<string> => {
    await pipeline.account.settled();
    await pipeline.drain();
    const entries = (await ledgerOf(pipeline, resourceId)).flatMap((versions) => versions.at(-1) ?? []);
    const action = entries.flatMap(({ actions }) => actions).find(({ resource }) => resource.id === resourceId);
    assert.equal(action?.outcome, 'mended');
    return action?.id ?? '';
  };
  /** A run after AWS Config has seen what there is now. */
  const settle = async (): Promise<void> => {
    await pipeline.account.settled();
    await pipeline.drain();
  };
  const exemptions = async () => {
    const s3 = new S3Client(pipeline.account.clientConfig());
    const at = { Bucket: pipeline.deployment.ledgerBucket, Key: 'exemptions/added.json' };
    const { Body } = await s3.send(new GetObjectCommand(at));
    return v.parse(AddedExemptions, JSON.parse((await Body?.transformToString()) ?? '')).exemptions;
  };
  const rawRules = async (id: string): Promise<string[]> => ingressOf(pipeline.account, id);
  const brokenGroup = (): Promise<string> =>
    createGroup(pipeline.account, [
      tcp([20, 25], ['0.0.0.0/0', 'temp'], ['10.0.0.0/8', 'office']),
      tcp(443, '0.0.0.0/0'),
    ]);

  it('puts a group back with descriptions, references and prefix lists, keeps it so, and tells', async () => {
    const { account } = pipeline;
    const friend = await createGroup(account, []);
    const list = await createPrefixList(account, ['198.51.100.0/24']);
    const id = await createGroup(account, [
      {
        ...tcp([20, 25], ['0.0.0.0/0', 'temp'], ['2001:db8::/32', 'six']),
        UserIdGroupPairs: [{ GroupId: friend, Description: 'friend' }],
      },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds: [{ PrefixListId: list, Description: 'office' }] },
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'everything' }] },
    ]);
    const start = await rawRules(id);
    const action = await mended(id);
    assert.notDeepEqual(await rawRules(id), start);

    const restored = await run('restore', action, '--yes', '--exempt-for', '2h');

    assert.deepEqual([restored.code, restored.stderr], [0, '']);
    assert.include(restored.stdout, `${id} is as before ${action}.`);
    assert.deepEqual(await rawRules(id), start);
    await account.settled();
    assert.include(toldOfMends(pipeline, id), 'Put back as it was');

    const changes = changesOf(pipeline, id).length;
    await settle();
    assert.deepEqual(await rawRules(id), start, 'it was mended again');
    assert.lengthOf(changesOf(pipeline, id), changes);

    const added = (await exemptions()).filter(({ resource }) => resource === id);
    assert.isNotEmpty(added);
    for (const { createdBy, created, expires } of added) {
      assert.deepEqual([createdBy, Date.parse(expires) - Date.parse(created)], ['restore', 2 * 3_600_000]);
    }
    const [record] = (await ledgerOf(pipeline, id)).flatMap((versions) => versions.at(-1) ?? []).slice(-1);
    const [recorded] = record?.actions ?? [];
    assert.deepInclude(recorded, { restores: action, outcome: 'restored' });
    assert.isTrue(
      recorded?.calls.every(({ requestId, durationMs }) => requestId !== undefined && durationMs !== undefined),
    );
  });

  it('puts a bucket back, policy byte for byte, and ACL', async () => {
    const { account } = pipeline;
    const policy = sharedPolicy('undone').replaceAll(':[', ' :\n  [');
    const id = await createBucket(account, 'undone', { acl: 'public-read', policy });
    const start = (await rawState(account)).get(id);
    const action = await mended(id);
    assert.notEqual((await rawState(account)).get(id), start);

    const restored = await run('restore', action, '--yes');

    assert.deepEqual([restored.code, restored.stderr], [0, '']);
    assert.equal((await rawState(account)).get(id), start);
    await settle();
    assert.equal((await rawState(account)).get(id), start, 'it was mended again');
  });

  it('shows what it would do, and changes nothing, with --dry-run', async () => {
    const id = await brokenGroup();
    const action = await mended(id);
    const [then, added, ledger] = [await rawRules(id), await exemptions(), await ledgerOf(pipeline, id)];

    const shown = await run('restore', action, '--dry-run');

    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /^\+ tcp 20-25 from 0\.0\.0\.0\/0 "temp"$/m);
    assert.include(shown.stdout, 'ec2:AuthorizeSecurityGroupIngress');
    assert.match(shown.stdout, /security-group-restricted-ports +port 20-25, cidr 0\.0\.0\.0\/0/);
    assert.deepEqual([await rawRules(id), await exemptions(), await ledgerOf(pipeline, id)], [then, added, ledger]);
  });

  it('refuses without a terminal to ask on', async () => {
    const id = await brokenGroup();
    const action = await mended(id);
    const then = await rawRules(id);

    const refused = await run('restore', action);

    assert.equal(refused.code, 1);
    assert.include(refused.stderr, 'give --yes');
    assert.deepEqual(await rawRules(id), then);
  });

  it('refuses where the policy has been changed since, unless forced', async () => {
    const { account } = pipeline;
    const s3 = new S3Client(account.clientConfig());
    const id = await createBucket(account, 'moved-on', { policy: sharedPolicy('moved-on') });
    const start = (await rawState(account)).get(id);
    const action = await mended(id);
    const later = sharedPolicy('moved-on').replace('"*"', '{"AWS":"arn:aws:iam::210987654321:role/later"}');
    await s3.send(new PutBucketPolicyCommand({ Bucket: id, Policy: later }));
    const moved = (await rawState(account)).get(id);

    const refused = await run('restore', action, '--yes');

    assert.equal(refused.code, 2);
    assert.include(refused.stdout, 'The policy has been changed since the mend.');
    assert.equal((await rawState(account)).get(id), moved);
    assert.isEmpty((await exemptions()).filter(({ resource }) => resource === id));

    const forced = await run('restore', action, '--yes', '--force');
    assert.equal(forced.code, 0);
    assert.equal((await rawState(account)).get(id), start);
  });

  it('keeps what others added since, and refuses to write over what they brought back', async () => {
    const { account } = pipeline;
    const ec2 = ec2Of(account);
    const [kept, back] = [await brokenGroup(), await brokenGroup()];
    const start = await rawRules(kept);
    const [action, other] = [await mended(kept), await mended(back)];
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: kept,
        IpPermissions: [tcp(8443, ['198.51.100.7/32', 'new'])],
      }),
    );
    const GroupId = back;
    await ec2.send(
      new UpdateSecurityGroupRuleDescriptionsIngressCommand({
        GroupId,
        IpPermissions: [tcp(443, ['0.0.0.0/0', 'web'])],
      }),
    );
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp([20, 25], ['0.0.0.0/0', 'again'])] }),
    );

    const [one, two] = [await run('restore', action, '--yes'), await run('restore', other, '--yes')];

    assert.equal(one.code, 0);
    assert.deepEqual(await rawRules(kept), [...start, 'tcp 8443 198.51.100.7/32 "new"'].toSorted());
    assert.equal(two.code, 2);
    assert.include(two.stdout, 'tcp 20-25 from 0.0.0.0/0 has been added again since, with another description.');
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp([20, 25], '0.0.0.0/0')] }));
  });

  it('is in the history beside what it undid, whatever else is in the ledger', async () => {
    const { ledgerBucket: Bucket } = pipeline.deployment;
    const id = await brokenGroup();
    const action = await mended(id);
    await run('restore', action, '--yes');
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const s3 = new S3Client(pipeline.account.clientConfig());
    await s3.send(new PutObjectCommand({ Bucket, Key: `actions/${day}/broken.json`, Body: '{' }));

    const listed = await run('history', '--resource', id, '--json');
    const table = await run('history', '--resource', id);

    assert.equal(listed.code, 1);
    const { actions, unreadable } = v.parse(History, JSON.parse(listed.stdout));
    assert.deepEqual(
      actions.map(({ outcome, restores, restoredBy }) => [outcome, restores, typeof restoredBy]),
      [
        ['restored', action, 'undefined'],
        ['mended', undefined, 'string'],
      ],
    );
    assert.deepEqual(unreadable, [{ key: `actions/${day}/broken.json`, reason: 'it is not JSON' }]);
    assert.match(table.stdout, new RegExp(`${action.replace('.', '\\.')} +mended +${id}`));
  });
});
