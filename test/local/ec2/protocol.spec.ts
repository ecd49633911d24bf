import {
  CreateSecurityGroupCommand,
  DescribeAddressesCommand,
  DescribeSecurityGroupsCommand,
  EC2ServiceException,
  ModifySecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { createGroup, describedGroup, type ServedEc2, startEc2 } from '../support/ec2.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';

describe('the local EC2 on the wire', () => {
  let served: ServedEc2;
  before(async () => {
    served = await startEc2();
  });
  after(() => served.stop());

  it('answers an operation that it lacks with NotImplemented naming it', async () => {
    await assertRefused(served.ec2.send(new DescribeAddressesCommand({})), 'NotImplemented', /ec2:DescribeAddresses/);
  });

  it('answers a member that it lacks with NotImplemented naming it, at any depth', async () => {
    const settings = served.settings();
    const body = new URLSearchParams({
      Action: 'DescribeSecurityGroups',
      Version: '2016-11-15',
      'Filter.1.Name': 'vpc-id',
      'Filter.1.Value.1': 'vpc-1',
      'Filter.1.Colour': 'red',
    });

    const response = await fetch(settings.endpoint, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=1/20261120/eu-west-1/ec2/aws4_request' },
      body,
    });

    assert.equal(response.status, 501);
    assert.match(await response.text(), /<Code>NotImplemented<\/Code>.*Filter\.0\.Colour/s);
  });

  it('names the parameter whose value is no number, or no boolean', async () => {
    const { endpoint } = served.settings();
    const answer = async (parameters: Record<string, string>): Promise<string> => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { authorization: 'AWS4-HMAC-SHA256 Credential=1/20261120/eu-west-1/ec2/aws4_request' },
        body: new URLSearchParams({ Version: '2016-11-15', ...parameters }),
      });
      assert.equal(response.status, 400);
      return response.text();
    };

    const port = await answer({
      Action: 'AuthorizeSecurityGroupIngress',
      GroupId: 'sg-00000000',
      'IpPermissions.1.IpProtocol': 'tcp',
      'IpPermissions.1.FromPort': 'ssh',
    });
    const flag = await answer({ Action: 'DescribeSecurityGroups', DryRun: 'maybe' });
    const list = await answer({ Action: 'DescribeSecurityGroups', GroupId: 'sg-00000000' });

    assert.match(port, /<Code>InvalidParameterValue<\/Code><Message>.*IpPermissions\.1\.FromPort.*\(ssh\)/);
    assert.match(flag, /<Code>InvalidParameterValue<\/Code><Message>.*DryRun.*\(maybe\)/);
    assert.match(list, /<Code>InvalidParameterValue<\/Code><Message>.*GroupId/);
  });

  it('surfaces errors to the SDK with code, message, status and request id', async () => {
    const error = await refusalOf(describedGroup(served.ec2, 'sg-00000000'));

    assert.instanceOf(error, EC2ServiceException);
    if (!(error instanceof EC2ServiceException)) return;
    assert.equal(error.name, 'InvalidGroup.NotFound');
    assert.equal(error.message, "The security group 'sg-00000000' does not exist");
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.equal(error.$metadata.attempts, 1);
    assert.isString(error.$metadata.requestId);
  });

  it('says which parameter is missing', async () => {
    await assertRefused(
      served.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'a', Description: undefined })),
      'MissingParameter',
      /GroupDescription/,
    );
    await assertRefused(
      served.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: undefined, SecurityGroupRules: [] })),
      'MissingParameter',
      /GroupId/,
    );
  });

  it('takes an empty list for one that was left out', async () => {
    const group = await createGroup(served.ec2);

    const { SecurityGroups } = await served.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group], GroupNames: [], Filters: [] }),
    );

    assert.lengthOf(SecurityGroups ?? [], 1);
  });
});
