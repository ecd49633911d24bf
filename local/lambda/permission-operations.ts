import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { AwsResponse } from '../service.ts';
import { json } from './answers.ts';
import type { LocalFunction } from './local-function.ts';
import { type Permission, policyDocument, policyStatement } from './resource-policy.ts';

export const AddPermissionInput = v.strictObject({
  StatementId: v.string(),
  Action: v.literal('lambda:InvokeFunction'),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  SourceAccount: v.optional(v.string()),
});

export function addPermission(target: LocalFunction, input: v.InferOutput<typeof AddPermissionInput>): AwsResponse {
  if (target.permissions.some((held) => held.statementId === input.StatementId)) {
    throw new AwsError(
      'ResourceConflictException',
      `The statement id (${input.StatementId}) provided already exists.`,
      409,
    );
  }
  const permission: Permission = {
    statementId: input.StatementId,
    principal: input.Principal,
    ...(input.SourceArn === undefined ? {} : { sourceArn: input.SourceArn }),
    ...(input.SourceAccount === undefined ? {} : { sourceAccount: input.SourceAccount }),
  };
  target.permissions = [...target.permissions, permission];
  return json(201, { Statement: JSON.stringify(policyStatement(permission, target.arn)) });
}

export function getPolicy(target: LocalFunction): AwsResponse {
  if (target.permissions.length === 0) {
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  }
  return json(200, { Policy: policyDocument(target.permissions, target.arn), RevisionId: '1' });
}

export function removePermission(target: LocalFunction, statementId: string): AwsResponse {
  const kept = target.permissions.filter((held) => held.statementId !== statementId);
  if (kept.length === target.permissions.length) {
    throw new AwsError('ResourceNotFoundException', `Statement ${statementId} is not found in resource policy.`, 404);
  }
  target.permissions = kept;
  return { status: 204 };
}
