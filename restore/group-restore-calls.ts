import { groupBy } from '../contract/group-by.ts';
import type { Change } from '../contract/plan.ts';
import type { GroupRule } from '../contract/resource.ts';
import { ipPermissions } from '../remediators/ip-permission.ts';
import { modifyCall } from '../remediators/rule-revert.ts';
import { byRuleKey, compareRules, ruleKey } from '../resources/rule-identity.ts';
import { type MadeChange, type ModifiedRule, rulesOf } from './made-change.ts';
import { mayOverlap, type RuleTraffic, trafficOf } from './rule-traffic.ts';

/** As many as a group can hold of one family (VPC user guide, "Amazon VPC quotas"). */
const rulesPerCall = 1000;

/** What is to become of the rules of a group. */
export interface RestoredRules {
  readonly groupId: string;
  /** What the mend did, in its order. */
  readonly made: readonly MadeChange[];
  /** With the descriptions that they are to have. */
  readonly described: readonly GroupRule[];
  readonly authorised: readonly GroupRule[];
  readonly changedBack: readonly ModifiedRule[];
  readonly revoked: readonly GroupRule[];
}

/**
 * The calls, in an order in which nothing is closed that is open before and after all of them: the batches of the mend the last first, of each what is
 * authorised before what is revoked; then what is changed back by its id, for what it lets go may be what any of the others admits. A rule is
 * revoked once nothing that it may overlap with is still to come: what the mend cut twice was cut of a rule that the first batch had revoked.
 */
export function groupRestoreCalls({ groupId, made, changedBack, ...rules }: RestoredRules): Change[] {
  const [authorised, revoked] = [byRuleKey(rules.authorised), byRuleKey(rules.revoked)];
  const back = changedBack.map(({ from }) => trafficOf(from));
  const ways = (['ingress', 'egress'] as const).map((direction) => {
    const suffix = direction === 'ingress' ? 'Ingress' : 'Egress';
    const batches = batchesOf(made, direction);
    const coming = batches.map((batch) => among(authorised, batch));
    const traffic = coming.map((some) => some.map(trafficOf));
    const going = batches.flatMap((batch, at) =>
      among(revoked, batch).map((rule) => ({ rule, turn: turnOf(trafficOf(rule), at, traffic, back) })),
    );
    const byTurn = groupBy(going, ({ turn }) => turn);
    const revokedIn = (turn: number): Change[] => {
      const some = (byTurn.get(turn) ?? []).map(({ rule }) => rule).sort(compareRules);
      return calls(`RevokeSecurityGroup${suffix}`, groupId, some, 'without');
    };
    const described = rules.described.filter((rule) => rule.direction === direction);
    return {
      first: [
        ...calls(`UpdateSecurityGroupRuleDescriptions${suffix}`, groupId, described, 'with'),
        ...coming.flatMap((some, turn) => [
          ...calls(`AuthorizeSecurityGroup${suffix}`, groupId, some, 'with'),
          ...revokedIn(turn),
        ]),
      ],
      last: revokedIn(batches.length),
    };
  });
  return [
    ...ways.flatMap(({ first }) => first),
    ...modifyCall(
      groupId,
      changedBack.map(({ id, from }) => ({ id, rule: from })),
    ),
    ...ways.flatMap(({ last }) => last),
  ];
}

/** The batch after which a rule of the batch `at` may go; after the last one comes what is changed back. */
function turnOf(
  rule: RuleTraffic,
  at: number,
  coming: readonly (readonly RuleTraffic[])[],
  back: readonly RuleTraffic[],
): number {
  const mayOverlapOne = (some: readonly RuleTraffic[]): boolean => some.some((one) => mayOverlap(one, rule));
  return mayOverlapOne(back) ? coming.length : Math.max(at, coming.findLastIndex(mayOverlapOne));
}

/**
 * The rules of each batch of the mend, the last batch first: rules authorised, and others revoked in their turn. Near its quota
 * a group has room for one batch at a time, and on the way back for the same one. A rule is of the last batch that named it.
 */
function batchesOf(made: readonly MadeChange[], direction: GroupRule['direction']): ReadonlySet<string>[] {
  const batches = new Map<string, number>();
  let [last, isRevoking] = [0, false];
  for (const one of made) {
    const rules = rulesOf(one).filter((rule) => rule.direction === direction);
    if (rules.length === 0) continue;
    if (one.modified === undefined) {
      const isRevoke = one.change.operation.startsWith('Revoke');
      if (isRevoking && !isRevoke) last += 1;
      isRevoking = isRevoke;
    }
    for (const rule of rules) batches.set(ruleKey(rule), last);
  }
  const keys = groupBy([...batches], ([, number]) => number);
  return [...keys].sort(([one], [other]) => other - one).map(([, ofBatch]) => new Set(ofBatch.map(([key]) => key)));
}

/** In canonical order. */
function among(rules: ReadonlyMap<string, GroupRule>, batch: ReadonlySet<string>): GroupRule[] {
  return [...batch].flatMap((key) => rules.get(key) ?? []).sort(compareRules);
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
