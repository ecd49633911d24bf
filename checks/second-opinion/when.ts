import * as v from 'valibot';
import { answered, type Difference, type Ended, isRecord } from './differences.ts';

/** What a known difference asks of a difference before it excuses it. */
export type When = (difference: Difference) => boolean;

export const all =
  (...conditions: readonly When[]): When =>
  (difference) =>
    conditions.every((holds) => holds(difference));

/** How each of the two ended: an error's code, or `an answer`. */
export const errors =
  (local: string, moto: string | RegExp): When =>
  (difference) =>
    difference.local === local &&
    (typeof moto === 'string' ? difference.moto === moto : moto.test(String(difference.moto)));

export const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
export const motoLacks: When = ({ local, moto }) => local !== undefined && moto === undefined;
export const localLacks: When = ({ local, moto }) => local === undefined && moto !== undefined;
/** A list of which moto left members, or took them away, that the local account has otherwise. */
export const motoHasMore: When = ({ local, moto }) => countOf(moto) > countOf(local);
export const motoHasFewer: When = ({ local, moto }) => countOf(moto) < countOf(local);

/** What the call before left is read: it was one of these, and ended so on both sides. */
export const leftBy =
  (operations: readonly string[], local: string, moto: string, input: (input: object) => boolean = () => true): When =>
  ({ after }) =>
    after !== undefined &&
    operations.includes(after.operation) &&
    after.local === local &&
    after.moto === moto &&
    input(after.input);

/** A member of what is asked, by name; undefined where there is none. */
export function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

export const asks =
  (name: string, holds: (value: unknown) => boolean): When =>
  ({ input }) =>
    holds(memberOf(input, name));

const Block = v.object({ PublicAccessBlockConfiguration: v.record(v.string(), v.boolean()) });

/** Whether that setting of the bucket's Block Public Access is on, by the calls that both answered. */
export const blocks =
  (setting: string): When =>
  (difference) => {
    const last = lastOf(difference, 'PublicAccessBlock');
    const put = v.safeParse(Block, last?.operation === 's3:PutPublicAccessBlock' ? last.input : undefined);
    return put.success && put.output.PublicAccessBlockConfiguration[setting] === true;
  };

/** Whether the bucket's ACLs are disabled, by the calls that both answered. */
export const withoutAcls: When = (difference) => {
  const last = lastOf(difference, 'BucketOwnershipControls');
  return last?.operation.startsWith('s3:Put') === true && JSON.stringify(last.input).includes('BucketOwnerEnforced');
};

function lastOf({ earlier, input, after }: Difference, setting: string): Ended | undefined {
  const bucket = memberOf(after?.input ?? input, 'Bucket');
  return earlier.findLast(
    (one) =>
      /^s3:(Put|Delete)/.test(one.operation) &&
      one.operation.endsWith(setting) &&
      one.local === answered &&
      one.moto === answered &&
      memberOf(one.input, 'Bucket') === bucket,
  );
}
