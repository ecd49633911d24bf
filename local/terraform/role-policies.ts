import * as v from 'valibot';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { LocalAccount } from '../local-account.ts';
import { TerraformError } from './terraform-error.ts';

const statement = v.record(v.string(), v.unknown());
const Document = v.looseObject({
  Version: v.exactOptional(v.string()),
  Statement: v.union([v.array(statement), statement]),
});

/** What each role may do, by the role's name: the documents of its inline policies. AWS-managed policies are not among them. */
export type RolePolicies = Map<string, PolicyDocument[]>;

/** The roles of a deployment, written as resources come and go; the account knows them from then on. */
export interface RoleRegistry {
  /** Always as it is now. */
  readonly policies: RolePolicies;
  /** Throws TerraformError where the account has another role of that name, and for a trust policy that is none. */
  addRole(role: NewRole): void;
  removeRole(name: string): void;
  /** Throws TerraformError for what is no policy document. */
  putPolicy(role: string, name: string, json: string): void;
  removePolicy(role: string, name: string): void;
}

export interface NewRole {
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: string;
  readonly maxSessionSeconds?: number;
}

interface HeldRole {
  readonly arn: string;
  readonly policies: Map<string, PolicyDocument>;
}

/** The roles of one workspace in one account. */
export function createRoleRegistry(account: Pick<LocalAccount, 'enforceRole' | 'services'>): RoleRegistry {
  const { roles } = account.services.sts;
  const policies: RolePolicies = new Map();
  const held = new Map<string, HeldRole>();
  const find = (name: string): HeldRole => {
    const role = held.get(name);
    if (role === undefined) throw new TerraformError(`the role ${name} does not exist`);
    return role;
  };
  const show = (name: string): void => {
    const role = find(name);
    const documents = [...role.policies.values()];
    policies.set(name, documents);
    account.enforceRole(role.arn, documents);
  };
  return {
    policies,
    addRole({ name, arn, trustPolicy, maxSessionSeconds }) {
      if (!held.has(name) && roles.named(arn.split(':')[4] ?? '', name) !== undefined) {
        throw new TerraformError(`EntityAlreadyExists: Role with name ${name} already exists.`);
      }
      const longest = maxSessionSeconds === undefined ? {} : { maxSessionSeconds };
      roles.register({ arn, trustPolicy: readPolicy(trustPolicy), ...longest });
      held.set(name, { arn, policies: held.get(name)?.policies ?? new Map() });
      show(name);
    },
    removeRole(name) {
      const { arn } = find(name);
      held.delete(name);
      policies.delete(name);
      roles.remove(arn);
      account.enforceRole(arn, undefined);
    },
    putPolicy(role, name, json) {
      find(role).policies.set(name, readPolicy(json));
      show(role);
    },
    removePolicy(role, name) {
      find(role).policies.delete(name);
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
