import * as v from 'valibot';
import { Severity } from '../contract/instruction.ts';
import type { About } from './about.ts';

/**
 * Where messages about some resources go. All that is given must hold: one of the severities, one of the accounts, and one of the
 * owners as the value of the owner tag. `webhook_parameter` names where the URL is kept, as `slack_webhook_parameter` does.
 */
export const Route = v.strictObject({
  severities: v.optional(v.array(Severity)),
  accounts: v.optional(v.array(v.string())),
  owners: v.optional(v.array(v.string())),
  webhook_parameter: v.string(),
});
export type Route = v.InferOutput<typeof Route>;

/**
 * Pure. The webhook parameter of the first route that fits, null for the default. What a route asks for and the announcement does not
 * say does not fit: what is about no one resource goes to the default, and AWS Config's changes, which carry no tags, to no owner.
 */
export function routeTelling(about: About | null, routes: readonly Route[], ownerTag: string): string | null {
  if (about === null) return null;
  return routes.find((route) => fits(route, about, ownerTag))?.webhook_parameter ?? null;
}

function fits(
  { severities, accounts, owners }: Route,
  { severity, accountId, tags }: About,
  ownerTag: string,
): boolean {
  const owner = tags !== null && Object.hasOwn(tags, ownerTag) ? (tags[ownerTag] ?? null) : null;
  return isAmong(severities, severity) && isAmong(accounts, accountId) && isAmong(owners, owner);
}

function isAmong<T extends string>(wanted: readonly T[] | undefined, given: T | null): boolean {
  return wanted === undefined || (given !== null && wanted.includes(given));
}
