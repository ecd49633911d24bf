import type { Accounts } from '../../accounts/accounts.ts';
import { accountWords, membershipOf } from '../../accounts/membership.ts';
import { accountName } from '../members.ts';
import type { InspectedResource, Standing } from './inspection.ts';

/** Pure. The resources with the names of their accounts, and with what their accounts have to do with whether anything will be done. */
export function withStanding(resources: readonly InspectedResource[], members: Accounts): InspectedResource[] {
  return resources.map((one) => {
    const name = accountName(members, one.resource.accountId);
    const standing = standingOf(one, members);
    return {
      ...one,
      ...(name === undefined ? {} : { accountName: name }),
      ...(standing === undefined ? {} : { standing }),
    };
  });
}

function standingOf({ resource }: InspectedResource, members: Accounts): Standing | undefined {
  const membership = membershipOf(members, resource);
  if (membership.kind === 'stranger') return { kind: 'refused', reason: membership.reason };
  if (membership.account.mode === 'auto') return undefined;
  return { kind: 'waits', reason: `account ${accountWords(members, resource.accountId)} is observed` };
}
