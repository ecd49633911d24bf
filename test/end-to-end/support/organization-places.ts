import type { Place } from '../../../accounts/membership.ts';
import type { LocalAccount } from '../../../local/local-account.ts';
import { createBucket, sharedPolicy } from './buckets.ts';
import { accountAt, hub, type MemberStack, operator } from './organization.ts';
import { createGroup, tcp } from './security-groups.ts';

export const prod = '111122223333';
export const staging = '444455556666';

/** What the accounts of the deployment are called: of the hub's own as well. */
export const names: Readonly<Record<string, string>> = {
  [hub]: 'security',
  [prod]: 'prod-payments',
  [staging]: 'staging',
};
const regions = ['eu-west-1', 'us-east-1'];

/** `member_accounts` of the hub. */
export const accounts = Object.fromEntries(
  Object.entries(names).map(([id, name]) => [id, { name, mode: 'auto', regions }]),
);
export const places = Object.keys(names).flatMap((accountId) =>
  regions.map((region): Place => ({ accountId, region })),
);
export const titleOf = ({ accountId, region }: Place): string => `${names[accountId]} in ${region}`;

/** The roles are made in the region that the hub itself is not in: the hub's account has to have them for its other region. */
const shared = { roles_region: 'us-east-1', reader_principals: [operator] };

/** Of the second region, one member is judged by the functions that the hub's account has there, and one by its own. */
export const stacks: readonly MemberStack[] = [
  [hub, 'us-east-1', { judge: 'local', judged_accounts: [prod] }] as const,
  [prod, 'us-east-1', {}] as const,
  [staging, 'us-east-1', { judge: 'local' }] as const,
  [prod, 'eu-west-1', {}] as const,
  [staging, 'eu-west-1', {}] as const,
].map(([accountId, region, variables]) => ({ place: { accountId, region }, variables: { ...shared, ...variables } }));

export const ruleOfKind = { group: 'security-group-restricted-ports', bucket: 's3-bucket-public-access' } as const;
type Kind = keyof typeof ruleOfKind;

/** What is wrong in a place, for somebody to find. */
export interface Wrong {
  readonly place: Place;
  readonly kind: Kind;
  readonly id: string;
}

/** One for each place, so that every account and every region has a group and a bucket. */
const mixed: readonly Kind[] = ['group', 'bucket', 'bucket', 'group', 'group', 'bucket'];

/** Opens a group in these places and a bucket in the others, or, `swapped`, the other way round. `round` begins names that are not used yet. */
export async function breakEverywhere(account: LocalAccount, round: string, swapped = false): Promise<Wrong[]> {
  const wrongs: Wrong[] = [];
  for (const [index, place] of places.entries()) {
    const kind = (mixed[index] === 'group') === swapped ? 'bucket' : 'group';
    const there = accountAt(account, place);
    const name = `${round}-${place.accountId}-${place.region}`;
    const id =
      kind === 'group'
        ? await createGroup(there, [tcp(22, '0.0.0.0/0'), tcp(443, '0.0.0.0/0')])
        : await createBucket(there, name, { policy: sharedPolicy(name) });
    wrongs.push({ place, kind, id });
  }
  return wrongs;
}
