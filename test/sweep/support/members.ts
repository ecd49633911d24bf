import type { Account, Accounts } from '../../../accounts/accounts.ts';

export const hubAccount = '123456789012';
export const otherAccount = '111122223333';
export const regions = ['eu-west-1', 'us-east-1'];

/** The hub in eu-west-1 and one other account, both with two regions. */
export function members(other: Partial<Account> = {}): Accounts {
  return {
    version: 1,
    hub: { accountId: hubAccount, region: 'eu-west-1' },
    prefix: 'configmend',
    externalId: 'a-secret-of-no-worth',
    accounts: [
      { id: hubAccount, name: 'hub', mode: 'auto', regions },
      { id: otherAccount, name: 'shop', mode: 'auto', regions, ...other },
    ],
  };
}
