import type { FaultedCall } from '../../../local/faults.ts';
import type { Pipeline } from './pipeline.ts';

const changing = /^(Authorize|Revoke|Modify|Put|Delete|Create)/;

/** Whether a function of the pipeline made it: a session of its role has the function's name. */
export function byPipeline({ principalArn }: FaultedCall, functionName = ''): boolean {
  return principalArn.includes(`/configmend-${functionName}`);
}

/** Requests by which the pipeline changes, or tries to change, a group or a bucket; its ledger aside. */
export function changesOf(pipeline: Pipeline, resourceId = ''): string[] {
  return pipeline.requests
    .filter(
      (request) =>
        byPipeline(request) &&
        ['ec2', 's3', 's3-control'].includes(request.service) &&
        changing.test(request.operation) &&
        request.operation !== 'PutObject' &&
        `${request.path} ${request.body}`.includes(resourceId),
    )
    .map(({ operation }) => operation);
}
