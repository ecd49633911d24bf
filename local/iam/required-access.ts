import { functionArn, parseFunctionName } from '../lambda/names.ts';
import { parseQuery } from '../query-protocol.ts';
import { routeOf } from '../s3/route.ts';
import type { AwsRequest, Caller } from '../service.ts';
import { configAccess } from './access/config-access.ts';
import { ec2Access } from './access/ec2-access.ts';
import { messageAccess } from './access/message-access.ts';
import { type AccountFacts, type Input, type NeededByCall, text } from './access/needed.ts';
import { s3Access } from './access/s3-access.ts';
import { sessionAccess } from './access/session-access.ts';
import type { AccessRequest } from './evaluate-policy.ts';
import { principalContext } from './principal-context.ts';

export type { AccountFacts } from './access/needed.ts';

/** A call as the server routed it. `service` is what it signs with, s3-control told apart from s3. */
export interface RoutedCall {
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
}

/**
 * The permissions that each call of the pipeline's functions needs (Service Authorization Reference; S3 User Guide, "Required
 * permissions for Amazon S3 API operations"). An operation that is not here is denied to every role with policies: a new call
 * means deciding here what it needs.
 */
const table: NeededByCall = {
  ...ec2Access,
  ...s3Access,
  ...messageAccess,
  ...sessionAccess,
  ...configAccess,

  'ssm:GetParameter': (input, caller, _request, facts) => {
    const name = text(input, 'Name');
    const arn = `arn:${caller.partition}:ssm:${caller.region}:${caller.accountId}:parameter/${name.replace(/^\//, '')}`;
    const parameter = { action: 'ssm:GetParameter', resource: name.startsWith('arn:') ? name : arn };
    const [, secret] = /\/aws\/reference\/secretsmanager\/([^:]+)/.exec(name) ?? [];
    return secret === undefined ? [parameter] : [parameter, secretAccess(secret, caller, facts)];
  },

  'lambda:Invoke': (_input, caller, { path, query }) => {
    const [, name = ''] = /\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    const target = parseFunctionName(name, caller, query.get('Qualifier') ?? undefined);
    return [{ action: 'lambda:InvokeFunction', resource: functionArn(target) }];
  },
};

/**
 * What a call needs, all of it; undefined when the table does not say. Nothing where S3 answers before it asks: for a bucket that
 * does not exist or is elsewhere. Of another account's resource that account is asked as well, by the resource's policy, which is for its
 * service to judge.
 */
export function requiredAccess(call: RoutedCall, caller: Caller, facts: AccountFacts): AccessRequest[] | undefined {
  const key = `${call.service}:${call.operation}`;
  const needed = Object.hasOwn(table, key) ? table[key] : undefined;
  if (needed === undefined) return undefined;
  const common = principalContext(caller);
  const ofService: Record<string, string> = call.service === 'ec2' ? { 'ec2:Region': caller.region } : {};
  if (call.service === 's3') {
    const { bucketName } = routeOf(call.request);
    const owner = bucketName === '' ? caller.accountId : facts.bucketOwner(bucketName, caller);
    if (owner === undefined) return [];
    ofService['s3:ResourceAccount'] = owner;
    ofService['aws:ResourceAccount'] = owner;
  }
  return needed(inputOf(call), caller, call.request, facts).map(({ action, resource, context }) => ({
    action,
    resource,
    context: { ...common, ...ownerOf(resource), ...ofService, ...context },
  }));
}

/** Of an ARN that names its account. */
function ownerOf(resource: string): Record<string, string> {
  const owner = resource.split(':')[4] ?? '';
  return /^\d{12}$/.test(owner) ? { 'aws:ResourceAccount': owner } : {};
}

/**
 * Parameter Store reads a secret that it refers to with the caller's own permissions (Systems Manager User Guide, "Referencing AWS
 * Secrets Manager secrets from Parameter Store parameters").
 */
function secretAccess(name: string, caller: Caller, facts: AccountFacts): { action: string; resource: string } {
  const { partition, region, accountId } = caller;
  const absent = `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-??????`;
  return { action: 'secretsmanager:GetSecretValue', resource: facts.secretArn(name, caller) ?? absent };
}

function inputOf({ service, request }: RoutedCall): Input {
  switch (service) {
    case 'ec2':
    case 'sns':
    case 'sts':
      return parseQuery(request.body.toString());
    case 'sqs':
    case 'ssm':
    case 'config':
    case 'events':
      return parseJson(request.body.toString());
    default:
      return {};
  }
}

/** A body that is no JSON object is the service's to refuse. */
function parseJson(body: string): Input {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
  } catch {
    return {};
  }
}
