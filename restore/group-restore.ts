import type { Change } from '../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { describeRule, describeRuleInFull } from '../exposure/describe-rule.ts';
import { ipPermissions } from '../remediators/ip-permission.ts';
import { compareRules, ruleKey, sourceKey } from '../resources/rule-identity.ts';
import type { MadeChange } from './made-change.ts';
import { rulesNamedBy } from './permission-rules.ts';
import type { Mended, RestorePlan } from './restore-plan.ts';

/** As many as a group can hold of one family (VPC user guide, "Amazon VPC quotas"). */
const rulesPerCall = 1000;

type Rules = ReadonlyMap<string, GroupRule>;

/**
 * Pure. Authorises what the mend revoked and is not there again, then revokes the narrower rules that the mend authorised in its
 * place: at no moment is less open than the lesser of the two states. What the mend did in batches is undone in batches, the last first. Nothing that is there is authorised, so that EC2 finds no
 * duplicate. A rule gets its description back, and a new rule id: EC2 gives ids, and tags of rules are not in the ledger.
 */
export function planGroupRestore({ before, after, live, made }: Mended<SecurityGroup>): RestorePlan<SecurityGroup> {
  const { touched, added } = touchedBy(made);
  const [was, is] = [byKey(before.rules), byKey(live.rules)];
  const left = after === undefined ? undefined : byKey(after.rules);
  const wanted = [...was.values()].filter((rule) => touched.has(ruleKey(rule))).sort(compareRules);
  const missing = wanted.filter((rule) => !is.has(ruleKey(rule)));
  const redescribed = wanted.filter((rule) => {
    const there = is.get(ruleKey(rule));
    return there !== undefined && (there.description ?? '') !== (rule.description ?? '');
  });
  const narrower = [...is.values()].filter((rule) => added.has(ruleKey(rule)) && !was.has(ruleKey(rule)));
  narrower.sort(compareRules);

  const changes = (['ingress', 'egress'] as const).flatMap((direction) => {
    const facing = (rules: readonly GroupRule[]): GroupRule[] => rules.filter((rule) => rule.direction === direction);
    const suffix = direction === 'ingress' ? 'Ingress' : 'Egress';
    const batches = batchesOf(made, suffix);
    const [back, off] = [inBatches(facing(missing), batches), inBatches(facing(narrower), batches)];
    return [
      ...calls(`UpdateSecurityGroupRuleDescriptions${suffix}`, before.id, facing(redescribed), 'with'),
      ...back.flatMap((rules, at) => [
        ...calls(`AuthorizeSecurityGroup${suffix}`, before.id, rules, 'with'),
        ...calls(`RevokeSecurityGroup${suffix}`, before.id, off[at] ?? [], 'without'),
      ]),
    ];
  });
  const replaced = redescribed.flatMap((rule) => is.get(ruleKey(rule)) ?? []);
  const gone = new Set([...narrower, ...replaced].map(ruleKey));
  return {
    plan: {
      changes,
      before: [...narrower, ...replaced].sort(compareRules).map(describeRuleInFull),
      after: [...missing, ...redescribed].sort(compareRules).map(describeRuleInFull),
      notes: missing.length === 0 ? [] : ['Rules that are put back get new rule ids, without tags.'],
    },
    conflicts: [
      ...missing.filter((rule) => left?.has(ruleKey(rule)) === true).map(removedSince),
      ...redescribed.filter((rule) => !isAsLeft(rule, is, left)).map(redescribedSince),
      ...narrower.flatMap((rule) => conflictOfNarrower(rule, added, left)),
      ...closedSince(added, was, is, left, missing),
    ],
    closing: new Set(),
    leadsTo: {
      ...live,
      rules: [...live.rules.filter((rule) => !gone.has(ruleKey(rule))), ...missing, ...redescribed],
    },
    isRestored: ({ rules }) => {
      const there = byKey(rules);
      return (
        wanted.every((rule) => sameDescription(there.get(ruleKey(rule)), rule)) &&
        [...added.keys()].every((key) => was.has(key) || !there.has(key))
      );
    },
  };
}

interface AddedRule {
  readonly rule: GroupRule;
  readonly surely: boolean;
}

