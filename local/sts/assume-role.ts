import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { Credentials } from '../credentials.ts';
import type { XmlValue } from '../xml.ts';
import { type BadMember, readInput } from '../read-input.ts';
import type { Caller, ServiceDeps } from '../service.ts';
import { roleArnOf, roleIdOf } from './principal.ts';
import type { RegisteredRole, Roles } from './roles.ts';

/** Session policies, tags, MFA and source identities are left out: they would change what the session may do. */
const Input = v.strictObject({
  Action: v.string(),
  Version: v.string(),
  RoleArn: v.pipe(v.string(), v.regex(/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of a role')),
  RoleSessionName: v.pipe(v.string(), v.regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 of letters, digits and _+=,.@-')),
  ExternalId: v.optional(v.string()),
  DurationSeconds: v.optional(
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(900), v.maxValue(43_200)),
  ),
});

const defaultSessionSeconds = 3600;
const chainedSessionSeconds = 3600;

export function refuseMember({ member, message }: BadMember): AwsError {
  return new AwsError('ValidationError', `Value at '${member}' failed to satisfy constraint: ${message}`);
}

/**
 * AssumeRole: hands out a key whose calls are made in the role's account. The key does not expire here, though the answer says
 * when AWS's would: the clients' clocks do not follow the account's. A role that is not registered, or does not trust the caller
 * with this ExternalId, is AccessDenied.
 */
export function assumeRole(
  deps: Pick<ServiceDeps, 'clock' | 'id'>,
  roles: Roles,
  credentials: Credentials,
  raw: unknown,
  caller: Caller,
): { [element: string]: XmlValue } {
  const input = readInput(Input, raw, refuseMember);
  const role = roles.find(input.RoleArn);
  if (role === undefined || !trusts(role, caller, input.ExternalId)) throw denied(caller, input.RoleArn);
  const seconds = input.DurationSeconds ?? defaultSessionSeconds;
  assertDuration(role, caller, seconds);
  const { accessKeyId, principalArn } = credentials.issueSession(role.arn, input.RoleSessionName, deps.id);
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleIdOf(sessionRoleArn(role.arn))}:${input.RoleSessionName}`,
      Arn: principalArn,
    },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: deps.id(40),
      SessionToken: deps.id(64),
      Expiration: new Date(deps.clock.now() + seconds * 1000).toISOString(),
    },
  };
}

function trusts(role: RegisteredRole, caller: Caller, externalId: string | undefined): boolean {
  const names = ['*', caller.accountId, caller.principalArn, roleArnOf(caller.principalArn)];
  const root = new RegExp(`^arn:[^:]+:iam::${caller.accountId}:root$`);
  const known = role.trusted.some((trusted) => names.includes(sessionRoleArn(trusted)) || root.test(trusted));
  return known && (role.externalId === undefined || role.externalId === externalId);
}

/** A session's ARN does not tell the path of its role, so that roles are compared without. */
function sessionRoleArn(arn: string): string {
  return arn.replace(/:role\/.*\//, ':role/');
}

/** SDK clients cannot assume a role for longer than it allows, nor for more than an hour from another role's session. */
function assertDuration(role: RegisteredRole, caller: Caller, seconds: number): void {
  if (seconds > (role.maxSessionSeconds ?? defaultSessionSeconds)) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (roleArnOf(caller.principalArn) !== undefined && seconds > chainedSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
}

function denied(caller: Caller, roleArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${caller.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  );
}
