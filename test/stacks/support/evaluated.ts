import { partitionOf } from '../../../local/credentials.ts';
import { dataSource } from '../../../local/terraform/data-sources.ts';
import { dependencyOrder } from '../../../local/terraform/dependency-order.ts';
import { evaluateData } from '../../../local/terraform/evaluate.ts';
import { instancesOf, referredTo } from '../../../local/terraform/instances.ts';
import { type Block, readTemplate } from '../../../local/terraform/template.ts';
import { isObject, toText, type Value, type ValueObject } from '../../../local/terraform/value.ts';
import { resolveVariables, unmet } from '../../../local/terraform/variables.ts';
import { mainTemplate, type Template } from './synthesised.ts';

export interface Evaluated {
  /** The instances of a type that there would be, `name` being that of their block. */
  resources(type: string): { readonly name: string; readonly address: string; readonly arguments: ValueObject }[];
  readonly outputs: Readonly<Record<string, Value>>;
  /** The sentences of the preconditions that do not hold. */
  readonly refused: readonly string[];
}

/**
 * What a plan of the stack would show with these variables, in account 111122223333 unless another is given. What only AWS knows stands there as text such as
 * `(aws_sns_topic.config-topic: arn)`.
 */
export function evaluated(
  given: Readonly<Record<string, unknown>>,
  from: Template = mainTemplate(),
  accountId = '111122223333',
): Evaluated {
  const template = readTemplate(from);
  const variables = resolveVariables(template.variables, given);
  const region = toText(variables['region'] ?? null, 'region');
  const where = { accountId, region, partition: partitionOf(region) };
  const scope: Record<string, Record<string, Value>> = { var: variables };
  const data: Record<string, Record<string, Value>> = {};
  const refused: string[] = [];
  const made: { block: Block; address: string; arguments: ValueObject }[] = [];
  for (const block of dependencyOrder([...template.dataSources, ...template.resources])) {
    if (block.address.startsWith('data.')) {
      (data[block.type] ??= {})[block.name] = dataSource(block.type, where);
      continue;
    }
    const instances = instancesOf(block, { ...scope, data }).map(({ address, key, scope: own }) => {
      const value = evaluateData(block.arguments, own);
      refused.push(...unmet(block.preconditions, own));
      if (!isObject(value)) throw new TypeError(`${address} has no arguments`);
      made.push({ block, address, arguments: value });
      const unknown = Object.fromEntries(['arn', 'id', 'url'].map((name) => [name, `(${address}: ${name})`]));
      return { key, value: { ...unknown, ...value } };
    });
    (scope[block.type] ??= {})[block.name] = referredTo(block, instances);
  }
  return {
    refused,
    resources: (type) =>
      made
        .filter(({ block }) => block.type === type)
        .map(({ block, address, arguments: values }) => ({ name: block.name, address, arguments: values })),
    outputs: Object.fromEntries(
      template.outputs.map(({ name, value }) => [name, evaluateData(value, { ...scope, data })]),
    ),
  };
}
