import * as v from 'valibot';
import { type Difference, isRecord } from './differences.ts';
import { memberOf, type When } from './when.ts';

const kinds = {
  IpRanges: 'CidrIp',
  Ipv6Ranges: 'CidrIpv6',
  PrefixListIds: 'PrefixListId',
  UserIdGroupPairs: 'GroupId',
} as const;
export type SourceKind = keyof typeof kinds;

/** One source of one protocol and range of ports, as a permission spells it. */
export interface AskedRule {
  readonly kind: SourceKind;
  readonly source: string;
  readonly description: string | undefined;
  /** The same for rules that EC2 takes for the same: all but the description. */
  readonly key: string;
}

const Permission = v.looseObject({
  IpProtocol: v.string(),
  FromPort: v.optional(v.number()),
  ToPort: v.optional(v.number()),
});

export function rulesOf(permissions: unknown): AskedRule[] {
  if (!Array.isArray(permissions)) return [];
  return permissions.flatMap((one: unknown) => {
    const permission = v.safeParse(Permission, one);
    if (!permission.success) return [];
    const { IpProtocol, FromPort, ToPort } = permission.output;
    return Object.entries(kinds).flatMap(([list, member]) =>
      recordsOf(permission.output[list]).map((source): AskedRule => {
        const named = String(source[member]);
        const { Description } = source;
        return {
          kind: isKind(list) ? list : 'IpRanges',
          source: named,
          description: typeof Description === 'string' ? Description : undefined,
          key: keyOf(IpProtocol, FromPort, ToPort, named),
        };
      }),
    );
  });
}

const isKind = (name: string): name is SourceKind => name in kinds;
const recordsOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

function keyOf(protocol: string, from: unknown, to: unknown, source: string): string {
  const name = protocol === '6' ? 'tcp' : protocol;
  return name === '-1' ? `-1 ${source}` : `${name} ${String(from)} ${String(to)} ${source}`;
}

export const askedRules = (input: unknown): AskedRule[] => rulesOf(memberOf(input, 'IpPermissions'));

/** Whether one of those that are asked is so. */
export const asksRule =
  (holds: (rule: AskedRule) => boolean): ((input: unknown) => boolean) =>
  (input) =>
    askedRules(input).some(holds);

export const asksTwice: When = ({ input }) => {
  const keys = askedRules(input).map(({ key }) => key);
  return new Set(keys).size < keys.length;
};

/** The keys of the rules that the group which is asked for had in moto before, in the direction that is asked for. */
export function keysBefore({ operation, input, seen }: Difference): Set<string> {
  const list = operation.endsWith('Egress') ? 'IpPermissionsEgress' : 'IpPermissions';
  return new Set(rulesBefore(seen, input, list).map(({ key }) => key));
}

/** The rules that the group which is asked for had in moto, as they were seen last. */
function rulesBefore(
  seen: Difference['seen'],
  input: unknown,
  list: 'IpPermissions' | 'IpPermissionsEgress',
): AskedRule[] {
  const groups = seen.flatMap((answer) => recordsOf(memberOf(answer, 'SecurityGroups')));
  const group = groups.findLast(({ GroupId }) => GroupId === memberOf(input, 'GroupId'));
  return rulesOf(group?.[list]);
}

/**
 * Whether it is the description of a source that the call before gave one, or took it from: the local account has what was asked,
 * and moto what was there before.
 */
export const keepsDescription: When = ({ path, within, local, moto, after, seen }) => {
  const [, list, kind] = /(IpPermissions|IpPermissionsEgress)\[\]\.(\w+)\[\]\.Description$/.exec(path) ?? [];
  if (after === undefined || kind === undefined || !isKind(kind)) return false;
  const direction = after.operation.endsWith('Egress') ? 'IpPermissionsEgress' : 'IpPermissions';
  const before = rulesBefore(seen, after.input, direction);
  return (
    list === direction &&
    askedRules(after.input).some(
      (asked) =>
        asked.kind === kind &&
        asked.source === memberOf(within, kinds[kind]) &&
        asked.description === local &&
        before.some(({ key, description }) => key === asked.key && description === moto),
    )
  );
};

/** The first of the rules that a call of ModifySecurityGroupRules gives. */
export interface GivenRule {
  readonly id: string;
  readonly protocol: string;
  readonly key: string;
  readonly member: string;
  readonly description: unknown;
}

const ruleMembers = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupId'];

export function givenRule(input: unknown): GivenRule | undefined {
  const [update] = recordsOf(memberOf(input, 'SecurityGroupRules'));
  const rule = update?.['SecurityGroupRule'];
  const member = ruleMembers.find((name) => memberOf(rule, name) !== undefined);
  if (update === undefined || !isRecord(rule) || member === undefined) return undefined;
  const protocol = String(rule['IpProtocol']);
  return {
    id: String(update['SecurityGroupRuleId']),
    protocol,
    key: keyOf(protocol, rule['FromPort'], rule['ToPort'], String(rule[member])),
    member,
    description: rule['Description'],
  };
}

/** Whether the rule that is to be modified had a source of another kind in moto before. */
export const changesSourceKind: When = ({ input, seen }) => {
  const given = givenRule(input);
  const rules = seen.flatMap((answer) => recordsOf(memberOf(answer, 'SecurityGroupRules')));
  const before = rules.findLast(({ SecurityGroupRuleId }) => SecurityGroupRuleId === given?.id);
  return given !== undefined && before !== undefined && before[given.member] === undefined;
};
