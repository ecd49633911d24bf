import * as v from 'valibot';
import { readPolicy } from '../role-policies.ts';
import { resourceType } from '../resource-type.ts';

/** Kept in the registry of roles, by which the account decides. Who may assume the role is not asked. */
export const iamRole = resourceType({
  arguments: {
    name: v.string(),
    assume_role_policy: v.string(),
    description: v.optional(v.string()),
    path: v.optional(v.string(), '/'),
  },
  identity: ['name', 'path'],
  async put({ name, path, assume_role_policy }, { accountId, partition, roles }) {
    readPolicy(assume_role_policy);
    roles.addRole(name);
    return { id: name, arn: `arn:${partition}:iam::${accountId}:role${path}${name}` };
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
