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
    case 'slack resets':
    case 'slack hangs':
      return false;
    case 'mend permissions':
      return isMender && ofResources && mutating.test(operation);
    case 'read permissions':
      return isMender && ofResources && !mutating.test(operation);
    case 'revoke permissions':
      return isMender && ofResources && /^(Revoke|Delete)/.test(operation);
    case 'resources':
      return ofResources;
    case 'verdict permissions':
      return operation === 'PutEvaluations';
    case 'config':
      return service === 'config';
    case 'queue':
    case 'queue permissions':
      return service === 'sqs';
    case 'ledger':
    case 'ledger permissions':
      return ofObjects;
    case 'gate':
      return service === 'ssm';
    case 'gate of menders':
      return service === 'ssm' && isMender;
    case 'topic':
    case 'topic permissions':
      return service === 'sns';
    case 'invoke permissions':
      return service === 'lambda';
  }
}

function errorOf(of: Outage['of'], service: string): AwsError {
  if (of.endsWith('permissions') || of === 'gate of menders') return deniedBy(service);
  const codes: Readonly<Record<string, string>> = { s3: 'SlowDown', ec2: 'RequestLimitExceeded' };
  return new AwsError(codes[service] ?? 'ServiceUnavailable', 'Please reduce your request rate.', 503);
}

/** Each service says it in its own words (its API reference, "Common errors"). */
function deniedBy(service: string): AwsError {
  switch (service) {
    case 'ec2':
      return new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
    case 'sns':
      return new AwsError('AuthorizationError', 'is not authorized to perform: SNS:Publish', 403);
    case 'config':
    case 'ssm':
      return new AwsError('AccessDeniedException', 'is not authorized to perform this action', 400);
    case 'lambda':
      return new AwsError('AccessDeniedException', 'is not authorized to perform: lambda:InvokeFunction', 403);
    default:
      return new AwsError('AccessDenied', 'Access Denied', 403);
  }
}
