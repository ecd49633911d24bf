import * as v from 'valibot';
import { AddedRule } from '../contract/recorded-change.ts';
import type { GroupRule } from '../contract/resource.ts';
import { isPlainObject } from '../rules/parameters-by-rule.ts';
import { readRule, type SpelledRule } from '../resources/security-group-rule.ts';
import type { ApiCall } from './api-call.ts';

/** A rule that a call changed, as it was asked for. Whether it is inbound or outbound, the call does not say. */
export interface ModifiedRule {
  readonly id: string;
  readonly asked: Omit<SpelledRule, 'isEgress'>;
}

/** What one call did to the rules of a group, as far as the event alone says it. */
export interface SeenChange {
  readonly added: readonly AddedRule[];
  readonly modified: readonly ModifiedRule[];
  /** Rules that were asked for and whose ids the event does not name. */
  readonly unresolved: readonly GroupRule[];
  /** What could not be read, naming the field. */
  readonly unread?: string;
}

/**
 * Pure. What a call added or changed, or undefined for a call that does neither. The rule with which CreateSecurityGroup begins is
 * none: it is AWS's own, and no event names it. Lists are `{items: […]}` in CloudTrail's records of EC2, empty ones `{}`; only
 * ModifySecurityGroupRules is spelt as the API's XML is, one rule as an object and several as a list.
 */
export function changeOf({ eventName, requestParameters, responseElements }: ApiCall): SeenChange | undefined {
  switch (eventName) {
    case 'AuthorizeSecurityGroupIngress':
      return authorised(requestParameters, responseElements, false);
    case 'AuthorizeSecurityGroupEgress':
      return authorised(requestParameters, responseElements, true);
    case 'ModifySecurityGroupRules':
      return modified(requestParameters);
    default:
      return undefined;
  }
}

const text = v.pipe(v.string(), v.minLength(1));
const maybe = v.nullish(v.string());
/** Some records have numbers as strings. */
const port = v.nullish(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,5}$/, 'must be a port'), v.transform(Number))]),
);

function listOf<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(v.union([v.array(schema), v.looseObject({ items: v.nullish(v.array(schema), []) })]), []),
    v.transform((list): v.InferOutput<S>[] => (Array.isArray(list) ? list : (list.items ?? []))),
  );
}

const Group = v.looseObject({ groupId: maybe, userId: maybe });

/** Of `responseElements.securityGroupRuleSet`, which calls answer since 2021. */
const RuleSet = v.looseObject({
  securityGroupRuleSet: listOf(
    v.looseObject({
      securityGroupRuleId: AddedRule.entries.id,
      isEgress: v.union([
        v.boolean(),
        v.pipe(
          v.picklist(['true', 'false']),
          v.transform((given) => given === 'true'),
        ),
      ]),
      ipProtocol: v.union([v.string(), v.number()]),
      fromPort: port,
      toPort: port,
      cidrIpv4: maybe,
      cidrIpv6: maybe,
      prefixListId: maybe,
      // The API's answer has the group as an object; records have it under either name, and some its id alone.
      referencedGroupId: v.nullish(v.union([v.string(), Group])),
      referencedGroupInfo: v.nullish(Group),
      description: maybe,
    }),
  ),
});

function authorised(
  request: ApiCall['requestParameters'],
  response: ApiCall['responseElements'],
  isEgress: boolean,
): SeenChange {
  const answered = v.safeParse(RuleSet, response);
  if (!answered.success) return unread(`responseElements.${v.getDotPath(answered.issues[0]) ?? ''}`);
  const { securityGroupRuleSet: rules } = answered.output;
  if (rules.length === 0) return asked(request, isEgress);
  const added: AddedRule[] = [];
  for (const found of rules) {
    const { securityGroupRuleId: id, referencedGroupId: named, referencedGroupInfo } = found;
    const info = referencedGroupInfo ?? (typeof named === 'string' ? { groupId: named } : named);
    const groupId = info?.groupId;
    const rule = readRule({
      ...withoutNulls(found),
      isEgress: found.isEgress,
      group: groupId ? { groupId, userId: info?.userId } : undefined,
    });
    if ('fault' in rule) return unread(`responseElements.securityGroupRuleSet: ${rule.fault}`);
    added.push({ id, rule });
  }
  return { added, modified: [], unresolved: [] };
}

