import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { page } from '../paging.ts';
import { type BadMember, readInput } from '../read-input.ts';

/** Reads an operation's input; what AWS's own model refuses is a ValidationException or SerializationException. */
export function readConfigInput<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  return readInput(schema, input, badMember);
}

function badMember({ member, missing, wrongType, message }: BadMember): AwsError {
  if (wrongType) return new AwsError('SerializationException', `${member}: ${message}`);
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${missing ? 'Member must not be null' : message}`,
  );
}

export const ruleNames = v.optional(
  v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))), v.maxLength(25)),
);
export const nextToken = v.optional(v.string());

/** A page size of at most 100; 0 and nothing mean `byDefault`. */
export function limit(byDefault: number) {
  return v.pipe(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)), byDefault),
    v.transform((asked) => (asked === 0 ? byDefault : asked)),
  );
}

/** One page, or InvalidNextTokenException. */
export function configPage<T>(
  items: readonly T[],
  scope: string,
  size: number,
  token: string | undefined,
): { items: readonly T[]; nextToken: string | undefined } {
  return page(items, {
    scope,
    limit: size,
    token,
    invalid: () => new AwsError('InvalidNextTokenException', 'The specified next token is not valid.'),
  });
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
