import type { AwsRequest, Caller } from '../../service.ts';
import type { RequestContext } from '../condition.ts';

/** What is asked of the account to tell what a call needs. */
export interface AccountFacts {
  /** The account that has this bucket in the region called; undefined where there is none. */
  bucketOwner(name: string, caller: Caller): string | undefined;
  /** The ARN of the caller's secret, with its suffix; undefined where there is none. */
  secretArn(name: string, caller: Caller): string | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/** One permission on one resource: an ARN, or `*` where the action has none. */
export interface NeededAccess {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** What a call needs, all of it. */
export type Needed = (
  input: Input,
  caller: Caller,
  request: AwsRequest,
  facts: AccountFacts,
) => readonly NeededAccess[];

/** By `service:Operation`. */
export type NeededByCall = Readonly<Record<string, Needed>>;

export const wholeAccount =
  (action: string): Needed =>
  () => [{ action, resource: '*' }];

/** A member that was not sent could be anything: only a policy for everything allows the call then. */
export function text(input: Input, member: string): string {
  const value = input[member];
  return typeof value === 'string' ? value : '*';
}

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, or of one object. */
export function objectsOf(value: unknown): Input[] {
  return [value].flat().flatMap((one) => (isObject(one) ? [one] : []));
}
