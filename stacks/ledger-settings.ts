import { scopeOf } from '../aws/action-scopes.ts';
import { remediators } from '../remediators/registry.ts';
import { accountName, type Deployment } from './deployment.ts';

const menders = remediators.filter(({ resourceType }) => resourceType === 'AWS::S3::Bucket');
const changes = menders.flatMap(({ iamActions }) =>
  iamActions.filter((action) => scopeOf(action) === 'bucket' && !action.includes(':Get')),
);

/**
 * For the policy of the ledger's bucket: the role that changes the settings of buckets, above all their policies, may not change
 * those of this one. Who held that role would else give himself what is exempt, whose accounts are ours, and the breaker's state.
 */
export function keepsSettings(deployment: Deployment, bucketArn: string): object {
  const { partition, caller } = deployment;
  const role = (id: string): string =>
    `arn:${partition.partition}:iam::${caller.accountId}:role/${accountName(deployment, `remediator-${id}`)}`;
  return {
    Sid: 'KeepSettings',
    Effect: 'Deny',
    Principal: '*',
    Action: changes,
    Resource: bucketArn,
    Condition: { ArnEquals: { 'aws:PrincipalArn': menders.map(({ id }) => role(id)) } },
  };
}
