import type { RemediatorId } from '../contract/instruction.ts';
import { partitionOf } from '../resources/partition.ts';
import type { Account, Accounts } from './accounts.ts';

/** An account and a region of it. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Whether a place is ours, and with whose permissions we are there. */
export type Membership =
  /** The hub's own account and region: its functions' own roles will do. */
  | { readonly kind: 'home'; readonly account: Account }
  /** Through the roles of the account, the hub's own in another region among them. */
  | { readonly kind: 'member'; readonly account: Account }
  /** Neither judged nor mended; `reason` is a clause for people. */
  | { readonly kind: 'stranger'; readonly reason: string };

/** Pure. */
export function membershipOf(accounts: Accounts, { accountId, region }: Place): Membership {
  const account = accounts.accounts.find(({ id }) => id === accountId);
  if (account === undefined) {
    return { kind: 'stranger', reason: `account ${accountId} is not one of member_accounts` };
  }
  const { hub } = accounts;
  if (accountId === hub.accountId && region === hub.region) return { kind: 'home', account };
  if (!account.regions.includes(region)) {
    return {
      kind: 'stranger',
      reason: `region ${region} is not among those of account ${account.name} (${accountId})`,
    };
  }
  return { kind: 'member', account };
}

/** Pure. Every account and region that is ours, the hub's own first. */
export function placesOf({ hub, accounts }: Accounts): Place[] {
  const places = accounts.flatMap(({ id, regions }) =>
    [...new Set(regions)].map((region) => ({ accountId: id, region })),
  );
  const home = { accountId: hub.accountId, region: hub.region };
  return [home, ...places.filter(({ accountId, region }) => accountId !== home.accountId || region !== home.region)];
}

/** Pure. `prod-payments (111122223333)`, and the id alone where no name is known. */
export function accountWords(accounts: Accounts | undefined, accountId: string): string {
  const name = accounts?.accounts.find(({ id }) => id === accountId)?.name;
  return name === undefined || name === accountId ? accountId : `${name} (${accountId})`;
}

/** Name of the role that a remediator assumes in an account that it mends: one per remediator, so that none can do another's work. */
export function menderRoleName(prefix: string, remediator: RemediatorId): string {
  return `${prefix}-mender-${remediator}`;
}

/** Name of the role that judges with: reads, and AWS Config's evaluations. */
export function readerRoleName(prefix: string): string {
  return `${prefix}-reader`;
}

/** Keys of the tags that a session which changes something has: the ledger's id of the action, and the ids of the rules. */
export const sessionTagKeys = { action: 'configmend-action', rule: 'configmend-rule' } as const;

export function roleArn({ hub }: Accounts, accountId: string, name: string): string {
  return `arn:${partitionOf(hub.region)}:iam::${accountId}:role/${name}`;
}
