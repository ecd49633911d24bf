import { AwsError } from '../../local/aws-error.ts';
import type { Outage, Scenario } from './scenario.ts';
import type { WiredCall } from './wire.ts';

/** The operations of EC2, S3 and S3 Control that change something; every other one of the product's only reads. */
export const mutating = /^(Authorize|Revoke|Modify|Put|Delete)/;

/** Which outage of the scenario befalls a function's call `at` milliseconds after the beginning, and what is answered then. */
export function outageOf(
  { outages }: Scenario,
  at: number,
  call: Omit<WiredCall, 'request'>,
): { readonly of: Outage['of']; readonly error: AwsError } | undefined {
  const found = outages.find(({ from, to, of }) => from <= at && at < to && concerns(of, call));
  return found === undefined ? undefined : { of: found.of, error: errorOf(found.of, call.service) };
}

function concerns(of: Outage['of'], { actor, service, operation }: Omit<WiredCall, 'request'>): boolean {
  const isMender = actor.name.startsWith('remediator-');
  const ofObjects = service === 's3' && /Object/.test(operation);
  const ofResources = service === 'ec2' || service === 's3-control' || (service === 's3' && !ofObjects);
  switch (of) {
    case 'slack':
    case 'slack slows':
      return false;
    case 'mend permissions':
      return isMender && ofResources && mutating.test(operation);
    case 'read permissions':
      return isMender && ofResources && !mutating.test(operation);
    case 'resources':
      return ofResources;
    case 'config':
      return service === 'config';
    case 'queue':
      return service === 'sqs';
    case 'ledger':
      return ofObjects;
    case 'gate':
      return service === 'ssm';
    case 'gate of menders':
      return service === 'ssm' && isMender;
    case 'topic':
      return service === 'sns';
  }
}

function errorOf(of: Outage['of'], service: string): AwsError {
  if (of.endsWith('permissions') || of === 'gate of menders') {
    return new AwsError(service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDenied', 'not authorized', 403);
  }
  const codes: Readonly<Record<string, string>> = { s3: 'SlowDown', ec2: 'RequestLimitExceeded' };
  return new AwsError(codes[service] ?? 'ServiceUnavailable', 'Please reduce your request rate.', 503);
}
