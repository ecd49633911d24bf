import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** The kinds of id that EC2 hands out here, with the error codes that a bad one is answered with (EC2 API, error codes). */
const kinds = {
  sg: { what: 'security group', malformed: 'InvalidGroupId.Malformed', notFound: 'InvalidGroup.NotFound' },
  sgr: {
    what: 'security group rule ID',
    malformed: 'InvalidSecurityGroupRuleId.Malformed',
    notFound: 'InvalidSecurityGroupRuleId.NotFound',
  },
  vpc: { what: 'vpc ID', malformed: 'InvalidVpcID.Malformed', notFound: 'InvalidVpcID.NotFound' },
  subnet: { what: 'subnet ID', malformed: 'InvalidSubnetID.Malformed', notFound: 'InvalidSubnetID.NotFound' },
  eni: {
    what: 'networkInterface ID',
    malformed: 'InvalidNetworkInterfaceID.Malformed',
    notFound: 'InvalidNetworkInterfaceID.NotFound',
  },
  pl: { what: 'prefix list ID', malformed: 'InvalidPrefixListId.Malformed', notFound: 'InvalidPrefixListID.NotFound' },
} as const;

export type IdKind = keyof typeof kinds;

/** What every resource here has: `sequence` orders them by age and is where a page of results goes on. */
export interface Identified {
  readonly id: string;
  readonly sequence: number;
}

const wellFormed = /^([a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/**
 * The resources named, in the order named, each once. One bad id fails the whole call: malformed ones first, then all that
 * do not exist in one message, as EC2 names them ("The security groups 'sg-1, sg-2' do not exist").
 */
export function findAll<T extends Identified>(
  kind: IdKind,
  resources: ReadonlyMap<string, T>,
  ids: readonly string[],
): T[] {
  for (const id of ids) checkForm(kind, id);
  const found = [...new Set(ids)].map((id) => ({ id, resource: resources.get(id) }));
  const missing = found.flatMap(({ id, resource }) => (resource === undefined ? [id] : []));
  if (missing.length > 0) throw notFound(kind, missing);
  return found.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

export function findOne<T extends Identified>(kind: IdKind, resources: ReadonlyMap<string, T>, id: string): T {
  checkForm(kind, id);
  const resource = resources.get(id);
  if (resource === undefined) throw notFound(kind, [id]);
  return resource;
}

export function notFound(kind: IdKind, ids: readonly string[]): AwsError {
  const { what, notFound: code } = kinds[kind];
  const listed = ids.join(', ');
  return new AwsError(
    code,
    ids.length === 1 ? `The ${what} '${listed}' does not exist` : `The ${what}s '${listed}' do not exist`,
  );
}

function checkForm(kind: IdKind, id: string): void {
  if (wellFormed.exec(id)?.[1] === kind) return;
  const expecting = id.startsWith(`${kind}-`) ? '' : ` (expecting "${kind}-...")`;
  throw new AwsError(kinds[kind].malformed, `Invalid id: "${id}"${expecting}`);
}

/** An id that depends on its seed only, for what exists in a region before anything was created there. */
export function derivedId(kind: IdKind, seed: string, digits = 17): string {
  return `${kind}-${createHash('sha256').update(seed).digest('hex').slice(0, digits)}`;
}
