import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { accountSource } from '../../console/account-source.ts';
import { createAccountViews } from '../../console/account-views.ts';
import type { ConsolePlace } from '../../console/console-place.ts';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import type { AnyReader } from '../../resources/reader.ts';
import { sendInstructions } from '../../queue/send-instructions.ts';
import {
  bucket,
  deployment,
  hub,
  passLongPolls,
  prod,
  staging,
  startThreeAccounts,
  stranger,
  type ThreeAccounts,
} from '../cli/support/three-accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering } from '../support/aws.ts';
import { openGroup } from '../support/inspections.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';
import { redrivenQueue } from '../support/redriven-queue.ts';
import { securityGroup } from '../support/security-groups.ts';

const block = 's3-account-public-access-block';

interface Verdict {
  readonly rule: string;
  readonly id: string;
  readonly compliant: boolean;
  readonly at?: string;
}

/** A place where AWS Config says this, and the groups that it names are there. */
function judging(accountId: string, region: string, verdicts: readonly Verdict[]): ConsolePlace {
  const config = answering(new ConfigServiceClient({ region }), {
    DescribeConfigRules: {
      ConfigRules: [portsRule, block].map((id) => ({
        ConfigRuleName: `team-${id}`,
        Source: { Owner: 'CUSTOM_LAMBDA' },
      })),
    },
    GetComplianceDetailsByConfigRule: (input: unknown) => ({
      EvaluationResults: verdicts
        .filter(({ rule }) => JSON.stringify(input).includes(`team-${rule}"`))
        .map(({ id, compliant, at = '2026-11-20T10:00:00Z' }) => ({
          EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId: id } },
          ComplianceType: compliant ? 'COMPLIANT' : 'NON_COMPLIANT',
          ResultRecordedTime: new Date(at),
        })),
    }),
  });
  const groups = verdicts.flatMap(({ rule, id }) =>
    rule === portsRule ? [securityGroup([], { id, name: `${id} of ${region}`, accountId, region })] : [],
  );
  const reader: AnyReader = {
    async *list() {
      yield* groups;
    },
    read: async (ids) => ({
      found: new Map<string, Resource>(groups.filter(({ id }) => ids.includes(id)).map((group) => [group.id, group])),
      gone: new Set(),
      failed: new Map(),
    }),
    count: () => Promise.resolve(groups.length),
    contextOf: () => Promise.resolve({ prefixLists: new Map(), accountBlock: null }),
  };
  const readers = {
    'AWS::EC2::SecurityGroup': () => reader,
    'AWS::S3::Bucket': () => reader,
    'AWS::S3::AccountPublicAccessBlock': () => reader,
  };
  return { accountId, region, open: () => Promise.resolve({ config: config.client, readers }) };
}

function views(...places: ConsolePlace[]) {
  const nobody = { visible: 0, inFlight: 0, delayed: 0 };
  return createAccountViews({
    places,
    members: deployment(),
    ownAccount: hub,
    s3: new S3Client({}),
    ssm: new SSMClient({}),
    ledgerBucket: () => bucket,
    gateParameter: '/gate',
    historyMs: 1000,
    canWrite: false,
    queue: () => Promise.resolve(nobody),
    deadLetters: () => Promise.resolve({ depth: nobody, letters: [] }),
    now: () => new Date('2026-11-20T12:00:00Z'),
  });
}

const refusing: ConsolePlace = {
  accountId: staging,
  region: 'eu-west-1',
  open: () => Promise.reject(new Failure('ROLE_NOT_ASSUMED', 'role x cannot be assumed')),
};

