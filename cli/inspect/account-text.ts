import type { InspectedResource, Standing } from './inspection.ts';

/** `prod (111122223333)`, and the id alone where no name is known. */
export function accountText({ resource, accountName }: Pick<InspectedResource, 'resource' | 'accountName'>): string {
  return accountName === undefined ? resource.accountId : `${accountName} (${resource.accountId})`;
}

const standings = { refused: 'will be refused', waits: 'waits' } as const satisfies Record<Standing['kind'], string>;

/** `will be refused: account 999988887777 is not one of member_accounts`; empty where there is nothing to say. */
export function standingText({ standing }: Pick<InspectedResource, 'standing'>): string {
  return standing === undefined ? '' : `${standings[standing.kind]}: ${standing.reason}`;
}
