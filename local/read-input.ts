import * as v from 'valibot';
import { AwsError } from './aws-error.ts';

/** What is wrong with one member of an input. `missing`: it is required and was not sent. */
export interface BadMember {
  /** Path from the top, e.g. `Entries.0.Id`. */
  readonly member: string;
  readonly missing: boolean;
  /** It is of another JSON type than the model says, e.g. a date sent as a string. */
  readonly wrongType: boolean;
  readonly message: string;
}

const jsonTypes = ['string', 'number', 'boolean', 'array', 'object', 'strict_object', 'record'];

/**
 * Reads an operation's input by a strict schema. A member that the schema does not know is answered with NotImplemented naming
 * it, never passed over: it may change what the call means. Anything else wrong is the service's own error, made by `refuse`.
 */
export function readInput<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  refuse: (bad: BadMember) => AwsError,
): v.InferOutput<Schema> {
  const read = v.safeParse(schema, input);
  if (read.success) return read.output;
  const unknown = read.issues.find((issue) => issue.type === 'strict_object' && issue.expected === 'never');
  if (unknown !== undefined) {
    throw new AwsError('NotImplemented', `the local account does not implement the member ${pathOf(unknown)}`, 501);
  }
  const [issue] = read.issues;
  throw refuse({
    member: pathOf(issue),
    missing: issue.received === 'undefined',
    wrongType: issue.received !== 'undefined' && jsonTypes.includes(issue.type),
    message: issue.message,
  });
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue) ?? 'input';
}
