import { evaluateData, type Scope } from './evaluate.ts';
import type { Block } from './template.ts';
import { TerraformError } from './terraform-error.ts';
import { entriesOf, isObject, isSet, show, toNumber, type Value } from './value.ts';

/** One resource that a block asks for. */
export interface InstancePlan {
  /** `type.name`, `type.name[0]` or `type.name["key"]`. */
  readonly address: string;
  readonly key: number | string | undefined;
  /** What `count` and `each` stand for in its arguments. */
  readonly scope: Scope;
}

/** The resources of a block after `count` and `for_each`. */
export function instancesOf(block: Block, scope: Scope): InstancePlan[] {
  const { address } = block;
  if (block.count !== undefined) {
    const count = toNumber(evaluateData(block.count, scope), `${address}: count`);
    if (!Number.isInteger(count) || count < 0) throw new TerraformError(`${address}: count cannot be ${count}`);
    return Array.from({ length: count }, (_, index) => ({
      address: `${address}[${index}]`,
      key: index,
      scope: { ...scope, count: { index } },
    }));
  }
  if (block.forEach !== undefined) {
    return eachOf(evaluateData(block.forEach, scope), address).map(([key, value]) => ({
      address: `${address}[${JSON.stringify(key)}]`,
      key,
      scope: { ...scope, each: { key, value } },
    }));
  }
  return [{ address, key: undefined, scope }];
}

/** A map or a set of strings, and not a list, whose positions would become the resources' identities. */
function eachOf(value: Value, address: string): [string, Value][] {
  if (!isObject(value) && !isSet(value)) {
    throw new TerraformError(`${address}: for_each takes a map or a set of strings, not ${show(value)}`);
  }
  return entriesOf(value, address).map(([key, item]) => [String(key), item]);
}

/** What a reference to the block is: one object, or a list or map of them. */
export function referredTo(block: Block, made: readonly { key: number | string | undefined; value: Value }[]): Value {
  if (block.count !== undefined) return made.map(({ value }) => value);
  if (block.forEach !== undefined) {
    return Object.fromEntries(made.map(({ key, value }) => [String(key), value]));
  }
  return made[0]?.value ?? null;
}
