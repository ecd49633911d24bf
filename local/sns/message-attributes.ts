import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { MessageAttribute, type MessageAttributes } from '../sqs/message-attributes.ts';

/** One attribute as the query protocol sends it. */
export const SentAttribute = v.strictObject({ Name: v.string(), Value: MessageAttribute });

/** Types String, String.Array, Number and Binary, all with a value. Throws ParameterValueInvalid. */
export function readMessageAttributes(sent: readonly v.InferOutput<typeof SentAttribute>[]): MessageAttributes {
  for (const { Name, Value } of sent) {
    if (!/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(Name) || Name.length > 256 || /^(aws|amazon)\./i.test(Name)) {
      throw invalidValue(Name, 'its name is not allowed');
    }
    const problem = problemOf(Value);
    if (problem !== undefined) throw invalidValue(Name, problem);
  }
  return Object.fromEntries(sent.map(({ Name, Value }) => [Name, Value]));
}

function problemOf({ DataType, StringValue, BinaryValue }: MessageAttribute): string | undefined {
  if (!['String', 'String.Array', 'Number', 'Binary'].includes(DataType)) return `it has an invalid type ${DataType}`;
  const value = DataType === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '') return `it must contain a non-empty value for type ${DataType}`;
  if (DataType === 'Number' && Number.isNaN(Number(value))) return 'its value is no number';
  return DataType === 'String.Array' && !isArray(value) ? 'its value is no JSON array' : undefined;
}

function isArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

function invalidValue(name: string, problem: string): AwsError {
  return new AwsError('ParameterValueInvalid', `The message attribute '${name}' is invalid: ${problem}.`);
}
