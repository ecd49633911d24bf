import { emptyContext } from '../contract/context.ts';
import { type Exemption } from '../contract/exemption.ts';
import { exemptionForms } from '../contract/exemption-forms.ts';
import { type Grantee, type GroupRule, isOfAllRegions, type Resource } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import type { Judge } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { securityGroupUnapprovedChange } from '../rules/security-group-unapproved-change.ts';
import { type ExemptPart, isWhole, type Target, targetKey, withoutCovered } from './exempt-parts.ts';

export interface RestoredParts {
  /** Rules that had asked for the mend, and what they had found. */
  readonly asked: readonly string[];
  readonly found: readonly Violation[];
  readonly live: Resource;
  readonly leadsTo: Resource;
  /** Whether changes of groups are recorded, and who restores may be none of those who are approved. */
  readonly changesAreRecorded?: boolean;
}

/**
 * Pure. What has to be exempt so that no rule mends again what a restore puts back, as narrow as exemptions can say it: what the mend
 * had found, and what any rule with a remediator, by its defaults, finds in the restored resource and not in the live one.
 * Deployed parameters are not known here; a security group's rules are therefore exempt with all their ports. A rule about who made a
 * change finds nothing in a resource alone: all that is put back is exempt from it.
 */
export function partsToExempt({ asked, found, live, leadsTo, changesAreRecorded }: RestoredParts): ExemptPart[] {
  const parts = rules
    .filter(({ id, resourceType, mend }) => resourceType === leadsTo.type && (asked.includes(id) || 'by' in mend))
    .flatMap((rule): ExemptPart[] => {
      const { id } = rule;
      // Its verdict needs nothing beyond a resource but what the emptiest context has.
      const brought = isJudgedByConfig(rule) ? broughtBy(rule.withParameters({}), live, leadsTo) : [];
      const known = asked.includes(id) ? found.filter((violation) => mayFind(id, violation)) : [];
      return [...brought, ...known.flatMap(targetsOf)].map((target) => ({ rule: id, target }));
    });
  const recorded = changesAreRecorded === true || asked.includes(securityGroupUnapprovedChange.id);
  return withoutCovered([...parts, ...exposures(live, leadsTo), ...(recorded ? changes(live, leadsTo) : [])]);
}

function broughtBy(judge: Judge, live: Resource, leadsTo: Resource): Target[] {
  return broughtTargets(judge(live, emptyContext), judge(leadsTo, emptyContext));
}

/** The rules that find a kind of violation, where not every rule of the resource's type does. */
const finders: Readonly<Partial<Record<Violation['kind'], readonly string[]>>> = {
  'unapproved-change': ['security-group-unapproved-change'],
  'public-grant': ['s3-bucket-public-access'],
  'public-statement': ['s3-bucket-public-access'],
  'block-off': ['s3-bucket-public-access-block', 's3-account-public-access-block'],
  'acls-enabled': ['s3-bucket-acls-disabled'],
  'plain-http': ['s3-bucket-tls-only'],
  'wrong-encryption': ['s3-bucket-encryption'],
  'versioning-off': ['s3-bucket-versioning'],
  'logging-off': ['s3-bucket-logging'],
};

function mayFind(ruleId: string, violation: Violation): boolean {
  if (violation.kind === 'exposed-ports') return judgesOf(violation.rule).includes(ruleId);
  return finders[violation.kind]?.includes(ruleId) ?? true;
}

/** The rules about ports of a direction. */
function judgesOf({ direction }: GroupRule): readonly string[] {
  return direction === 'egress'
    ? ['security-group-open-egress']
    : ['security-group-restricted-ports', 'security-group-authorized-ports'];
}

/**
 * By what an exemption would cover: the words of a violation change with what is beside it. A whole rule is there already where the live
 * resource has any violation of the kind, since the exemption would cover that one as well.
 */
function broughtTargets(live: readonly Violation[], leadsTo: readonly Violation[]): Target[] {
  const kinds = new Set(live.map(({ kind }) => kind));
  const there = new Set(live.flatMap(targetsOf).map(targetKey));
  return leadsTo.flatMap((violation) =>
    targetsOf(violation).filter((target) =>
      isWhole(target) ? !kinds.has(violation.kind) : !there.has(targetKey(target)),
    ),
  );
}

