import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { groupsNamed } from '../../fast-path/groups-named.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inTurn } from '../support/aws.ts';

const ec2 = (answer: unknown) => answering(new EC2Client({ region: 'eu-west-1' }), { DescribeSecurityGroups: answer });

describe('groupsNamed', () => {
  it('gives the groups of all pages that are called so, and of no name that a filter takes for the same', async () => {
    const { client, calls } = ec2(
      inTurn(
        { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web*' }], NextToken: 'more' },
        {
          SecurityGroups: [
            { GroupId: 'sg-2', GroupName: 'web*' },
            { GroupId: 'sg-3', GroupName: 'website' },
          ],
        },
      ),
    );

    assert.deepEqual(await groupsNamed(client, 'web*'), ['sg-1', 'sg-2']);
    assert.deepInclude(calls[0]?.input, { Filters: [{ Name: 'group-name', Values: ['web\\*'] }] });
  });

  it('gives none where there is none any more', async () => {
    assert.deepEqual(await groupsNamed(ec2({ SecurityGroups: [] }).client, 'web'), []);
  });

  for (const [name, transient] of [
    ['RequestLimitExceeded', true],
    ['UnauthorizedOperation', false],
  ] as const) {
    it(`says that they cannot be read, for ${name}`, async () => {
      const failure = await assertRejects(groupsNamed(ec2(awsError(name)).client, 'web'), 'READ_FAILED', name);

      assert.equal(failure.transient, transient);
    });
  }
});
