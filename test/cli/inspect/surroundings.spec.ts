import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { readSurroundings, type SurroundingsDeps } from '../../../cli/inspect/surroundings.ts';
import { Failure } from '../../../contract/failure.ts';
import { resourceKey } from '../../../contract/resource-key.ts';
import { answering, awsError, inputsOf } from '../../support/aws.ts';
import { accountId, bucketIdentity, groupIdentity } from '../../support/instructions.ts';
import { closing, finding, inspected, noPlan } from '../../support/inspections.ts';

const none = awsError('NoSuchWebsiteConfiguration', { status: 404 });
const denied = awsError('UnauthorizedOperation', { status: 403 });
const publicBucket = (id: string) =>
  inspected({
    resource: bucketIdentity(id),
    findings: [finding({ violations: [{ kind: 'public-statement', index: 0, reason: 'Principal is *' }] })],
  });

function setUp(answers: { interfaces?: unknown; website?: unknown } = {}) {
  const { interfaces = { NetworkInterfaces: [] }, website = none } = answers;
  const ec2 = answering(new EC2Client({ region: 'eu-west-1' }), { DescribeNetworkInterfaces: interfaces });
  const s3 = answering(new S3Client({ region: 'eu-west-1' }), { GetBucketWebsite: website });
  const regions: string[] = [];
  const reach: SurroundingsDeps['reach'] = async ({ accountId: of, region }) => {
    if (of !== accountId) throw new Failure('ROLE_NOT_ASSUMED', `no way into ${of}`);
    return {
      ec2: () => {
        regions.push(region);
        return ec2.client;
      },
      s3: () => s3.client,
    };
  };
  return { deps: { reach }, regions, ec2Calls: ec2.calls, s3Calls: s3.calls };
}

describe('readSurroundings', () => {
  it('reads which interfaces use a group, what they belong to, and whether the internet reaches them', async () => {
    const Groups = [{ GroupId: 'sg-1' }];
    const { deps } = setUp({
      interfaces: {
        NetworkInterfaces: [
          {
            NetworkInterfaceId: 'eni-1',
            Groups,
            Attachment: { InstanceId: 'i-1' },
            Association: { PublicIp: '198.51.100.1' },
          },
          { NetworkInterfaceId: 'eni-2', Groups, Description: 'ELB app/web/1', InterfaceType: 'interface' },
          {
            NetworkInterfaceId: 'eni-3',
            Groups,
            InterfaceType: 'lambda',
            Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }],
          },
          { NetworkInterfaceId: 'eni-4', Groups, Description: '' },
          { NetworkInterfaceId: 'eni-5', Groups: [{ GroupId: 'sg-other' }], Description: 'of another group' },
        ],
      },
    });

    const found = await readSurroundings([inspected()], deps);

    assert.deepEqual(found.get(resourceKey(groupIdentity())), {
      interfaces: {
        kind: 'read',
        value: [
          { id: 'eni-1', use: 'instance i-1', hasPublicAddress: true },
          { id: 'eni-2', use: 'ELB app/web/1', hasPublicAddress: false },
          { id: 'eni-3', use: 'lambda eni-3', hasPublicAddress: true },
          { id: 'eni-4', use: 'eni-4', hasPublicAddress: false },
        ],
      },
    });
  });

  it('asks once for 200 groups of a region', async () => {
    const { deps, ec2Calls, regions } = setUp();
    const groups = Array.from({ length: 250 }, (_, index) => inspected({ resource: groupIdentity(`sg-${index}`) }));
    const abroad = inspected({ resource: groupIdentity('sg-abroad', { region: 'us-east-1' }) });

    const found = await readSurroundings([...groups, abroad], deps);

    assert.equal(found.size, 251);
    assert.deepEqual(regions, ['eu-west-1', 'eu-west-1', 'us-east-1']);
    assert.lengthOf(inputsOf(ec2Calls, 'DescribeNetworkInterfaces'), 3);
  });

  it('looks whether a bucket that is to be closed is a website', async () => {
    const is = await readSurroundings([publicBucket('photos')], setUp({ website: {} }).deps);
    const isNot = await readSurroundings([publicBucket('photos')], setUp().deps);

    const key = resourceKey(bucketIdentity('photos'));
    assert.deepEqual(is.get(key), { website: { kind: 'read', value: true } });
    assert.deepEqual(isNot.get(key), { website: { kind: 'read', value: false } });
  });

  it('says what it may not read, and asks no more for buckets once it was told so', async () => {
    const { deps, s3Calls } = setUp({ interfaces: denied, website: awsError('AccessDenied', { status: 403 }) });
    const buckets = Array.from({ length: 40 }, (_, index) => publicBucket(`bucket-${index}`));

    const found = await readSurroundings([inspected(), ...buckets], deps);

    assert.deepEqual(found.get(resourceKey(groupIdentity())), {
      interfaces: { kind: 'unread', reason: 'the caller may not ec2:DescribeNetworkInterfaces' },
    });
    for (const { resource } of buckets) {
      assert.deepEqual(found.get(resourceKey(resource)), {
        website: { kind: 'unread', reason: 'the caller may not s3:GetBucketWebsite' },
      });
    }
    assert.isAtMost(s3Calls.length, 10);
  });

  it('says AWS’s own words of any other error', async () => {
    const { deps } = setUp({ interfaces: awsError('RequestLimitExceeded', { status: 503 }) });

    const found = await readSurroundings([inspected()], deps);

    assert.deepEqual(found.get(resourceKey(groupIdentity()))?.interfaces, {
      kind: 'unread',
      reason: 'RequestLimitExceeded: as AWS words it',
    });
  });

  it('reads nothing of what would not be changed, or is refused, and says why it gets into no other account', async () => {
    const { deps, ec2Calls, s3Calls } = setUp();
    const foreign = groupIdentity('sg-2', { accountId: '210987654321' });

    const strange = {
      ...inspected({ resource: groupIdentity('sg-3', { accountId: '999988887777' }) }),
      standing: { kind: 'refused', reason: 'a stranger' } as const,
    };
    const found = await readSurroundings(
      [inspected({ plan: noPlan }), inspected({ resource: foreign, plan: closing(22) }), strange],
      deps,
    );

    assert.deepEqual([...ec2Calls, ...s3Calls], []);
    assert.deepEqual(
      [...found],
      [[resourceKey(foreign), { interfaces: { kind: 'unread', reason: 'no way into 210987654321' } }]],
    );
  });
});
