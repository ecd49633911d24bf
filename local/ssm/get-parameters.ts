import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { type Parameter, type ParameterVersion, shownParameter } from './parameter.ts';
import { refuseMember, validationError } from './put-parameter.ts';
import { isSecretReference, referencedSecret, type Secret } from './secret-reference.ts';

const largestBatch = 10;
const decryption = { WithDecryption: v.optional(v.boolean(), false) };
const One = v.strictObject({ Name: v.string(), ...decryption });
const Several = v.strictObject({
  Names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(largestBatch)),
  ...decryption,
});
const ByPath = v.strictObject({
  Path: v.string(),
  Recursive: v.optional(v.boolean(), false),
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(largestBatch)), largestBatch),
  NextToken: v.optional(v.string()),
  ...decryption,
});

type Parameters = ReadonlyMap<string, Parameter>;

/** What there is in one account and region. */
export interface Stores {
  readonly parameters: Map<string, Parameter>;
  readonly secrets: Map<string, Secret>;
}

/** GetParameter, by name, `name:version` or ARN; or a secret by reference. */
export function getParameter({ parameters, secrets }: Stores, raw: unknown, caller: Caller): object {
  const input = readInput(One, raw, refuseMember);
  if (isSecretReference(input.Name)) return { Parameter: referencedSecret(secrets, input.Name, input.WithDecryption) };
  const found = find(parameters, input.Name, caller);
  if (found.parameter === undefined) throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
  if (found.version === undefined) {
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${found.selector} of ${found.parameter.name}.`,
    );
  }
  return { Parameter: shown(found.parameter, found.version, found.selector, input.WithDecryption) };
}

/** GetParameters: what is not found is listed, not refused. */
export function getParameters({ parameters, secrets }: Stores, raw: unknown, caller: Caller): object {
  const input = readInput(Several, raw, refuseMember);
  if (new Set(input.Names).size < input.Names.length) throw validationError('Names must not be repeated.');
  const answer = (name: string): object | undefined => {
    if (isSecretReference(name)) return secretOrNothing(secrets, name, input.WithDecryption);
    const { parameter, version, selector } = find(parameters, name, caller);
    if (parameter === undefined || version === undefined) return undefined;
    return shown(parameter, version, selector, input.WithDecryption);
  };
  const found = input.Names.map((name) => ({ name, shown: answer(name) }));
  return {
    Parameters: found.flatMap((one) => one.shown ?? []),
    InvalidParameters: found.flatMap((one) => (one.shown === undefined ? [one.name] : [])),
  };
}

function secretOrNothing(secrets: Stores['secrets'], name: string, decrypt: boolean): object | undefined {
  try {
    return referencedSecret(secrets, name, decrypt);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** GetParametersByPath, by name; the token is the last name shown, encoded. A name without a slash lies directly below `/`. */
export function getParametersByPath(parameters: Parameters, raw: unknown): object {
  const input = readInput(ByPath, raw, refuseMember);
  if (!input.Path.startsWith('/')) throw validationError('The parameter path must begin with a forward slash.');
  const prefix = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
  const after = input.NextToken === undefined ? '' : Buffer.from(input.NextToken, 'base64').toString();
  const below = ({ name }: Parameter): boolean => {
    const path = name.startsWith('/') ? name : `/${name}`;
    return path.startsWith(prefix) && (input.Recursive || !path.slice(prefix.length).includes('/'));
  };
  const left = [...parameters.values()]
    .filter((parameter) => below(parameter) && parameter.name > after)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = left.slice(0, input.MaxResults);
  const last = page.at(-1);
  return {
    Parameters: page.flatMap((parameter) => {
      const version = parameter.versions.at(-1);
      return version === undefined ? [] : [shownParameter(parameter, version, input.WithDecryption)];
    }),
    ...(last === undefined || left.length === page.length
      ? {}
      : { NextToken: Buffer.from(last.name).toString('base64') }),
  };
}

interface Found {
  readonly parameter?: Parameter | undefined;
  readonly version?: ParameterVersion | undefined;
  /** What followed the name. There are no labels here, so only a number can match. */
  readonly selector?: string | undefined;
}

function find(parameters: Parameters, asked: string, caller: Caller): Found {
  const arn = `arn:${caller.partition}:ssm:${caller.region}:${caller.accountId}:parameter`;
  const [name = '', selector] = (asked.startsWith(`${arn}/`) ? asked.slice(arn.length) : asked).split(':');
  const byArn = asked.startsWith(arn) ? parameters.get(name.slice(1)) : undefined;
  const parameter = parameters.get(name) ?? byArn;
  const version =
    selector === undefined
      ? parameter?.versions.at(-1)
      : parameter?.versions.find((candidate) => String(candidate.version) === selector);
  return { parameter, version, selector };
}

function shown(
  parameter: Parameter,
  version: ParameterVersion,
  selector: string | undefined,
  decrypt: boolean,
): object {
  return {
    ...shownParameter(parameter, version, decrypt),
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
  };
}
