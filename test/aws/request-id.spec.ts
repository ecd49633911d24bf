import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { notingRequestIds, requestIdOf } from '../../aws/request-id.ts';
import { answering, awsError } from '../support/aws.ts';

const ec2 = (answer: unknown) =>
  answering(new EC2Client({ region: 'eu-west-1' }), { DescribeSecurityGroups: answer }).client;

describe('the request id of a call', () => {
  it('is told of each answer, and the answer is handed on as it is', async () => {
    const answer = { SecurityGroups: [], $metadata: { requestId: 'r-1' } };
    const note = sinon.fake();

    const given = await notingRequestIds(ec2(answer), note).send(new DescribeSecurityGroupsCommand({}));

    assert.deepEqual(given, answer);
    sinon.assert.calledOnceWithExactly(note, 'r-1');
  });

  it('is not told of an answer that has none', async () => {
    const note = sinon.fake();

    await notingRequestIds(ec2({ SecurityGroups: [] }), note).send(new DescribeSecurityGroupsCommand({}));

    sinon.assert.notCalled(note);
  });

  it('leaves a rejection as it is, and everything else of the client', async () => {
    const client = ec2(awsError('UnauthorizedOperation'));
    const noting = notingRequestIds(client, () => undefined);

    const rejection: unknown = await noting
      .send(new DescribeSecurityGroupsCommand({}))
      .catch((error: unknown) => error);

    assert.propertyVal(rejection, 'name', 'UnauthorizedOperation');
    assert.strictEqual(noting.config, client.config);
  });

  for (const [what, answer] of [
    ['nothing', undefined],
    ['an error without metadata', new Error('no')],
    ['metadata without an id', { $metadata: { httpStatusCode: 200 } }],
  ] as const) {
    it(`is not there in ${what}`, () => {
      assert.isUndefined(requestIdOf(answer));
    });
  }
});
