import type { EC2Client } from '@aws-sdk/client-ec2';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';

/** Unmodified SDK clients of one account. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly s3Control: S3ControlClient;
  readonly sqs: SQSClient;
  readonly sts: STSClient;
}

/** One of the two accounts that are asked the same. */
export interface Side {
  readonly name: 'local' | 'moto';
  readonly accountId: string;
  readonly clients: Clients;
  /** What the account calls a thing, by the name that it has in a sequence: `$group-1` is `sg-…`. */
  readonly names: Map<string, string>;
}

/** One call of a sequence, the same for both accounts: names such as `$group-1` in its input stand for what each calls that thing. */
export interface Step {
  /** As in IAM: `ec2:AuthorizeSecurityGroupIngress`. */
  readonly operation: string;
  readonly input: object;
  /** Resolves with the SDK's answer, or rejects with its error. */
  send(side: Side): Promise<object>;
}

/** How a call of one operation is made: `calls.AuthorizeSecurityGroupIngress(input)` is a step. */
export function call<I extends object>(
  operation: string,
  send: (clients: Clients, input: I) => Promise<object>,
): ((input: I) => Step) & { readonly operation: string } {
  const make = (input: I): Step => ({
    operation,
    input,
    send: (side) => send(side.clients, resolve(input, side.names)),
  });
  return Object.assign(make, { operation });
}

/** What is sent where the account has nothing of that name: well-formed, and nobody's. */
const nobodys: readonly (readonly [string, string])[] = [
  ['$rule-', 'sgr-0123456789abcdef0'],
  ['$interface-', 'eni-0123456789abcdef0'],
  ['$etag-', '"00000000000000000000000000000000"'],
  ['$receipt-', 'AQEBnobodys-'],
];

/** The input with the account's own names in it. */
function resolve<T>(value: T, names: ReadonlyMap<string, string>): T {
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string')
      return one.replaceAll(/\$[a-z]+-[\w-]+/g, (name) => names.get(name) ?? nobodysOf(name));
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object' || ArrayBuffer.isView(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, walk(member)]));
  };
  // The same shape, since only the text of its leaves changes.
  return walk(value) as T;
}

function nobodysOf(name: string): string {
  const [prefix, theirs] = nobodys.find(([start]) => name.startsWith(start)) ?? [];
  // Handles have to differ from each other.
  return theirs === undefined ? name : `${theirs}${prefix === '$receipt-' ? name.slice(prefix.length) : ''}`;
}

export function written({ operation, input }: Step): string {
  return `${operation} ${JSON.stringify(input)}`;
}
