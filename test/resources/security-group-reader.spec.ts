import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { Failure } from '../../contract/failure.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const described = (GroupId: string, IpProtocol = 'tcp') => ({
  GroupId,
  GroupName: 'web',
  VpcId: 'vpc-0123456789abcdef0',
  IpPermissions: [{ IpProtocol, FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
});
const ids = (count: number) => Array.from({ length: count }, (_, index) => `sg-${index}`);

function readerOver(answers: Record<string, unknown>) {
  const { client, calls } = answering(new EC2Client({ region: 'eu-west-1' }), answers);
  return { reader: createSecurityGroupReader(client, where), asked: () => inputsOf(calls, 'DescribeSecurityGroups') };
}

async function listed(reader: ReturnType<typeof readerOver>['reader'], unread?: (failure: Failure) => void) {
  const found: string[] = [];
  for await (const { id } of reader.list(unread)) found.push(id);
  return found;
}

describe('reading security groups', () => {
  it('reads many in one call, and tells the found from the gone', async () => {
    const { reader, asked } = readerOver({ DescribeSecurityGroups: { SecurityGroups: [described('sg-1')] } });

    const { found, gone, failed } = await reader.read(['sg-1', 'sg-2']);

    const group = securityGroup([ingress('tcp', 22, '0.0.0.0/0')], { id: 'sg-1' });
    const arn = 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1';
    assert.deepEqual([...found], [['sg-1', { ...group, arn }]]);
    assert.deepEqual([...gone], ['sg-2']);
    assert.equal(failed.size, 0);
    assert.deepEqual(asked(), [{ Filters: [{ Name: 'group-id', Values: ['sg-1', 'sg-2'] }], MaxResults: 1000 }]);
  });

  it('makes no call for no groups', async () => {
    const { reader, asked } = readerOver({});

    const { found, gone, failed } = await reader.read([]);

    assert.deepEqual([found.size, gone.size, failed.size], [0, 0, 0]);
    assert.deepEqual(asked(), []);
  });

  it('asks for two hundred at a time', async () => {
    const { reader, asked } = readerOver({ DescribeSecurityGroups: { SecurityGroups: [] } });

    const { gone } = await reader.read(ids(450));

    assert.equal(gone.size, 450);
    assert.lengthOf(asked(), 3);
  });

  it('reads every page', async () => {
    const { reader } = readerOver({
      DescribeSecurityGroups: inTurn(
        { SecurityGroups: [described('sg-1')], NextToken: 'more' },
        { SecurityGroups: [described('sg-2')] },
      ),
    });

    const { found } = await reader.read(['sg-1', 'sg-2']);

    assert.deepEqual([...found.keys()], ['sg-1', 'sg-2']);
  });

  for (const [name, transient] of [
    ['RequestLimitExceeded', true],
    ['UnauthorizedOperation', false],
  ] as const) {
    it(`has failed to read, and not found gone, all of a call that ends in ${name}`, async () => {
      const { reader } = readerOver({ DescribeSecurityGroups: inTurn({ SecurityGroups: [] }, awsError(name)) });

      const { gone, failed } = await reader.read(ids(201));

      assert.equal(gone.size, 200);
      assert.deepEqual([...failed.keys()], ['sg-200']);
      const failure = failed.get('sg-200');
      assert.equal(failure?.code, 'READ_FAILED');
      assert.equal(failure?.transient, transient);
      assert.include(failure?.message, name);
    });
  }

  it('has failed to read what was not in the pages before one that failed', async () => {
    const { reader } = readerOver({
      DescribeSecurityGroups: inTurn(
        { SecurityGroups: [described('sg-1')], NextToken: 'more' },
        awsError('RequestLimitExceeded'),
      ),
    });

    const { found, gone, failed } = await reader.read(['sg-1', 'sg-2']);

    assert.deepEqual([...found.keys()], ['sg-1']);
    assert.deepEqual([...failed.keys()], ['sg-2']);
    assert.equal(gone.size, 0);
  });

  it('reads the others where one is not understood', async () => {
    const { reader } = readerOver({
      DescribeSecurityGroups: { SecurityGroups: [described('sg-1', 'carrier pigeon'), described('sg-2')] },
    });

    const { found, failed } = await reader.read(['sg-1', 'sg-2']);

    assert.deepEqual([...found.keys()], ['sg-2']);
    assert.include(failed.get('sg-1')?.message, 'ipProtocol');
    assert.isFalse(failed.get('sg-1')?.transient);
  });

  it('takes none for gone where the answer has a group without an id', async () => {
    const { reader } = readerOver({ DescribeSecurityGroups: { SecurityGroups: [{ GroupName: 'web' }] } });

    const { gone, failed } = await reader.read(['sg-1']);

    assert.equal(gone.size, 0);
    assert.equal(failed.get('sg-1')?.code, 'READ_FAILED');
  });
});

describe('listing security groups', () => {
  const twoGroups = { SecurityGroups: [described('sg-1', 'carrier pigeon'), described('sg-2')] };

  it('takes none for gone where the answer has no list of groups', async () => {
    const { reader } = readerOver({ DescribeSecurityGroups: {} });

    const { gone, failed } = await reader.read(['sg-1']);

    assert.equal(gone.size, 0);
    assert.include(failed.get('sg-1')?.message, 'EC2 answered without a list of security groups');
    assert.isTrue(failed.get('sg-1')?.transient);
    await assertRejects(listed(reader), 'READ_FAILED');
  });

  it('finds those that stand behind a group without an id all the same', async () => {
    const { GroupId: _, ...nameless } = described('', '⁂');
    const { reader } = readerOver({ DescribeSecurityGroups: { SecurityGroups: [nameless, described('sg-2')] } });

    const { found, failed } = await reader.read(['sg-1', 'sg-2']);

    assert.deepEqual([[...found.keys()], [...failed.keys()]], [['sg-2'], ['sg-1']]);
  });

  it('ends with a failure where the same page comes again and again', async () => {
    const { reader } = readerOver({ DescribeSecurityGroups: { SecurityGroups: [], NextToken: 'again' } });

    await assertRejects(listed(reader), 'READ_FAILED', 'again and again');
    await assertRejects(reader.count(), 'READ_FAILED', 'again and again');
    const { failed } = await reader.read(['sg-1']);
    assert.deepEqual([...failed.keys()], ['sg-1']);
  });

  it('lists all, page by page', async () => {
    const { reader, asked } = readerOver({
      DescribeSecurityGroups: inTurn(
        { SecurityGroups: [described('sg-1')], NextToken: 'more' },
        { SecurityGroups: [described('sg-2')] },
      ),
    });

    assert.deepEqual(await listed(reader), ['sg-1', 'sg-2']);
    assert.deepEqual(asked(), [{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: 'more' }]);
  });

  it('goes on where one is not understood, if it can say so', async () => {
    const { reader } = readerOver({ DescribeSecurityGroups: twoGroups });
    const unread: Failure[] = [];

    assert.deepEqual(await listed(reader, (failure) => unread.push(failure)), ['sg-2']);
    assert.deepEqual(
      unread.map(({ code, ids: named }) => [code, named['resourceId']]),
      [['READ_FAILED', 'sg-1']],
    );
  });

  it('ends with the failure otherwise', async () => {
    const { reader } = readerOver({ DescribeSecurityGroups: twoGroups });

    await assertRejects(listed(reader), 'READ_FAILED', 'sg-1');
  });
});