/** The keys of all rules that the mend named, and the rules that it authorised and did not revoke again. */
function touchedBy(made: readonly MadeChange[]): {
  touched: ReadonlySet<string>;
  added: ReadonlyMap<string, AddedRule>;
} {
  const touched = new Set<string>();
  const added = new Map<string, AddedRule>();
  for (const { change, surely } of made) {
    for (const rule of rulesNamedBy(change)) {
      const key = ruleKey(rule);
      touched.add(key);
      if (change.operation.startsWith('Authorize')) added.set(key, { rule, surely });
      else if (surely) added.delete(key);
    }
  }
  return { touched, added };
}

/**
 * The rules that each batch of the mend named, the last batch first: rules authorised, and others revoked in their turn. Near its quota
 * a group has room for one batch at a time, and on the way back for the same one.
 */
function batchesOf(made: readonly MadeChange[], suffix: 'Ingress' | 'Egress'): ReadonlySet<string>[] {
  const batches: Set<string>[] = [new Set()];
  let isRevoking = false;
  for (const { change } of made) {
    if (!change.operation.endsWith(suffix)) continue;
    const isRevoke = change.operation.startsWith('Revoke');
    if (isRevoking && !isRevoke) batches.push(new Set());
    isRevoking = isRevoke;
    for (const rule of rulesNamedBy(change)) batches.at(-1)?.add(ruleKey(rule));
  }
  return batches.toReversed();
}

/** Each rule with the last batch that named it. */
function inBatches(rules: readonly GroupRule[], batches: readonly ReadonlySet<string>[]): GroupRule[][] {
  return batches.map((batch, at) =>
    rules.filter((rule) => batch.has(ruleKey(rule)) && !batches.slice(0, at).some((later) => later.has(ruleKey(rule)))),
  );
}

function byKey(rules: readonly GroupRule[]): Map<string, GroupRule> {
  return new Map(rules.map((rule) => [ruleKey(rule), rule]));
}

function calls(
  operation: string,
  GroupId: string,
  rules: readonly GroupRule[],
  descriptions: 'with' | 'without',
): Change[] {
  const starts = Array.from({ length: Math.ceil(rules.length / rulesPerCall) }, (_, at) => at * rulesPerCall);
  return starts.map((start) => ({
    service: 'ec2',
    operation,
    input: { GroupId, IpPermissions: ipPermissions(rules.slice(start, start + rulesPerCall), descriptions) },
  }));
}

function sameDescription(one: GroupRule | undefined, other: GroupRule): boolean {
  return one !== undefined && (one.description ?? '') === (other.description ?? '');
}

function isAsLeft(rule: GroupRule, is: Rules, left: Rules | undefined): boolean {
  const [there, then] = [is.get(ruleKey(rule)), left?.get(ruleKey(rule))];
  return there !== undefined && then !== undefined && sameDescription(then, there);
}

function removedSince(rule: GroupRule): string {
  return `${describeRule(rule)} was there after the mend and has been removed since.`;
}

function redescribedSince(rule: GroupRule): string {
  return `${describeRule(rule)} has been added again since, with another description.`;
}

function conflictOfNarrower(rule: GroupRule, added: ReadonlyMap<string, AddedRule>, left: Rules | undefined): string[] {
  const key = ruleKey(rule);
  if (left !== undefined && !left.has(key)) {
    return [`${describeRule(rule)} was not there after the mend and has been added since.`];
  }
  const expected = left?.get(key) ?? added.get(key)?.rule;
  if (expected === undefined || sameDescription(expected, rule)) return [];
  return [`The description of ${describeRule(rule)} has been changed since.`];
}

/** What the mend had left open of a rule and somebody has closed: putting the rule back whole would open it again. */
function closedSince(
  added: ReadonlyMap<string, AddedRule>,
  was: Rules,
  is: Rules,
  left: Rules | undefined,
  missing: readonly GroupRule[],
): string[] {
  return [...added].flatMap(([key, { rule, surely }]) => {
    if (was.has(key) || is.has(key)) return [];
    const wasLeft = left === undefined ? surely : left.has(key);
    const isReopened = missing.some(
      ({ direction, source }) => direction === rule.direction && sourceKey(source) === sourceKey(rule.source),
    );
    return wasLeft && isReopened
      ? [`${describeRule(rule)}, which the mend had left open, has been removed since.`]
      : [];
  });
}