describe('compliance of several accounts and regions', () => {
  const own = judging(hub, 'eu-west-1', [
    { rule: portsRule, id: 'sg-own', compliant: true },
    { rule: block, id: hub, compliant: true, at: '2026-11-20T10:00:00Z' },
  ]);
  const abroad = judging(hub, 'us-east-1', [{ rule: block, id: hub, compliant: false, at: '2026-11-20T11:00:00Z' }]);
  const other = judging(prod, 'us-east-1', [{ rule: portsRule, id: 'sg-prod', compliant: false }]);

  it('is one list, those that break a rule first, each with its account and region', async () => {
    const { resources, rules, notes, trend } = await views(own, abroad, other).compliance();

    assert.deepEqual(
      resources.map(({ id, name, place }) => [id, name, place?.account, place?.region]),
      [
        ['sg-prod', 'sg-prod of us-east-1', `prod (${prod})`, 'us-east-1'],
        [hub, undefined, `security (${hub})`, 'eu-west-1'],
        ['sg-own', 'sg-own of eu-west-1', `security (${hub})`, 'eu-west-1'],
      ],
    );
    assert.deepEqual(
      rules.map(({ id }) => id),
      [portsRule, block],
    );
    assert.isUndefined(notes);
    assert.equal(trend.at(-1)?.breaking, 2);
  });

  it('has what is of a whole account once, by the region that judged it last', async () => {
    const { resources } = await views(own, abroad).compliance();

    const [whole, ...more] = resources.filter(({ id }) => id === hub);
    assert.isEmpty(more);
    assert.equal(whole?.verdicts[block]?.status, 'breaks');
  });

  it('is held up by no account that cannot be read, and says which', async () => {
    const { resources, notes } = await views(own, refusing).compliance();

    assert.lengthOf(resources, 2);
    assert.deepEqual(notes, [`Not read: staging (${staging}) in eu-west-1: role x cannot be assumed`]);
    await assertRejects(views(refusing).compliance(), 'ROLE_NOT_ASSUMED');
  });

  it('says no account where there is one alone', async () => {
    const { resources } = await views(own).compliance();

    for (const one of resources) assert.notProperty(one, 'place');
  });

  it('draws a resource as it is in its own account and region', async () => {
    const { resource } = await views(own, other).detail('AWS::EC2::SecurityGroup/sg-prod');

    assert.deepInclude(resource, { accountId: prod, region: 'us-east-1' });
  });
});

describe('configmend console, over 3 accounts and 2 regions', () => {
  let three: ThreeAccounts;
  let queue: string;
  let environment: sinon.SinonStub;
  before(async () => {
    three = await startThreeAccounts();
    const sqs = new SQSClient(three.local.clientConfig());
    ({ queueUrl: queue } = await redrivenQueue(sqs, 1));
    const strange = groupIdentity('sg-strange', { accountId: stranger, arn: 'arn:aws:ec2:::strange' });
    await sendInstructions(
      sqs,
      queue,
      [...three.open, strange].map((resource) => openGroup({ resource })),
    );
    passLongPolls(three.local);
    environment = sinon.stub(process, 'env').value({ ...process.env, ...three.local.environment() });
  });
  after(async () => {
    environment.restore();
    await three.local.stop();
  });

  const source = (given: { account?: string; region?: string } = {}) =>
    accountSource({ home: 'eu-west-1', bucket, queue, ...given });

  it('looks at all of the deployment, the hub first', async () => {
    const { overview } = await source();

    assert.deepInclude(overview, { accountId: hub, region: 'eu-west-1' });
    assert.deepEqual(
      overview.places?.map(({ account, region }) => `${account} ${region}`),
      [`security (${hub})`, `prod (${prod})`, `staging (${staging})`].flatMap((account) => [
        `${account} eu-west-1`,
        `${account} us-east-1`,
      ]),
    );
  });

  it('shows the queue with names, with who is refused and who waits', async () => {
    const { resources } = await (await source()).views.queue();

    assert.lengthOf(resources, 7);
    const of = (accountId: string) => resources.find(({ resource }) => resource.accountId === accountId);
    assert.deepInclude(of(prod), { accountName: 'prod' });
    assert.deepInclude(of(staging)?.standing, { kind: 'waits' });
    assert.deepInclude(of(stranger)?.standing, { kind: 'refused' });
  });

  it('can look at one account and region alone', async () => {
    const { overview, views: pages } = await source({ account: prod, region: 'us-east-1' });
    const { resources } = await pages.queue();

    assert.deepInclude(overview, { accountId: prod, region: 'us-east-1' });
    assert.notProperty(overview, 'places');
    assert.deepEqual(
      resources.map(({ resource }) => [resource.accountId, resource.region]),
      [[prod, 'us-east-1']],
    );
  });

  it('refuses an account that is no member', async () => {
    await assertRejects(source({ account: stranger }), 'USAGE', 'is not one of the deployment’s');
  });
});
