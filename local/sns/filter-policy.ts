import { AwsError } from '../aws-error.ts';
import { type EventPattern, parsePattern } from '../events/pattern.ts';
import { invalidParameter } from './errors.ts';
import type { MessageAttributes } from '../sqs/sqs.ts';

/** A subscription's filter, as it was written and as it judges. */
export interface FilterPolicy {
  readonly text: string;
  readonly scope: 'MessageAttributes' | 'MessageBody';
  readonly admits: (message: string, attributes: MessageAttributes) => boolean;
}

const mostKeys = 5;
const mostCombinations = 150;

/**
 * Reads a filter policy: exact values, prefix, anything-but, exists and numeric, as the patterns of EventBridge have them; any
 * other operator is InvalidParameter, though SNS may know it. At most 5 keys and 150 combinations of values (Amazon SNS
 * Developer Guide, "Filter policy constraints"). An empty policy is none. `where` begins the messages of errors.
 */
export function readFilterPolicy(text: string, scope: FilterPolicy['scope'], where: string): FilterPolicy | undefined {
  const fail = (reason: string): AwsError => invalidParameter(`${where}FilterPolicy: ${reason}`);
  if (text === '') return undefined;
  const parsed = objectOf(text);
  if (parsed === undefined) throw fail('failed to parse JSON.');
  if (Object.keys(parsed).length === 0) return undefined;
  const leaves = leavesOf(parsed, fail);
  const nested = Object.values(parsed).some((value) => !Array.isArray(value));
  if (nested && scope === 'MessageAttributes') {
    throw fail('Filter policy scope MessageAttributes does not support nested filter policy');
  }
  if (leaves.length > mostKeys) throw fail(`Filter policy can not have more than ${mostKeys} keys`);
  if (leaves.reduce((product, { length }) => product * length, 1) > mostCombinations)
    throw fail('Filter policy is too complex');
  const pattern = patternOf(text, fail);
  return { text, scope, admits: scope === 'MessageBody' ? bodyFilter(pattern) : attributeFilter(pattern) };
}

/** The lists of alternatives; a message that is no JSON object matches no filter on the body. */
function leavesOf(policy: object, fail: (reason: string) => AwsError): unknown[][] {
  return Object.entries(policy).flatMap(([key, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [value];
    if (typeof value === 'object' && value !== null) return leavesOf(value, fail);
    throw fail(`"${key}" must be an object or an array`);
  });
}

function patternOf(text: string, fail: (reason: string) => AwsError): EventPattern {
  try {
    return parsePattern(text);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw fail(error.message.replace(/^.*Reason: /, ''));
  }
}

function bodyFilter(pattern: EventPattern): FilterPolicy['admits'] {
  return (message) => {
    const body = objectOf(message);
    return body !== undefined && pattern(body);
  };
}

/** Binary attributes are not seen by filters (Amazon SNS Developer Guide, "Filtering using message attributes"). */
function attributeFilter(pattern: EventPattern): FilterPolicy['admits'] {
  return (_, attributes) => {
    const seen = Object.entries(attributes).flatMap(([name, { DataType, StringValue = '' }]): [string, unknown][] => {
      switch (DataType) {
        case 'Number':
          return [[name, Number(StringValue)]];
        case 'String.Array':
          return [[name, JSON.parse(StringValue)]];
        case 'Binary':
          return [];
        default:
          return [[name, StringValue]];
      }
    });
    return pattern(Object.fromEntries(seen));
  };
}

function objectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