const Asked = v.looseObject({
  ipPermissions: listOf(
    v.looseObject({
      ipProtocol: v.union([v.string(), v.number()]),
      fromPort: port,
      toPort: port,
      groups: listOf(Group),
      ipRanges: listOf(v.looseObject({ cidrIp: text, description: maybe })),
      ipv6Ranges: listOf(v.looseObject({ cidrIpv6: text, description: maybe })),
      prefixListIds: listOf(v.looseObject({ prefixListId: text, description: maybe })),
    }),
  ),
  ipProtocol: v.nullish(v.union([v.string(), v.number()])),
  fromPort: port,
  toPort: port,
  cidrIp: maybe,
});

/** What an event of before 2021 says, and one whose answer CloudTrail left out for its size: the request, in either of its two forms. */
function asked(request: ApiCall['requestParameters'], isEgress: boolean): SeenChange {
  const parsed = v.safeParse(Asked, request);
  if (!parsed.success) return unread(`requestParameters.${v.getDotPath(parsed.issues[0]) ?? ''}`);
  const { ipPermissions, ipProtocol, fromPort, toPort, cidrIp } = parsed.output;
  const spelled = ipPermissions.flatMap((permission): SpelledRule[] => {
    const traffic = {
      isEgress,
      ipProtocol: permission.ipProtocol,
      fromPort: permission.fromPort,
      toPort: permission.toPort,
    };
    return [
      ...permission.ipRanges.map((range) => ({ ...traffic, cidrIpv4: range.cidrIp, description: range.description })),
      ...permission.ipv6Ranges.map((range) => ({
        ...traffic,
        cidrIpv6: range.cidrIpv6,
        description: range.description,
      })),
      ...permission.prefixListIds.map((list) => ({
        ...traffic,
        prefixListId: list.prefixListId,
        description: list.description,
      })),
      ...permission.groups.map(({ groupId, userId }) => ({ ...traffic, group: { groupId, userId } })),
    ];
  });
  if (ipProtocol !== null && ipProtocol !== undefined)
    spelled.push({ isEgress, ipProtocol, fromPort, toPort, cidrIpv4: cidrIp ?? undefined });
  if (spelled.length === 0) return unreadable('neither responseElements nor requestParameters name a rule');
  const unresolved: GroupRule[] = [];
  for (const one of spelled) {
    const rule = readRule(one);
    if ('fault' in rule) return unread(`requestParameters: ${rule.fault}`);
    unresolved.push(rule);
  }
  return { added: [], modified: [], unresolved };
}

const Modified = v.looseObject({
  SecurityGroupRuleId: text,
  SecurityGroupRule: v.looseObject({
    IpProtocol: v.union([v.string(), v.number()]),
    FromPort: port,
    ToPort: port,
    CidrIpv4: maybe,
    CidrIpv6: maybe,
    PrefixListId: maybe,
    ReferencedGroupId: maybe,
    Description: maybe,
  }),
});

function modified(request: ApiCall['requestParameters']): SeenChange {
  const inner = request['ModifySecurityGroupRulesRequest'];
  const given = isPlainObject(inner) ? inner['SecurityGroupRule'] : undefined;
  const parsed = v.safeParse(
    v.union([
      v.pipe(
        Modified,
        v.transform((one) => [one]),
      ),
      v.array(Modified),
    ]),
    given,
  );
  if (!parsed.success || parsed.output.length === 0) {
    return unread('requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule');
  }
  return {
    added: [],
    unresolved: [],
    modified: parsed.output.map(({ SecurityGroupRuleId: id, SecurityGroupRule: rule }) => ({
      id,
      asked: {
        ipProtocol: rule.IpProtocol,
        fromPort: rule.FromPort,
        toPort: rule.ToPort,
        cidrIpv4: rule.CidrIpv4 ?? undefined,
        cidrIpv6: rule.CidrIpv6 ?? undefined,
        prefixListId: rule.PrefixListId ?? undefined,
        group: rule.ReferencedGroupId ? { groupId: rule.ReferencedGroupId } : undefined,
        description: rule.Description,
      },
    })),
  };
}

function unread(field: string): SeenChange {
  return unreadable(`${field} cannot be read`);
}

function unreadable(why: string): SeenChange {
  return { added: [], modified: [], unresolved: [], unread: why };
}

function withoutNulls<T extends object>(given: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
