import type { Plan } from '../../contract/plan.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';

/** Something that was read, or why it was not. */
export type Known<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'unread'; readonly reason: string };

/** A network interface that uses a security group (EC2 API, NetworkInterface). */
export interface AttachedInterface {
  readonly id: string;
  /** What it belongs to, in words: `instance i-…`, `ELB app/web/…`, `lambda`. */
  readonly use: string;
  readonly hasPublicAddress: boolean;
}

/** What is around a resource. What was not asked for is absent. */
export interface Surroundings {
  readonly interfaces?: Known<readonly AttachedInterface[]>;
  readonly website?: Known<boolean>;
}

/** Things that may be named in one line. */
const mostNamed = 5;

/**
 * Pure. Who could miss what a mend takes away, a line each, the gravest first; also what could not be found out. Nothing where the
 * plan changes nothing.
 */
export function harmOf(plan: Plan, violations: readonly Violation[], { interfaces, website }: Surroundings): string[] {
  if (plan.changes.length === 0) return [];
  const operations = new Set(plan.changes.map(({ operation }) => operation));
  const kinds = new Set(violations.map(({ kind }) => kind));
  const closes = kinds.has('public-statement') || kinds.has('public-grant') || closesOff(violations);
  return [
    ...(isRevoking(operations) ? interfaceLines(interfaces) : []),
    ...(operations.has('DeleteBucketPolicy') && !operations.has('PutBucketPolicy')
      ? ['No other statement is in the bucket policy: the policy is deleted whole.']
      : []),
    ...(closes || kinds.has('plain-http') ? websiteLines(website, closes) : []),
    ...(closes
      ? [
          'Whoever reads without AWS credentials is turned away: a website, a CDN that does not sign its requests, links that were given away.',
        ]
      : []),
    ...(kinds.has('plain-http') ? ['Clients that speak plain HTTP are turned away.'] : []),
  ];
}

function isRevoking(operations: ReadonlySet<string>): boolean {
  return operations.has('RevokeSecurityGroupIngress') || operations.has('RevokeSecurityGroupEgress');
}

/** The two settings that end access that is there (Amazon S3 User Guide, "Block public access settings"). */
function closesOff(violations: readonly Violation[]): boolean {
  return violations.some(
    (violation) =>
      violation.kind === 'block-off' &&
      isMendable(violation) &&
      violation.settings.some((setting) => setting === 'ignorePublicAcls' || setting === 'restrictPublicBuckets'),
  );
}

function interfaceLines(interfaces: Surroundings['interfaces']): string[] {
  if (interfaces === undefined) return [];
  if (interfaces.kind === 'unread')
    return [`Which network interfaces use the group is not known: ${interfaces.reason}`];
  const attached = interfaces.value;
  if (attached.length === 0) return ['No network interface uses the group: nobody loses a connection.'];
  const open = attached.filter(({ hasPublicAddress }) => hasPublicAddress).length;
  const [count, verb] =
    attached.length === 1 ? ['1 network interface', 'uses'] : [`${attached.length} network interfaces`, 'use'];
  const reach = open === 0 ? 'none with a public address' : `${open} with a public address`;
  return [`${count} ${verb} the group, ${reach}: ${usesOf(attached)}.`];
}

/** Each use once, the most frequent first. */
function usesOf(attached: readonly AttachedInterface[]): string {
  const counts = new Map<string, number>();
  for (const { use } of attached) counts.set(use, (counts.get(use) ?? 0) + 1);
  const uses = [...counts].toSorted(([, one], [, other]) => other - one);
  const named = uses.slice(0, mostNamed).map(([use, count]) => (count === 1 ? use : `${count} × ${use}`));
  const more = uses.length - named.length;
  return [...named, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}

function websiteLines(website: Surroundings['website'], closes: boolean): string[] {
  if (website === undefined) return [];
  if (website.kind === 'unread') return [`Whether the bucket is a website is not known: ${website.reason}`];
  if (!website.value) return [];
  const why = closes ? 'may read nothing more' : 'reach it over plain HTTP only';
  return [`The bucket is a website, and its visitors ${why}: they are turned away.`];
}
