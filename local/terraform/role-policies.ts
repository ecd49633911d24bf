import * as v from 'valibot';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { TerraformError } from './terraform-error.ts';

const statement = v.record(v.string(), v.unknown());
const Document = v.looseObject({
  Version: v.exactOptional(v.string()),
  Statement: v.union([v.array(statement), statement]),
});

/** What each role may do, by the role's name: the documents of its inline policies. AWS-managed policies are not among them. */
export type RolePolicies = Map<string, PolicyDocument[]>;

/** The roles of a deployment, written as resources come and go. */
export interface RoleRegistry {
  /** Always as it is now. */
  readonly policies: RolePolicies;
  addRole(role: string): void;
  removeRole(role: string): void;
  /** Throws TerraformError for what is no policy document. */
  putPolicy(role: string, name: string, json: string): void;
  removePolicy(role: string, name: string): void;
}

/** `changed` is called after every change, with all there are. */
export function createRoleRegistry(changed: (policies: RolePolicies) => void): RoleRegistry {
  const policies: RolePolicies = new Map();
  const named = new Map<string, Map<string, PolicyDocument>>();
  const show = (role: string): void => {
    policies.set(role, [...(named.get(role)?.values() ?? [])]);
    changed(policies);
  };
  const policiesOf = (role: string): Map<string, PolicyDocument> => {
    const held = named.get(role);
    if (held === undefined) throw new TerraformError(`the role ${role} does not exist`);
    return held;
  };
  return {
    policies,
    addRole(role) {
      if (!named.has(role)) named.set(role, new Map());
      show(role);
    },
    removeRole(role) {
      named.delete(role);
      policies.delete(role);
      changed(policies);
    },
    putPolicy(role, name, json) {
      policiesOf(role).set(name, readPolicy(json));
      show(role);
    },
    removePolicy(role, name) {
      policiesOf(role).delete(name);
      show(role);
    },
  };
}

/** Throws TerraformError for what is no policy document. */
export function readPolicy(json: string): PolicyDocument {
  try {
    return v.parse(Document, JSON.parse(json));
  } catch (cause) {
    throw new TerraformError(`not a policy document: ${json.slice(0, 80)}`, { cause });
  }
}
