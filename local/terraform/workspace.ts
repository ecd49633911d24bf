import type { LambdaBundle } from '../../build/bundle-lambdas.ts';
import { partitionOf } from '../credentials.ts';
import type { LocalAccount } from '../local-account.ts';
import { clientsOf } from './clients.ts';
import { dataSource } from './data-sources.ts';
import { dependencyOrder } from './dependency-order.ts';
import { evaluateData, type Scope } from './evaluate.ts';
import { type InstancePlan, instancesOf, referredTo } from './instances.ts';
import type { Attributes, ResourceContext, Timeouts } from './resource-type.ts';
import { resourceTypeNamed } from './resource-types.ts';
import { createRoleRegistry, type RolePolicies } from './role-policies.ts';
import { type Block, readTemplate } from './template.ts';
import { TerraformError } from './terraform-error.ts';
import { isEqual, isObject, toText, type Value, type ValueObject } from './value.ts';
import { resolveVariables, unmet, type VariableValues } from './variables.ts';

export interface WorkspaceOptions {
  /** Functions run from these: each is found by the hash that the template has of it. */
  readonly bundles: readonly LambdaBundle[];
  /** The one thing in which what runs differs from the template: how long the coordinator and the remediators may run. */
  readonly timeouts?: Timeouts;
  /** With whose administrator's credentials it is applied, and where, unless the template's provider names a region; the account's own unless given. */
  readonly place?: { readonly accountId: string; readonly region: string };
}

/** A template in a local account, with the state of what was made of it: Terraform's workspace. */
export interface Workspace {
  /**
   * Makes the account be as the template says with these variables: creates what is missing, changes in place what can be, replaces
   * what cannot, and removes what is no longer wanted. Applies wait for each other. Rejects with TerraformError: for wrong
   * variables before anything is touched, later naming the resource; what was done until then stands, as with Terraform.
   */
  apply(variables?: VariableValues): Promise<Applied>;
  /** By the names of the roles that it made, all of one account; always as it is now, and as the account enforces it. */
  readonly roles: RolePolicies;
}

/** What an apply did, and what there is now. Addresses are Terraform's, e.g. `aws_sqs_queue.remediation`, `….x[0]`, `….y["key"]`. */
export interface Applied {
  readonly outputs: ValueObject;
  /** Arguments and attributes of every resource, by address. */
  readonly resources: ReadonlyMap<string, ValueObject>;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  /** Whole resources or arguments of them that the local account has no counterpart for. */
  readonly skipped: readonly { readonly address: string; readonly reason: string }[];
}

interface Made {
  readonly block: Block;
  readonly arguments: ValueObject;
  readonly attributes: Attributes;
  readonly notes: readonly string[];
}

