import type { RequestContext } from '../condition.ts';
import { type Input, type NeededAccess, type NeededByCall, objectsOf, text } from './needed.ts';

/**
 * What AssumeRole asks of the caller's own policies, and of the role's trust policy in the same words: session tags are a permission of
 * their own (IAM User Guide, "Passing session tags in AWS STS").
 */
export function assumeRoleAccess(input: Input): NeededAccess[] {
  const tags = objectsOf(input['Tags']).map((tag) => [text(tag, 'Key'), text(tag, 'Value')] as const);
  const context: RequestContext = {
    'sts:RoleSessionName': text(input, 'RoleSessionName'),
    ...('ExternalId' in input ? { 'sts:ExternalId': text(input, 'ExternalId') } : {}),
    ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(([key]) => key) }),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
  const actions = ['sts:AssumeRole', ...(tags.length === 0 ? [] : ['sts:TagSession'])];
  return actions.map((action) => ({ action, resource: text(input, 'RoleArn'), context }));
}

export const sessionAccess: NeededByCall = {
  'sts:AssumeRole': assumeRoleAccess,
  // Needs no permission, and cannot be denied (STS API Reference, GetCallerIdentity).
  'sts:GetCallerIdentity': () => [],
};
