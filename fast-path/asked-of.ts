import type { Place } from '../accounts/membership.ts';
import { type ApiCall, parseApiCall } from './api-call.ts';
import { type Concerned, concernedResource } from './concerned-resource.ts';

export interface Asked {
  readonly call: ApiCall;
  readonly concerned: Concerned;
  /** Where the resource is: in the account that owns it. */
  readonly place: Place;
}

/**
 * Pure. Which resource an event asks to be looked at, or why none. Our own mends are known by the role that called, which AWS writes
 * and no caller can choose; a session's name, a user agent or a tag decides nothing. Throws EVENT_UNREADABLE.
 */
export function askedOf(event: unknown, ownRoleArns: ReadonlySet<string>): Asked | { readonly ignored: string } {
  const call = parseApiCall(event);
  if ('ignored' in call) return call;
  const { roleArn } = call.actor;
  if (roleArn !== undefined && ownRoleArns.has(roleArn)) return { ignored: 'the call is a mend of ours' };
  const concerned = concernedResource(call);
  if ('ignored' in concerned) return concerned;
  const owner = 'id' in concerned ? concerned.ownerAccountId : undefined;
  return { call, concerned, place: { accountId: owner ?? call.accountId, region: call.region } };
}
