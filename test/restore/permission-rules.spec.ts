import { assert } from 'chai';
import { rulesNamedBy } from '../../restore/permission-rules.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { egress, ingress } from '../support/security-groups.ts';

describe('the rules that a recorded call names', () => {
  for (const [direction, rule] of [
    ['Ingress', ingress],
    ['Egress', egress],
  ] as const) {
    it(`are one for each source of each permission, ${direction}`, () => {
      const rules = [
        rule('tcp', 22, '8.0.0.0/8', 'ssh'),
        rule('tcp', 22, '9.0.0.0/8'),
        rule('tcp', 22, '2a00::/12', 'ssh'),
        rule('tcp', 22, '2b00::/12'),
        rule('tcp', 22, 'pl-1', 'ssh'),
        rule('tcp', 22, 'pl-2'),
        rule('tcp', 22, 'sg-1', 'ssh'),
        rule('tcp', 22, 'sg-2'),
        rule('-1', null, '8.0.0.0/8'),
      ];
      const IpPermissions = ipPermissions(rules, 'with');

      const named = rulesNamedBy({
        service: 'ec2',
        operation: `RevokeSecurityGroup${direction}`,
        input: { GroupId: 'sg-0', IpPermissions },
      });

      assert.sameDeepMembers(named, rules);
    });
  }

  it('have no owner of the group where none is recorded', () => {
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, UserIdGroupPairs: [{ GroupId: 'sg-1' }] }];

    const named = rulesNamedBy({ service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: { IpPermissions } });

    assert.deepEqual(named, [
      { direction: 'ingress', protocol: 'tcp', fromPort: 1, toPort: 2, source: { kind: 'group', groupId: 'sg-1' } },
    ]);
  });
});
