import { menderRoleName } from '../accounts/membership.ts';
import { scopeOf } from '../aws/action-scopes.ts';
import { remediators } from '../remediators/registry.ts';
import { accountName, type Deployment } from './deployment.ts';

const menders = remediators.filter(({ resourceType }) => resourceType === 'AWS::S3::Bucket');
const changes = menders.flatMap(({ iamActions }) =>
  iamActions.filter((action) => scopeOf(action) === 'bucket' && !action.includes(':Get')),
);

/**
 * For the policy of the ledger's bucket: the roles that change the settings of buckets, above all their policies, may not change
 * those of this one. Who held such a role would else give himself what is exempt, whose accounts are ours, and the breaker's state. A
 * remediator has two of them here: its own, and the one that it assumes for other regions of this account, whose actions are on any
 * bucket of it. Whether there is such a member is not asked: to refuse a role that is not there costs nothing.
 */
export function keepsSettings(deployment: Deployment, bucketArn: string): object {
  const { partition, caller, variables } = deployment;
  const names = menders.flatMap(({ id }) => [
    accountName(deployment, `remediator-${id}`),
    menderRoleName(variables.name_prefix.stringValue, id),
  ]);
  const roles = names.map((name) => `arn:${partition.partition}:iam::${caller.accountId}:role/${name}`);
  return {
    Sid: 'KeepSettings',
    Effect: 'Deny',
    Principal: '*',
    Action: changes,
    Resource: bucketArn,
    Condition: { ArnEquals: { 'aws:PrincipalArn': roles } },
  };
}
