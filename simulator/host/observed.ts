import type { Services } from './services.ts';
import { accountId, region } from './services.ts';
import { publicSid } from './people.ts';
import { typeOf } from './resource-type.ts';
import { restrictedPorts } from './scenario.ts';

const where = { accountId, region };

interface Permission {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly ipv4Ranges?: readonly { readonly cidrIp: string }[];
  readonly ipv6Ranges?: readonly { readonly cidrIpv6: string }[];
}

/** One door into a group: an address, and a port of tcp. */
interface Probe {
  readonly address: string;
  readonly port: number;
}

const addresses = ['10.1.2.3', '203.0.113.9', '192.0.2.7', '8.8.8.8', '150.1.1.1', '2001:db8::1'];
const probes: readonly Probe[] = addresses.flatMap((address) =>
  [22, 80, 443, 3389, 8443].map((port) => ({ address, port })),
);

/**
 * What may be reached in a group as it is, by the simulation's own reckoning: an address and a port that are let in by a narrow source, or
 * through a port that nobody restricts. Written `10.1.2.3:22`.
 */
export function legalDoors(services: Services, groupId: string, exemptPort: number | undefined): ReadonlySet<string> {
  const permissions = permissionsOf(services, groupId);
  const legal = probes.filter((probe) => {
    const through = permissions.flatMap((permission) => sourcesThrough(permission, probe));
    const isRestricted = restrictedPorts.includes(probe.port) && probe.port !== exemptPort;
    return through.some((cidr) => !isRestricted || prefixLength(cidr) >= 16);
  });
  return new Set(legal.map(({ address, port }) => `${address}:${port}`));
}

/** Restricted ports of a group that more than somebody in particular may reach. */
export function restrictedDoors(services: Services, groupId: string): string[] {
  const legal = legalDoors(services, groupId, undefined);
  return [...openDoors(services, groupId)].filter((door) => !legal.has(door));
}

/** What may be reached in a group, legal or not. */
export function openDoors(services: Services, groupId: string): ReadonlySet<string> {
  return doorsOf(permissionsOf(services, groupId));
}

function doorsOf(permissions: readonly Permission[]): ReadonlySet<string> {
  const open = probes.filter((probe) => permissions.some((permission) => sourcesThrough(permission, probe).length > 0));
  return new Set(open.map(({ address, port }) => `${address}:${port}`));
}

/** The rules of a group that let something in, by ports and source. */
export function ingressRules(services: Services, groupId: string): ReadonlySet<string> {
  return new Set(permissionsOf(services, groupId).flatMap(singly).map(nameOf));
}

/** What may be reached through those of its rules. */
export function doorsThrough(services: Services, groupId: string, rules: ReadonlySet<string>): ReadonlySet<string> {
  const through = permissionsOf(services, groupId)
    .flatMap(singly)
    .filter((one) => rules.has(nameOf(one)));
  return doorsOf(through);
}

/** One for each source. */
function singly({ ipv4Ranges = [], ipv6Ranges = [], ...permission }: Permission): Permission[] {
  return [
    ...ipv4Ranges.map((range) => ({ ...permission, ipv4Ranges: [range] })),
    ...ipv6Ranges.map((range) => ({ ...permission, ipv6Ranges: [range] })),
  ];
}

function nameOf({ fromPort, toPort, ipv4Ranges = [], ipv6Ranges = [] }: Permission): string {
  return `${fromPort} to ${toPort} from ${ipv4Ranges[0]?.cidrIp ?? ipv6Ranges[0]?.cidrIpv6}`;
}

function permissionsOf(services: Services, groupId: string): readonly Permission[] {
  const state = services.ec2.recordedState('AWS::EC2::SecurityGroup', groupId, where);
  return (state?.configuration['ipPermissions'] ?? []) as readonly Permission[];
}

function sourcesThrough(
  { fromPort = 0, toPort = 65_535, ipv4Ranges = [], ipv6Ranges = [] }: Permission,
  probe: Probe,
): string[] {
  if (probe.port < fromPort || probe.port > toPort) return [];
  if (probe.address.includes(':')) return ipv6Ranges.map(({ cidrIpv6 }) => cidrIpv6).filter((cidr) => cidr === '::/0');
  return ipv4Ranges.map(({ cidrIp }) => cidrIp).filter((cidr) => holds(cidr, probe.address));
}

