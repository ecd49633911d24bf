import type { CloudFormationTemplate } from '../../../stacks/member-cloudformation.ts';

export interface MadeResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Where a template is deployed. */
export interface StackPlace {
  readonly accountId: string;
  readonly region: string;
  readonly partition?: string;
}

const nothing = Symbol('AWS::NoValue');

/**
 * What CloudFormation would make of a template with these parameters: its resources with all functions carried out, as far as templates here
 * use them (CloudFormation Template Reference, "Intrinsic functions"). What only AWS knows is text such as `(ForwarderRole: Arn)`.
 * Throws for a parameter that is not declared, not given or not allowed, and for a function that is not known here.
 */
export function deployed(
  template: CloudFormationTemplate,
  given: Readonly<Record<string, string>>,
  { accountId, region, partition = 'aws' }: StackPlace,
): MadeResource[] {
  const parameters = parametersOf(template, given);
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::NoValue': nothing,
  };

  const named = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    if (name in parameters) return parameters[name];
    if (name in template.Resources) return `(${name})`;
    throw new Error(`nothing is called ${name}`);
  };
  const substituted = (text: string, own: Readonly<Record<string, unknown>>): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
      const [resource = '', attribute] = name.split('.');
      if (attribute !== undefined) return `(${resource}: ${attribute})`;
      return String(name in own ? value(own[name]) : named(name));
    });
  const holds = (name: unknown): boolean => {
    const condition = template.Conditions[String(name)];
    if (condition === undefined) throw new Error(`there is no condition ${String(name)}`);
    return value(condition) === true;
  };
  const listOf = (of: unknown): unknown[] => {
    const found = value(of);
    if (!Array.isArray(found)) throw new TypeError('a list is needed');
    return found;
  };

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (name) => named(String(name)),
    'Fn::Sub': (argument) => {
      const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
      return substituted(String(text), Object(own));
    },
    'Fn::GetAtt': (argument) => `(${listOf(argument).join(': ')})`,
    'Fn::If': (argument) => {
      const [condition, one, other] = Array.isArray(argument) ? argument : [];
      return value(holds(condition) ? one : other);
    },
    'Fn::Equals': (argument) => {
      const [one, other] = listOf(argument);
      return one === other;
    },
    'Fn::Not': (argument) => listOf(argument)[0] !== true,
    'Fn::Or': (argument) => listOf(argument).includes(true),
    'Fn::Join': (argument) => {
      const [separator, items] = Array.isArray(argument) ? argument : [];
      return listOf(items).join(String(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, text] = listOf(argument);
      return String(text).split(String(separator));
    },
  };
  const value = (of: unknown): unknown => {
    if (Array.isArray(of)) return of.map(value).filter((item) => item !== nothing);
    if (typeof of !== 'object' || of === null) return of;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(of);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const carryOut = functions[name];
      if (carryOut === undefined) throw new Error(`${name} is not known here`);
      return carryOut(argument);
    }
    const entries = Object.entries(of).map(([key, item]): [string, unknown] => [key, value(item)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== nothing && item !== undefined));
  };

  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
    .map(([id, { Type, Properties }]) => ({ id, type: Type, properties: Object(value(Properties ?? {})) }));
}

function parametersOf(
  { Parameters }: CloudFormationTemplate,
  given: Readonly<Record<string, string>>,
): Record<string, string | readonly string[]> {
  for (const name of Object.keys(given)) if (!(name in Parameters)) throw new Error(`there is no parameter ${name}`);
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, { Type, Default, AllowedPattern, AllowedValues }]) => {
      const text = given[name] ?? Default;
      if (text === undefined) throw new Error(`${name} needs a value`);
      // Of a list it is about each value (AWS CloudFormation User Guide, "Parameters").
      const values = Type === 'CommaDelimitedList' ? text.split(',') : [text];
      const allowed = new RegExp(`^(?:${AllowedPattern ?? '.*'})$`);
      if (!values.every((one) => allowed.test(one))) throw new Error(`${name} may not be ${text}`);
      if (AllowedValues !== undefined && !AllowedValues.includes(text)) throw new Error(`${name} may not be ${text}`);
      return [name, Type === 'CommaDelimitedList' ? values : text];
    }),
  );
}
