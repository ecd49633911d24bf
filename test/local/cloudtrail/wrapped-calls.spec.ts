import {
  ModifySecurityGroupRulesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, tcp } from '../support/ec2.ts';
import { refusalOf } from '../support/refusal.ts';
import { anyCall, type HeardEvent, onlyRecord, startTrail, type Trail } from '../support/trail.ts';

/**
 * The spelling of requests as published queries and event transformers read them: aws-samples/cloud-trail-lake-query-samples
 * (ec2-security-historical-changes.sql) and EventBridge paths below `ModifySecurityGroupRulesRequest.SecurityGroupRule.SecurityGroupRule`.
 */
describe('The CloudTrail record of a call that changes rules in place', () => {
  let trail: Trail;
  let heard: () => Promise<HeardEvent[]>;
  let GroupId: string;
  let ids: string[];
  beforeEach(async () => {
    trail = await startTrail();
    heard = await trail.listen(anyCall);
    GroupId = await createGroup(trail.ec2());
    ids = await admit(trail.ec2(), GroupId, tcp(22, '10.0.0.0/8', '192.0.2.0/24'));
    await heard();
  });
  afterEach(() => trail.account.stop());

  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '0.0.0.0/0', Description: 'TLS' };
  const update = (at: number, more: object = {}) => ({
    SecurityGroupRuleId: ids[at] ?? '',
    SecurityGroupRule: { ...rule, ...more },
  });

  it('has one modified rule as an object', async () => {
    await trail.ec2().send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [update(0)] }));

    const record = await onlyRecord(heard);

    assert.equal(record.eventName, 'ModifySecurityGroupRules');
    assert.deepEqual(record['requestParameters'], {
      ModifySecurityGroupRulesRequest: {
        GroupId,
        SecurityGroupRule: { SecurityGroupRuleId: ids[0], tag: 1, SecurityGroupRule: rule },
      },
    });
    assert.deepEqual(record['responseElements'], {
      ModifySecurityGroupRulesResponse: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        requestId: record['requestID'],
        return: true,
      },
    });
  });

  it('has several as an array, and no group id where the older calls have it', async () => {
    const SecurityGroupRules = [update(0), update(1, { CidrIpv4: '198.51.100.0/24' })];
    await trail.ec2().send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));

    const record = await onlyRecord(heard);

    assert.notNestedProperty(record, 'requestParameters.groupId');
    assert.nestedInclude(record, {
      'requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule[1].tag': 2,
      'requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule[1].SecurityGroupRuleId': ids[1],
      'requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule[1].SecurityGroupRule.CidrIpv4':
        '198.51.100.0/24',
    });
  });

  it('has no answer where the call was refused', async () => {
    const SecurityGroupRules = [update(0), update(1)];
    await refusalOf(trail.ec2().send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules })));

    const record = await onlyRecord(heard);

    assert.include(record, { errorCode: 'Client.InvalidPermission.Duplicate', responseElements: null });
  });

  it('of new descriptions is wrapped alike', async () => {
    const IpPermissions = [{ ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'offices' }] }];
    await trail.ec2().send(new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId, IpPermissions }));

    const record = await onlyRecord(heard);

    assert.deepEqual(record['requestParameters'], {
      UpdateSecurityGroupRuleDescriptionsIngressRequest: {
        GroupId,
        IpPermissions: {
          tag: 1,
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          IpRanges: { tag: 1, CidrIp: '10.0.0.0/8', Description: 'offices' },
        },
      },
    });
    assert.nestedPropertyVal(
      record,
      'responseElements.UpdateSecurityGroupRuleDescriptionsIngressResponse.return',
      true,
    );
  });
});
