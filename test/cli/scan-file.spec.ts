import { assert } from 'chai';
import * as sinon from 'sinon';
import { bindRules } from '../../cli/bind-rules.ts';
import { scanFile } from '../../cli/scan-file.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { allUsersUri, ownerGrant, streamItem } from '../support/buckets.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { accountBlock, allOn, prefixList, publicBucket, throughList } from '../support/scanned-items.ts';
import {
  changeEvent,
  deletedGroupItem,
  groupItem,
  harmlessGroupItem,
  inApiForm,
  permission,
} from '../support/rule-events.ts';

const odd = { configuration: 7 };
const exposureRules = ['security-group-restricted-ports', 's3-bucket-public-access'];

describe('scanFile', () => {
  let files: TemporaryFiles;
  const warn = sinon.spy((_message: string) => undefined);
  before(async () => {
    files = await temporaryFiles();
  });
  afterEach(() => warn.resetHistory());
  after(() => files.remove());

  const scan = async (content: unknown) =>
    scanFile(await files.write('scan.json', content), await bindRules(exposureRules, undefined), warn);
  const verdicts = async (content: unknown) =>
    (await scan(content)).evaluations.map(({ resourceId, compliance }) => [resourceId, compliance]);

  it('says what violates, why, and by which calls it would be mended', async () => {
    const { evaluations, errors } = await scan([groupItem()]);

    const [{ annotation, violations, ...evaluation } = assert.fail('nothing was judged')] = evaluations;
    assert.deepEqual(evaluation, {
      rule: 'security-group-restricted-ports',
      resourceType: 'AWS::EC2::SecurityGroup',
      resourceId: 'sg-1',
      accountId: '123456789012',
      region: 'eu-west-1',
      compliance: 'NON_COMPLIANT',
      plan: [
        {
          service: 'ec2',
          operation: 'RevokeSecurityGroupIngress',
          input: {
            GroupId: 'sg-1',
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          },
        },
      ],
    });
    assert.match(annotation ?? '', /22/);
    assert.lengthOf(violations, 1);
    assert.deepEqual(errors, []);
  });

  it('plans for a bucket in the words of the S3 API', async () => {
    const { evaluations } = await scan([publicBucket]);

    assert.deepEqual(evaluations[0]?.plan, [
      {
        service: 's3',
        operation: 'PutBucketAcl',
        input: {
          Bucket: 'holiday-photos',
          ExpectedBucketOwner: '111122223333',
          AccessControlPolicy: {
            Grants: [
              {
                Grantee: { Type: 'CanonicalUser', ID: 'id' in ownerGrant.grantee ? ownerGrant.grantee.id : '' },
                Permission: 'FULL_CONTROL',
              },
            ],
            Owner: { ID: 'id' in ownerGrant.grantee ? ownerGrant.grantee.id : '' },
          },
        },
      },
    ]);
    assert.deepInclude(evaluations[0]?.violations[0], {
      kind: 'public-grant',
      grant: { grantee: { kind: 'group', uri: allUsersUri }, permission: 'READ' },
    });
  });

  it('judges the same in both forms', async () => {
    assert.deepEqual(await scan([groupItem()]), await scan([inApiForm(groupItem())]));
  });

  for (const [what, content, compliance] of [
    ['harmless', harmlessGroupItem(), 'COMPLIANT'],
    ['deleted', deletedGroupItem(), 'NOT_APPLICABLE'],
    ['not recorded', groupItem({ configurationItemStatus: 'ResourceNotRecorded' }), 'NOT_APPLICABLE'],
    ['out of scope', changeEvent(groupItem(), { eventLeftScope: true }), 'NOT_APPLICABLE'],
  ] as const) {
    it(`calls a resource that is ${what} ${compliance}, with no plan`, async () => {
      const [evaluation] = (await scan(content)).evaluations;

      assert.equal(evaluation?.compliance, compliance);
      assert.notProperty(evaluation, 'annotation');
      assert.deepEqual([evaluation?.violations, evaluation?.plan], [[], []]);
    });
  }

  it('passes over types that no rule judges', async () => {
    assert.deepEqual(await scan([groupItem({ resourceType: 'AWS::IAM::User', awsRegion: 'global' })]), {
      evaluations: [],
      errors: [],
    });
  });

  it('passes over such an item also where it could not be read', async () => {
    const odd = { resourceType: 'AWS::SSM::ManagedInstanceInventory', configuration: 7 };

    assert.deepEqual(await scan([odd]), { evaluations: [], errors: [] });
    assert.deepEqual(await scan(changeEvent(odd)), { evaluations: [], errors: [] });
  });

  it('passes over no item whose type it cannot read', async () => {
    const { errors } = await scan([{ ...odd, resourceType: 7 }, { ...odd, resourceType: '' }, odd]);

    assert.lengthOf(errors, 3);
  });

  it('judges the others where an item cannot be read, and lists that one', async () => {
    const unread = groupItem({
      resourceId: 'sg-9',
      configuration: { ipPermissions: [permission('tcp', 22, 22, 'everywhere')] },
    });

    const { evaluations, errors } = await scan([unread, { resourceType: 'AWS::S3::Bucket' }, groupItem()]);

    assert.deepEqual(
      evaluations.map(({ resourceId }) => resourceId),
      ['sg-1'],
    );
    assert.sameMembers(
      errors.map(({ resourceId }) => resourceId),
      ['sg-9', undefined],
    );
  });

  it("judges buckets by the file's own block of their account, and of no other", async () => {
    assert.deepEqual(await verdicts([publicBucket]), [['holiday-photos', 'NON_COMPLIANT']]);
    assert.deepEqual(await verdicts([publicBucket, accountBlock(allOn)]), [['holiday-photos', 'COMPLIANT']]);
    assert.deepEqual(await verdicts([accountBlock(allOn, { awsAccountId: '999999999999' }), publicBucket]), [
      ['holiday-photos', 'NON_COMPLIANT'],
    ]);
  });

  it('does not take a block that cannot be read for one that is off or on', async () => {
    const { evaluations, errors } = await scan([publicBucket, accountBlock({ blockPublicAcls: 'yes' })]);

    assert.equal(evaluations[0]?.compliance, 'NON_COMPLIANT');
    assert.deepEqual(evaluations[0]?.plan, [], 'what is undecided is for people');
    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      ['111122223333'],
    );
  });

  for (const [what, list, compliance, planned] of [
    ['the world', { Entries: [{ Cidr: '0.0.0.0/0' }] }, 'NON_COMPLIANT', 1],
    ['the world, as the EC2 API spells it', { entries: [{ cidr: '0.0.0.0/0' }] }, 'NON_COMPLIANT', 1],
    ['an office', { Entries: [{ Cidr: '198.51.100.0/24', Description: 'office' }] }, 'COMPLIANT', 0],
    ['nothing that can be read', { Entries: [{ Range: '198.51.100.0/24' }] }, 'NON_COMPLIANT', 0],
    ['no entries', {}, 'NON_COMPLIANT', 0],
  ] as const) {
    it(`resolves a prefix list that holds ${what}`, async () => {
      const { evaluations } = await scan([throughList, prefixList(list)]);

      assert.equal(evaluations[0]?.compliance, compliance);
      assert.lengthOf(evaluations[0]?.plan ?? [], planned);
    });
  }

  it('says that the parameters of a rule event are not used', async () => {
    await scan(changeEvent(groupItem(), { ruleParameters: '{"ports":"3389"}' }));

    sinon.assert.calledOnceWithMatch(warn, 'give them with --parameters');
  });

  it('throws for a file of no form that it knows', async () => {
    await assertRejects(scan({ hello: 'world' }), 'FILE_UNREADABLE', 'scan.json: neither');
  });

  it('names the resource also where a rule throws over it', async () => {
    const [bound] = await bindRules(['security-group-restricted-ports'], undefined);
    const judge = () => {
      throw new RangeError('a bug');
    };
    const file = await files.write('scan.json', [groupItem()]);

    const { evaluations, errors } = await scanFile(file, bound === undefined ? [] : [{ ...bound, judge }], warn);

    assert.deepEqual(evaluations, []);
    assert.deepEqual(errors, [{ resourceId: 'sg-1', message: 'a bug' }]);
  });

  it('knows of a bucket that logs would go to how it logs, where the file holds it', async () => {
    const item = (name: string, destinationBucketName: string | null) => ({
      ...streamItem({ supplementary: { BucketLoggingConfiguration: { destinationBucketName, logFilePrefix: null } } }),
      resourceId: name,
      resourceName: name,
      ARN: `arn:aws:s3:::${name}`,
    });
    const parameters = await files.write('loops.json', { 's3-bucket-logging': { targetBucket: 'logs' } });
    const bound = await bindRules(['s3-bucket-logging'], parameters);
    const plansFor = async (...items: unknown[]) => {
      const { evaluations } = await scanFile(await files.write('scan.json', items), bound, warn);
      return evaluations.map(({ resourceId, plan }) => [resourceId, plan.map(({ operation }) => operation)]);
    };

    assert.deepEqual(await plansFor(item('front', null), item('logs', 'front')), [
      ['front', []],
      ['logs', []],
    ]);
    assert.deepEqual(await plansFor(item('front', null), item('logs', null)), [
      ['front', ['PutBucketLogging']],
      ['logs', []],
    ]);
    assert.deepEqual(await plansFor(item('front', null)), [['front', ['PutBucketLogging']]]);
  });
});
