import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { GetBucketAclCommand, S3Client } from '@aws-sdk/client-s3';
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { lambdaSources } from '../../build/lambdas.ts';
import { buildWorld, type World } from '../../cli/demo/world.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { policyOf } from './support/buckets.ts';
import { rawState } from './support/raw-state.ts';
import { changesOf } from './support/requests.ts';
import { ec2Of, ingressOf } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';

describe('An account of twelve groups and eight buckets, end to end', () => {
  let pipeline: Pipeline;
  let world: World;
  let idOf: (name: string) => string;
  let broken: Map<string, string>;
  let whileClosed: { summary: unknown; state: Map<string, string>; changes: string[]; queued: string[] };
  let mended: Map<string, string>;

  before(async () => {
    // One by one, so that each can be looked for.
    pipeline = await startPipeline({ recording: false, variables: { slack_digest_seconds: 0 } });
    const { account, deployment } = pipeline;
    world = await buildWorld(account);
    const names = new Map([...world.groups, ...world.buckets].map(({ name, id }) => [name, id]));
    idOf = (name) => names.get(name) ?? assert.fail(`nothing is called ${name}`);
    await pipeline.record(true);
    await account.settled();
    broken = await rawState(account);

    const summary = await pipeline.drain();
    whileClosed = {
      summary,
      state: await rawState(account),
      changes: changesOf(pipeline),
      queued: pipeline.queued().map(({ resource }) => resource.id),
    };

    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Ipv6Ranges: [{ CidrIpv6: '2000::/3' }] }];
    await ec2Of(account).send(new RevokeSecurityGroupIngressCommand({ GroupId: world.handMendedGroup, IpPermissions }));
    account.faults.inject({
      operation: 'RevokeSecurityGroupIngress',
      when: ({ body }) => body.includes(world.guardedGroup),
      fault: { kind: 'error', code: 'UnauthorizedOperation', message: 'Denied by a policy.', status: 403 },
    });
    await account.settled();
    await deployment.setAutoResponse(true);
    // A second run finds what AWS Config recorded between two calls of one mend.
    for (let run = 0; run < 3 && pipeline.queued().length > 0; run++) {
      account.clock.advance(60_000);
      await account.settled();
    }
    mended = await rawState(account);
  });
  after(() => pipeline.stop());

  const mendedNames = [
    'bastion',
    'halves',
    'wide-range',
    'everything',
    'listed',
    'acme-holiday-photos',
    'acme-dropbox',
    'acme-reports',
    'acme-website-old',
    'acme-half-the-world',
  ];
  const fineNames = [
    'app',
    'web',
    'offices',
    'voip',
    'database',
    'acme-invoices',
    'acme-network-only',
    'acme-contained',
  ];

  it('has every broken one queued, once, and no other', () => {
    const expected = [...mendedNames, 'guarded', 'forgotten'].map(idOf);
    assert.sameMembers(whileClosed.queued, expected);
  });

  it('is changed in nothing while the gate is closed', () => {
    assert.deepEqual(whileClosed.summary, { ...drained(0, {}), gate: 'closed' });
    assert.deepEqual(whileClosed.changes, []);
    assert.deepEqual([...whileClosed.state], [...broken]);
  });

  it('keeps what is fine, and what is not its own to mend, byte for byte', () => {
    const untouched = new Map(broken);
    for (const name of [...mendedNames, 'forgotten']) untouched.delete(idOf(name));

    for (const [id, state] of untouched) assert.equal(mended.get(id), state, id);
    assert.includeMembers(
      [...untouched.keys()],
      [...fineNames, 'guarded'].map((name) => idOf(name)),
    );
    assert.isAbove(untouched.size, fineNames.length + 1, 'the default group and the ledger are looked at as well');
    for (const name of fineNames) assert.deepEqual(told(pipeline, idOf(name)), [], name);
  });

  const groupsAfter: Record<string, string[]> = {
    bastion: ['tcp 22 10.0.0.0/8 "corp vpn"'],
    halves: ['tcp 3389 198.51.100.7/32 "jump host"'],
    'wide-range': [
      'tcp 8000-8079 0.0.0.0/0 "staging"',
      'tcp 8000-9000 203.0.113.0/24 "partner"',
      'tcp 8081-8087 0.0.0.0/0 "staging"',
      'tcp 8089-8887 0.0.0.0/0 "staging"',
      'tcp 8889-9000 0.0.0.0/0 "staging"',
    ],
    everything: [],
    listed: [],
    forgotten: [],
    guarded: ['tcp 23 0.0.0.0/0'],
  };
  for (const [name, rules] of Object.entries(groupsAfter)) {
    it(`has of the group ${name} what is legal left, and no more`, async () => {
      assert.deepEqual(await ingressOf(pipeline.account, idOf(name)), rules);
    });
  }

  for (const name of ['acme-holiday-photos', 'acme-dropbox']) {
    it(`has of the ACL of ${name} the owner's grant left`, async () => {
      const s3 = new S3Client(pipeline.account.clientConfig());
      const { Grants, Owner } = await s3.send(new GetBucketAclCommand({ Bucket: name }));
      assert.deepEqual(
        Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission]),
        [[Owner?.ID, 'FULL_CONTROL']],
      );
    });
  }

  it('has of each policy the statements left that are not public, narrowed where they can be', async () => {
    const { account } = pipeline;
    const read = { Effect: 'Allow', Action: 's3:GetObject' };
    const auditor = { AWS: 'arn:aws:iam::210987654321:role/auditor' };
    const office = { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } };
    assert.deepEqual(await policyOf(account, 'acme-reports'), {
      Version: '2012-10-17',
      Statement: [{ ...read, Resource: 'arn:aws:s3:::acme-reports/*', Sid: 'Auditor', Principal: auditor }],
    });
    assert.deepEqual(await policyOf(account, 'acme-half-the-world'), {
      Version: '2012-10-17',
      Statement: [{ ...read, Resource: 'arn:aws:s3:::acme-half-the-world/*', Principal: '*', Condition: office }],
    });
    assert.include(mended.get('acme-website-old'), '"error":"NoSuchBucketPolicy"');
  });

  it('is told of in Slack: once of every mend, once of the one that is denied, never of what was mended by hand', () => {
    for (const name of mendedNames) {
      assert.deepEqual(toldOfMends(pipeline, idOf(name)), ['Mended'], name);
      assert.deepEqual(told(pipeline, idOf(name)).toSorted(), ['Compliant again', 'Mended', 'Non-compliant'], name);
    }
    assert.deepEqual(told(pipeline, idOf('guarded')), ['Non-compliant', 'Mend failed']);
    assert.deepEqual(told(pipeline, idOf('forgotten')), ['Non-compliant', 'Compliant again']);
    assert.lengthOf(pipeline.slack.messages, 3 * mendedNames.length + 4);
  });

  it('has an empty queue in the end, and one dead letter with its reason', () => {
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(
      pipeline.deadLetters().map(({ code, reason }) => [code, reason]),
      [['CHANGE_DENIED', 'UnauthorizedOperation: Denied by a policy.']],
    );
  });

  it('shows the webhook in no message, no log line, no setting and no request of the pipeline', async () => {
    const { account, slack } = pipeline;
    const secret = new URL(slack.url).pathname.split('/').at(-1) ?? '';
    const lambda = new LambdaClient(account.clientConfig());
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    assert.lengthOf(Functions, lambdaSources().length);
    for (const { FunctionName = '' } of Functions) {
      const settings = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      assert.notInclude(JSON.stringify(settings), secret, FunctionName);
      assert.notInclude(account.services.lambda.logs(FunctionName).join('\n'), secret, FunctionName);
    }
    assert.lengthOf(
      Functions.filter(({ FunctionName = '' }) => account.services.lambda.logs(FunctionName).length > 0),
      6,
      'two rules and their remediators, the coordinator and the notifier have run',
    );
    assert.notInclude(JSON.stringify(slack.messages), secret);
    for (const { service, operation, path, body } of pipeline.requests) {
      assert.notInclude(`${path} ${body}`, secret, `${service}:${operation}`);
    }
  });
});