/** Throws TerraformError for a template that cannot be read, or has types of resources that the local account cannot build. */
export function createWorkspace(account: LocalAccount, file: unknown, options: WorkspaceOptions): Workspace {
  const template = readTemplate(file);
  const order = dependencyOrder([...template.dataSources, ...template.resources]);
  for (const { type } of template.resources) resourceTypeNamed(type);
  const roles = createRoleRegistry(account);
  const { accountId, region: home } = options.place ?? account;
  const state = new Map<string, Made>();
  let last: Promise<unknown> = Promise.resolve();

  const contextFor = (variables: ValueObject): Omit<ResourceContext, 'note'> => {
    const given = evaluateData(template.provider, { var: variables });
    const region = isObject(given) ? toText(given['region'] ?? home, 'region') : home;
    return {
      account,
      region,
      accountId,
      partition: partitionOf(region),
      clients: clientsOf(account, { accountId, region }),
      bundles: options.bundles,
      timeouts: options.timeouts ?? {},
      roles,
    };
  };

  const apply = async (values: VariableValues): Promise<Applied> => {
    const variables = resolveVariables(template.variables, values);
    const context = contextFor(variables);
    const scope: Record<string, Record<string, Value>> = { var: variables };
    const data: Record<string, Record<string, Value>> = {};
    const wanted = new Set<string>();
    const changes = {
      created: [] as string[],
      updated: [] as string[],
      replaced: [] as string[],
      removed: [] as string[],
    };
    for (const block of order) {
      if (block.address.startsWith('data.')) {
        data[block.type] = { ...data[block.type], [block.name]: dataSource(block.type, context) };
        continue;
      }
      const made: { key: InstancePlan['key']; value: Value }[] = [];
      for (const plan of instancesOf(block, { ...scope, data })) {
        wanted.add(plan.address);
        const { arguments: given, attributes } = await inResource(plan.address, () =>
          put(block, plan, context, changes),
        );
        made.push({ key: plan.key, value: { ...given, ...attributes } });
      }
      scope[block.type] = { ...scope[block.type], [block.name]: referredTo(block, made) };
    }
    for (const address of [...state.keys()].toReversed()) {
      if (wanted.has(address)) continue;
      await inResource(address, () => remove(address, context));
      changes.removed.push(address);
    }
    const outputs = template.outputs.map(({ name, value }) => [name, evaluateData(value, { ...scope, data })] as const);
    return {
      ...changes,
      outputs: Object.fromEntries(outputs),
      resources: new Map([...state].map(([address, made]) => [address, { ...made.arguments, ...made.attributes }])),
      skipped: [...state].flatMap(([address, { notes }]) => notes.map((reason) => ({ address, reason }))),
    };
  };

  const put = async (
    block: Block,
    { address, scope }: InstancePlan,
    context: Omit<ResourceContext, 'note'>,
    changes: { created: string[]; updated: string[]; replaced: string[] },
  ): Promise<Made> => {
    const type = resourceTypeNamed(block.type);
    let before = state.get(address);
    const refused = unmet(block.preconditions, scope);
    if (refused.length > 0) throw new TerraformError(refused.join('\n'));
    const given = argumentsOf(block, scope, before);
    if (before !== undefined && isEqual(before.arguments, given)) return before;
    const held = before?.arguments;
    const replaced =
      held !== undefined && type.identity.some((name) => !isEqual(held[name] ?? null, given[name] ?? null));
    if (replaced) {
      await remove(address, context);
      before = undefined;
    }
    const notes = type.unknownArguments(given).map((name) => `${name} has no counterpart in the local account`);
    const attributes = await type.put(
      given,
      { ...context, note: (reason) => notes.push(reason) },
      before?.attributes.id,
    );
    const made = { block, arguments: given, attributes, notes };
    state.set(address, made);
    if (replaced) changes.replaced.push(address);
    else if (before === undefined) changes.created.push(address);
    else changes.updated.push(address);
    return made;
  };

  const remove = async (address: string, context: Omit<ResourceContext, 'note'>): Promise<void> => {
    const made = state.get(address);
    if (made === undefined) return;
    if (made.block.preventDestroy) throw new TerraformError('it would be destroyed, which its prevent_destroy forbids');
    const { remove: removeIt } = resourceTypeNamed(made.block.type);
    await removeIt(made.arguments, { ...context, note: () => undefined }, made.attributes.id);
    state.delete(address);
  };

  return {
    roles: roles.policies,
    apply(variables = {}) {
      const next = last.then(() => apply(variables));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

function argumentsOf({ arguments: data, ignoreChanges }: Block, scope: Scope, before: Made | undefined): ValueObject {
  const evaluated = evaluateData(data, scope);
  if (!isObject(evaluated)) return {};
  const kept = ignoreChanges.flatMap((name) => {
    const held = before?.arguments[name];
    return held === undefined ? [] : [[name, held] as const];
  });
  return { ...evaluated, ...Object.fromEntries(kept) };
}

/** Whatever goes wrong with a resource is said with its address. */
async function inResource<T>(address: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TerraformError(`${address}: ${message}`, { cause });
  }
}