/** Every rule that is put back, whole, for every rule that may judge its ports. */
function exposures(live: Resource, leadsTo: Resource): ExemptPart[] {
  return putBack(live, leadsTo)
    .filter(({ source }) => source.kind !== 'group')
    .flatMap((rule) => {
      const target = targetOfRule(rule);
      return judgesOf(rule).map((id) => ({ rule: id, target }));
    });
}

/** The same for the rule about who made a change, to whom a group is as good as any other source. */
function changes(live: Resource, leadsTo: Resource): ExemptPart[] {
  return putBack(live, leadsTo).map((rule) => ({
    rule: securityGroupUnapprovedChange.id,
    target: targetOfRule(rule),
  }));
}

function putBack(live: Resource, leadsTo: Resource): GroupRule[] {
  if (live.type !== 'AWS::EC2::SecurityGroup' || leadsTo.type !== live.type) return [];
  return leadsTo.rules.filter((rule) => !live.rules.includes(rule));
}

function targetsOf(violation: Violation): Target[] {
  switch (violation.kind) {
    case 'exposed-ports':
      return violation.ports.map(({ from, to }) => targetOfPorts(violation.rule, violation.protocol, from, to));
    case 'unwanted-rule':
    case 'unapproved-change':
      return [targetOfRule(violation.rule)];
    case 'public-grant': {
      const { grantee, permission } = violation.grant;
      return [{ grantee: nameOf(grantee), permission }];
    }
    case 'public-statement': {
      const { sid } = violation;
      return sid !== undefined && new RegExp(exemptionForms.sid.pattern, 'u').test(sid) ? [{ sid }] : [{}];
    }
    case 'block-off':
      return violation.settings.map((setting) => ({ setting }));
    case 'undecided':
      return [];
    default:
      return [{}];
  }
}

/** A group goes by what AWS calls it: the end of its URI. */
function nameOf(grantee: Grantee): string {
  switch (grantee.kind) {
    case 'user':
      return grantee.id;
    case 'group':
      return grantee.uri.slice(grantee.uri.lastIndexOf('/') + 1);
    case 'email':
      return grantee.address;
  }
}

function targetOfRule(rule: GroupRule): Target {
  const { protocol, fromPort, toPort } = rule;
  return fromPort === null || toPort === null ? cidrOf(rule) : targetOfPorts(rule, protocol, fromPort, toPort);
}

/** Exemptions name ports of tcp and udp; of another protocol only where it comes from can be said. */
function targetOfPorts(rule: GroupRule, protocol: string, from: number, to: number): Target {
  if (protocol !== 'tcp' && protocol !== 'udp') return cidrOf(rule);
  const port = `${protocol === 'udp' ? 'udp:' : ''}${from === to ? from : `${from}-${to}`}`;
  return { port, ...cidrOf(rule) };
}

function cidrOf({ source }: GroupRule): Target {
  return source.kind === 'ipv4' || source.kind === 'ipv6' ? { cidr: source.cidr } : {};
}

export interface ExemptionTerms {
  /** Of the restore, so that no two have the same. */
  readonly restoreId: string;
  readonly resource: Pick<Resource, 'type' | 'id' | 'accountId' | 'region'>;
  readonly owner: string;
  readonly actionId: string;
  readonly created: Date;
  readonly ms: number;
}

/**
 * Pure. The exemptions to write, in force from `created` on for so long. What an account has once is judged and mended from each of its
 * regions, so that they name none.
 */
export function restoreExemptions(parts: readonly ExemptPart[], terms: ExemptionTerms): Exemption[] {
  const { restoreId, resource, owner, actionId, created, ms } = terms;
  const second = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '');
  const prefix = `restore-${restoreId.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return parts.map(({ rule, target }, at) => ({
    id: `${prefix}-${at}`,
    rule,
    resource: resource.id,
    account: resource.accountId,
    ...(isOfAllRegions(resource.type) ? {} : { region: resource.region }),
    ...target,
    owner: shortOwner(owner),
    reason: `put back by configmend restore ${actionId}`,
    created: second(created.getTime()),
    expires: second(created.getTime() + ms),
    createdBy: 'restore',
  }));
}

/** The end of an ARN says who it is; the field has room for 50 characters. */
function shortOwner(arn: string): string {
  const name = arn
    .slice(arn.lastIndexOf(':') + 1)
    .replaceAll(/[^ -~]/g, '?')
    .trim();
  return name.slice(-50).trimStart() || 'unknown';
}
