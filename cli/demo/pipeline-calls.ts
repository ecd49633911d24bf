import type { LoggedCall } from '../../local/call-log.ts';
import type { LocalAccount } from '../../local/local-account.ts';

const reading = /^(Describe|Get|List|Head)/;

/** Calls by which a function of the pipeline changed, or tried to change, a group or a bucket; its own ledger aside. */
export function mutatingCalls(account: LocalAccount): number {
  return ofPipeline(account).filter(
    ({ service, operation }) =>
      ['ec2', 's3', 's3-control'].includes(service) && !reading.test(operation) && operation !== 'PutObject',
  ).length;
}

/** All that the pipeline's functions called, by service. */
export function pipelineCalls(account: LocalAccount): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service } of ofPipeline(account)) counts[service] = (counts[service] ?? 0) + 1;
  return counts;
}

function ofPipeline(account: LocalAccount): LoggedCall[] {
  return account.calls.calls.filter(({ principalArn }) => principalArn.includes(':assumed-role/configmend-'));
}
