import type { Account, Accounts } from '../../accounts/accounts.ts';
import { accountId, region } from './instructions.ts';

/** The account of the tests as the hub, `home`, and other members beside it. */
export function accountsOf(...members: readonly Account[]): Accounts {
  return {
    version: 1,
    hub: { accountId, region },
    prefix: 'configmend',
    externalId: 'the-external-id',
    accounts: [{ id: accountId, name: 'home', mode: 'auto', regions: [region] }, ...members],
  };
}

/** A member that is mended, unless said otherwise. */
export function memberAccount(overrides: Partial<Account> = {}): Account {
  return { id: '111122223333', name: 'payments', mode: 'auto', regions: ['eu-west-1', 'us-east-1'], ...overrides };
}