function holds(cidr: string, address: string): boolean {
  const shift = 32 - prefixLength(cidr);
  const network = (text: string): number => Math.floor(numberOf(text.split('/')[0] ?? '') / 2 ** shift);
  return network(cidr) === network(address);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** The statements of a bucket's policy that are for somebody in particular and have effect, as text. */
export function legalStatements(services: Services, bucket: string): ReadonlySet<string> {
  const Statement = statementsOf(services, bucket);
  // A public policy is then nobody's but the account's own (S3 user guide, "Blocking public access"): other accounts are cut off.
  if (isRestricted(services, bucket) && Statement.some(({ Sid }) => Sid === publicSid)) return new Set();
  return new Set(
    Statement.filter(({ Sid }) => Sid !== publicSid && Sid?.startsWith('Account') === true).map((one) =>
      JSON.stringify(one),
    ),
  );
}

interface Statement {
  readonly Sid?: string;
}

function statementsOf(services: Services, bucket: string): readonly Statement[] {
  const policy = partOf(services, bucket, 'BucketPolicy') as { policyText: string | null } | undefined;
  if (typeof policy?.policyText !== 'string') return [];
  return (JSON.parse(policy.policyText) as { Statement: Statement[] }).Statement;
}

function partOf(services: Services, bucket: string, part: string): unknown {
  return services.s3.recordedState('AWS::S3::Bucket', bucket, where)?.supplementaryConfiguration[part];
}

type Block = Readonly<Record<string, boolean>>;
const noBlock: Block = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** The settings of a bucket's own Block Public Access; all off where it has none. */
export function bucketBlock(services: Services, bucket: string): Block {
  return (partOf(services, bucket, 'PublicAccessBlockConfiguration') ?? noBlock) as Block;
}

/** The same of the account. */
export function accountBlock(services: Services): Block {
  return (services.s3Control.blockOf(accountId) as Block | undefined) ?? noBlock;
}

/** Whether a bucket keeps versions; undefined where it is gone. */
export function versioningOf(services: Services, bucket: string): string | undefined {
  const part = partOf(services, bucket, 'BucketVersioningConfiguration');
  return (part as { readonly status: string } | undefined)?.status;
}

function isRestricted(services: Services, bucket: string): boolean {
  return [bucketBlock(services, bucket), accountBlock(services)].some((block) => block['restrictPublicBuckets']);
}

/** By what everybody may read a bucket, as it has effect. */
export function publicWays(services: Services, bucket: string): string[] {
  // AWS Config is shown the ACL as it has effect.
  const acl = partOf(services, bucket, 'AccessControlList');
  const byPolicy =
    statementsOf(services, bucket).some(({ Sid }) => Sid === publicSid) && !isRestricted(services, bucket);
  const byAcl = typeof acl === 'string' && acl.includes('"AllUsers"');
  return [...(byPolicy ? ['public by its policy'] : []), ...(byAcl ? ['public by its ACL'] : [])];
}

/** A bucket that was versioned once can never be as if it had not been (S3 user guide, "Using versioning"). */
const neverVersioned = /"Off"/g;

/** All that AWS Config would record of a resource, as text; undefined where it is gone. The account's block never is. */
export function stateOf(services: Services, id: string): string | undefined {
  const type = typeOf(id);
  // That it was never set is another state than that it is off.
  if (type === 'AWS::S3::AccountPublicAccessBlock')
    return JSON.stringify(sorted(services.s3Control.blockOf(id) ?? 'never set'));
  const service = type === 'AWS::EC2::SecurityGroup' ? services.ec2 : services.s3;
  const state = service.recordedState(type, id, where);
  return state === undefined
    ? undefined
    : JSON.stringify(sorted([state.configuration, state.supplementaryConfiguration])).replaceAll(
        neverVersioned,
        '"Suspended"',
      );
}

/** Rules and sources have no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
