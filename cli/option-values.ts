import { InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import { ResourceIdentity } from '../contract/resource.ts';

/** The values of options, as commander reads them: each throws InvalidArgumentError, which says what the value should be. */

/** An option that can be given several times, as text. */
export function several(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function region(value: string): string {
  if (v.is(ResourceIdentity.entries.region, value)) return value;
  throw new InvalidArgumentError('not a region such as eu-west-1');
}

export function regions(value: string, before: readonly string[] = []): string[] {
  if (value === 'all' || v.is(ResourceIdentity.entries.region, value)) return [...before, value];
  throw new InvalidArgumentError('not a region such as eu-west-1, or all');
}

export function account(value: string): string {
  if (v.is(ResourceIdentity.entries.accountId, value)) return value;
  throw new InvalidArgumentError('not a 12-digit account id');
}

export function accounts(value: string, before: readonly string[] = []): string[] {
  return [...before, account(value)];
}

export function url(value: string): string {
  if (!URL.canParse(value)) throw new InvalidArgumentError('not a URL');
  return value;
}
