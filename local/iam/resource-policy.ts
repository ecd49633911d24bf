import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { Caller } from '../service.ts';
import { assertKnownKeys } from './context-keys.ts';
import { type AccessRequest, type Decision, evaluatePolicy } from './evaluate-policy.ts';
import { readDocument, type Statement, statementElements, toStatement } from './policy-document.ts';
import { namesCaller, namesService, principalElements, type Principals, principalsOf } from './principals.ts';
import { principalContext } from './principal-context.ts';

/** A statement of a policy that a resource or a role has. */
export interface ResourceStatement extends Statement {
  readonly principals: Principals;
}

const StatementShape = v.strictObject({ ...statementElements, ...principalElements });
const Document = v.strictObject({
  Version: v.optional(v.picklist(['2012-10-17', '2008-10-17'])),
  Id: v.optional(v.string()),
  Statement: v.pipe(
    v.union([StatementShape, v.array(StatementShape)]),
    v.transform((value) => [value].flat()),
  ),
});

/** Throws MalformedPolicyDocument for what is no such policy, and for what cannot be judged here. */
export function parseResourcePolicy(document: unknown): ResourceStatement[] {
  return readDocument(Document, document).Statement.map((shape) => ({
    ...toStatement(shape),
    principals: principalsOf(shape),
  }));
}

/** A role's trust policy: as a resource's, and it is about no other resource than its role, which is not written. */
export function parseTrustPolicy(document: unknown): ResourceStatement[] {
  return readDocument(Document, document).Statement.map((shape) => {
    if (shape.Resource !== undefined || shape.NotResource !== undefined) {
      throw new AwsError('MalformedPolicyDocument', 'Has prohibited field Resource');
    }
    return { ...toStatement({ ...shape, Resource: ['*'] }), principals: principalsOf(shape) };
  });
}

/** What a resource's policy says to a caller. Throws NotImplemented where a condition of a statement that is about it is unknown here. */
export function resourceDecision(
  statements: readonly ResourceStatement[],
  caller: Caller,
  request: AccessRequest,
): Decision {
  const about = statements.filter(({ principals }) => namesCaller(principals, caller));
  const asked = { ...request, context: { ...principalContext(caller), ...request.context } };
  assertKnownKeys(about, asked);
  return evaluatePolicy(about, asked);
}

/** The same to an AWS service. */
export function serviceDecision(
  statements: readonly ResourceStatement[],
  service: string,
  request: AccessRequest,
): Decision {
  const about = statements.filter(({ principals }) => namesService(principals, service));
  const context = { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service, ...request.context };
  const asked = { ...request, context };
  assertKnownKeys(about, asked);
  return evaluatePolicy(about, asked);
}
