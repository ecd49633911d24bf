import type { Estate } from './people.ts';
import {
  accountBlock,
  bucketBlock,
  ingressRules,
  legalDoors,
  legalStatements,
  openDoors,
  publicWays,
} from './observed.ts';
import { typeOf } from './resource-type.ts';
import type { Scenario } from './scenario.ts';
import type { Services } from './services.ts';

/** Who may reach what, through one resource, at one moment. */
export interface Access {
  /** What a mend of the resource may not take from anybody. */
  readonly legal: ReadonlySet<string>;
  /** All that is there. */
  readonly held: ReadonlySet<string>;
  /** What a mend may shut and never open. */
  readonly open: ReadonlySet<string>;
  /** What people made it of: of a group its rules, since a door may lead through several. */
  readonly parts: ReadonlySet<string>;
}

export interface AccessDeps {
  readonly scenario: Scenario;
  readonly services: Services;
  readonly estate: Estate | undefined;
}

export function accessOf(deps: AccessDeps, id: string): Access {
  switch (typeOf(id)) {
    case 'AWS::EC2::SecurityGroup':
      return accessOfGroup(deps, id);
    case 'AWS::S3::Bucket':
      return accessOfBucket(deps, id);
    case 'AWS::S3::AccountPublicAccessBlock':
      return accessOfAccount(deps);
  }
}

function accessOfGroup({ scenario: { exempt }, services, estate }: AccessDeps, id: string): Access {
  const exemptPort = exempt !== null && estate?.groups[exempt.group] === id ? exempt.port : undefined;
  const open = openDoors(services, id);
  return { legal: legalDoors(services, id, exemptPort), held: open, open, parts: ingressRules(services, id) };
}

function accessOfBucket({ services }: AccessDeps, id: string): Access {
  const legal = legalStatements(services, id);
  const open = new Set([...publicWays(services, id), ...settingsOff(bucketBlock(services, id))]);
  return { legal, held: legal, open, parts: new Set([...legal, ...open]) };
}

/**
 * Through all buckets, which its block cuts off. What is public, and whom a public policy is for beside everybody, is cut off by the word of
 * whoever says that no bucket is public on purpose; without that word nobody may be.
 */
function accessOfAccount({ scenario, services, estate }: AccessDeps): Access {
  const buckets = (estate?.buckets ?? []).map((bucket) => {
    const ways = publicWays(services, bucket).map((way) => `${bucket} ${way}`);
    const statements = [...legalStatements(services, bucket)].map((statement) => `${bucket} ${statement}`);
    return { ways, statements };
  });
  const held = new Set(buckets.flatMap(({ ways, statements }) => [...ways, ...statements]));
  const isProven = scenario.publicBuckets === 'none';
  const kept = buckets.filter(({ ways }) => ways.length === 0).flatMap(({ statements }) => statements);
  const open = new Set(settingsOff(accountBlock(services)));
  return { legal: isProven ? new Set(kept) : held, held, open, parts: open };
}

function settingsOff(block: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(block).flatMap(([setting, on]) => (on ? [] : [`${setting} off`]));
}

/** What is legal before, and gone after. */
export function lostAccess(before: Access, after: Access): string[] {
  return [...before.legal].filter((one) => !after.held.has(one));
}

/** What is open after, and was not before. */
export function openedAccess(before: Access, after: Access): string[] {
  return [...after.open].filter((one) => !before.open.has(one));
}

/** What one of them has and the other has not. */
export function changedParts(one: Access, other: Access): string[] {
  return [...new Set([...one.parts, ...other.parts])].filter((part) => one.parts.has(part) !== other.parts.has(part));
}
