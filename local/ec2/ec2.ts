import { queryService } from '../query-protocol.ts';
import { type LocalService, type Recordable, Regional, type ServiceDeps } from '../service.ts';
import { authorizeOperations } from './authorize.ts';
import { regionOperations } from './aws-regions.ts';
import { describeGroupsOperations } from './describe-groups.ts';
import { describeRulesOperations } from './describe-rules.ts';
import { groupOperations } from './groups.ts';
import { modifyRulesOperations } from './modify-rules.ts';
import { networkInterfaceOperations } from './network-interfaces.ts';
import type { Ec2Operation } from './operation.ts';
import { prefixListReadOperations } from './prefix-list-reads.ts';
import { prefixListOperations } from './prefix-lists.ts';
import { recordedGroup, recordedPrefixList } from './recorded.ts';
import { createRegion, type Ec2Options, type Ec2Region } from './region.ts';
import { revokeOperations } from './revoke.ts';
import { ruleDescriptionOperations } from './rule-descriptions.ts';
import { subnetOperations } from './subnets.ts';
import { tagOperations } from './tags.ts';
import { vpcOperations } from './vpcs.ts';

const operations: Readonly<Record<string, Ec2Operation>> = {
  ...groupOperations,
  ...describeGroupsOperations,
  ...describeRulesOperations,
  ...authorizeOperations,
  ...revokeOperations,
  ...modifyRulesOperations,
  ...ruleDescriptionOperations,
  ...tagOperations,
  ...vpcOperations,
  ...subnetOperations,
  ...networkInterfaceOperations,
  ...prefixListOperations,
  ...prefixListReadOperations,
  ...regionOperations,
};

/**
 * The part of EC2 that security groups need, over the EC2 query protocol of 2016-11-15: groups, rules, prefix lists, tags, VPCs,
 * subnets and network interfaces, apart by account and region. Changes are visible at once; EC2's own eventual consistency is
 * not imitated.
 */
export function createEc2(deps: ServiceDeps, options: Partial<Ec2Options> = {}): LocalService & Recordable {
  const settled: Ec2Options = { rulesPerGroup: 60, optInState: () => undefined, ...options };
  const regions: Regional<Ec2Region> = new Regional((accountId, region) =>
    createRegion(deps, settled, (other) => regions.of({ accountId: other, region }), accountId, region),
  );
  const service = queryService({
    signingName: 'ec2',
    dialect: 'ec2',
    xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [name, (input, caller) => run(input, regions.of(caller))]),
    ),
  });
  return {
    ...service,
    resourceTypes: ['AWS::EC2::SecurityGroup', 'AWS::EC2::PrefixList'],
    recordedState(resourceType, resourceId, where) {
      const region = regions.of(where);
      if (resourceType === 'AWS::EC2::SecurityGroup') {
        const group = region.groups.get(resourceId);
        return group === undefined ? undefined : recordedGroup(region, group);
      }
      const list = resourceType === 'AWS::EC2::PrefixList' ? ownList(region, resourceId) : undefined;
      return list === undefined ? undefined : recordedPrefixList(region, list);
    },
    resourceIds(resourceType, where) {
      const region = regions.of(where);
      if (resourceType === 'AWS::EC2::SecurityGroup') return [...region.groups.keys()];
      if (resourceType !== 'AWS::EC2::PrefixList') return [];
      return [...region.prefixLists.keys()].filter((id) => ownList(region, id) !== undefined);
    },
  };
}

/** AWS Config records the account's own prefix lists, not those that AWS owns. */
function ownList(region: Ec2Region, id: string): ReturnType<Ec2Region['prefixLists']['get']> {
  const list = region.prefixLists.get(id);
  return list?.ownerId === region.accountId ? list : undefined;
}
