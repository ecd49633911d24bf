import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { Integer, invalidValue } from './operation.ts';

/** Members of every paginated describe. */
export const PageMembers = { MaxResults: v.optional(Integer), NextToken: v.optional(v.string()) };

export interface PageLimits {
  readonly least: number;
  readonly most: number;
  /** Page size without MaxResults; without it, everything is returned. */
  readonly usual?: number;
}

/** Most EC2 describes: 5 to 1000 a page, all when nothing is asked (EC2 API, e.g. DescribeSecurityGroups MaxResults). */
export const usualLimits: PageLimits = { least: 5, most: 1000 };

/**
 * One page. A token says after which position to go on, so that a resource created or deleted between two pages makes none
 * of the others appear twice or be passed over. `items` must ascend by position.
 */
export function page<T>(
  items: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  { least, most, usual }: PageLimits,
  positionOf: (item: T, index: number) => number,
): { items: T[]; nextToken: string | undefined } {
  if (MaxResults !== undefined && (MaxResults < least || MaxResults > most)) {
    const expected = MaxResults < least ? `greater than ${least}` : `less than ${most}`;
    throw invalidValue(`Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value ${expected}.`);
  }
  const after = NextToken === undefined ? -1 : positionIn(NextToken);
  const positions = items.map(positionOf);
  const found = positions.findIndex((position) => position > after);
  const start = found === -1 ? items.length : found;
  const end = start + (MaxResults ?? usual ?? items.length);
  const last = positions[end - 1];
  return {
    items: items.slice(start, end),
    nextToken:
      end < items.length && last !== undefined ? Buffer.from(`after ${last}`).toString('base64url') : undefined,
  };
}

function positionIn(token: string): number {
  const match = /^after (\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw new AwsError('InvalidNextToken', `The specified NextToken '${token}' is not valid.`);
  return Number(match[1]);
}
