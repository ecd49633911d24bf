import * as v from 'valibot';
import { number, resourceType } from '../resource-type.ts';

/** Its trust policy is asked by AssumeRole, and by services that assume it for somebody, but for Lambda, which runs functions unasked. */
export const iamRole = resourceType({
  arguments: {
    name: v.string(),
    assume_role_policy: v.string(),
    description: v.optional(v.string()),
    path: v.optional(v.string(), '/'),
    max_session_duration: v.optional(number),
  },
  identity: ['name', 'path'],
  async put({ name, path, assume_role_policy, max_session_duration: longest }, { accountId, partition, roles }) {
    const arn = `arn:${partition}:iam::${accountId}:role${path}${name}`;
    const maxSessionSeconds = longest === undefined ? {} : { maxSessionSeconds: longest };
    roles.addRole({ name, arn, trustPolicy: assume_role_policy, ...maxSessionSeconds });
    return { id: name, arn };
  },
  async remove({ name }, { roles }) {
    roles.removeRole(name);
  },
});

export const iamRolePolicy = resourceType({
  arguments: { name: v.string(), role: v.string(), policy: v.string() },
  identity: ['name', 'role'],
  async put({ name, role, policy }, { roles }) {
    roles.putPolicy(role, name, policy);
    return { id: `${role}:${name}` };
  },
  async remove({ name, role }, { roles }) {
    roles.removePolicy(role, name);
  },
});

export const iamRolePolicyAttachment = resourceType({
  arguments: { role: v.string(), policy_arn: v.string() },
  identity: ['role', 'policy_arn'],
  async put({ role, policy_arn }, context) {
    context.note(`what ${policy_arn} allows is not known here`);
    return { id: `${role}-${policy_arn}` };
  },
  remove: () => Promise.resolve(),
});
