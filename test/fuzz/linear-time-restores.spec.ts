import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { Bucket, GroupRule, SecurityGroup } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { baseState } from '../../restore/base-state.ts';
import { changesMade } from '../../restore/made-change.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import { partsToExempt } from '../../restore/restore-exemptions.ts';
import type { Mended } from '../../restore/restore-plan.ts';
import { allow, bucket, policy } from '../support/buckets.ts';
import { unapproved } from '../support/recorded-changes.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';
import { leastMs } from './support/cost.ts';
import { costsWhatItWeighs, hostile } from './support/hostile.ts';
import { each, open, unlike } from './support/worked-group.ts';

const portsRule = 'security-group-restricted-ports';

interface Action {
  readonly before: SecurityGroup;
  readonly after: SecurityGroup;
  readonly plan: { readonly changes: Change[]; before: string[]; after: string[]; notes: string[] };
  readonly calls: { readonly service: Change['service']; readonly operation: string }[];
  readonly found: Violation[];
}

/** A mend of all that was found, as the ledger has it. */
function actionOn(rules: readonly GroupRule[], found: Violation[], limits: PlanLimits = {}): Action {
  const before = securityGroup(rules);
  const plan = securityGroupRemediator.plan(before, found, limits);
  const calls = plan.changes.map(({ service, operation }) => ({ service, operation }));
  return { before, after: before, plan, calls, found };
}

/** After which the group is empty, or as it is given. */
function mended(action: Action, live: readonly GroupRule[] = []): Mended {
  const after = securityGroup(live);
  return { before: action.before, after, live: after, made: changesMade([action]) };
}

const cut = (count: number): Action => actionOn(open(count), judge(open(count)));
const reverted = (count: number): Action => {
  const rules = unlike(count);
  const found = rules.map((rule, at) =>
    unapproved(at, rule, { before: ingress('tcp', [443, 443 + at], '10.0.0.0/8') }),
  );
  return actionOn(rules, found);
};

const statements = (bytes: number): string =>
  policy(...each(bytes / 100, (at) => allow({ Sid: `S${at}`, Principal: '*' })));
const principals = (bytes: number): string =>
  policy(allow({ Principal: { AWS: each(bytes / 40, (at) => `arn:aws:iam::${100_000_000_000 + at}:role/r`) } }));
function mendedBucket(text: string): Mended<Bucket> {
  const change = { service: 's3', operation: 'DeleteBucketPolicy', input: {} } as const;
  return {
    before: bucket({ policy: text }),
    after: bucket(),
    live: bucket(),
    made: [{ change, surely: true }],
  };
}

describe('a restore of hostile size costs no more than it weighs', function () {
  costsWhatItWeighs([
    hostile('1,000 rules that were cut', 500, (count) => mended(cut(count)), planRestore),
    hostile(
      '1,000 rules that are there again, described otherwise',
      500,
      (count) =>
        mended(
          cut(count),
          open(count).map((rule) => ({ ...rule, description: 'somebody else' })),
        ),
      planRestore,
    ),
    hostile(
      '1,000 rules that were cut one at a time, for want of room',
      500,
      (count) => mended(actionOn(open(count), judge(open(count)), { refusals: { ingress: 1, egress: 0 } })),
      planRestore,
    ),
    hostile(
      '1,000 rules that were changed back by their ids',
      500,
      (count) => {
        const action = reverted(count);
        return mended(
          action,
          action.found.flatMap((one) => (one.kind === 'unapproved-change' ? (one.before ?? []) : [])),
        );
      },
      planRestore,
    ),
    hostile(
      'a mend of 1,000 rules that was gone on with',
      500,
      (count) => [cut(count), cut(count)] as const,
      ([first, second]) => baseState(first, [second]),
    ),
    hostile('a policy of 20 KB of statements', 10_000, (bytes) => mendedBucket(statements(bytes)), planRestore),
    hostile('a policy of 20 KB of principals', 10_000, (bytes) => mendedBucket(principals(bytes)), planRestore),
    hostile(
      'what has to be exempt of a policy of 20 KB',
      10_000,
      (bytes) => bucket({ policy: statements(bytes) }),
      (leadsTo) => partsToExempt({ asked: [], found: [], live: bucket(), leadsTo }),
    ),
  ]);

  // Each part is compared with all others of its rule, as numbers: EC2 has no group of more rules than these.
  for (const [what, parts] of [
    ['that were cut', { found: judge(open(1000)), rules: open(1000) }],
    ['from one source', { found: [], rules: each(1000, (at) => ingress('tcp', [at % 22, 4000 + at], '0.0.0.0/0')) }],
  ] as const) {
    it(`says what has to be exempt of the most rules that a group has, ${what}, in a second at most`, async () => {
      const { found, rules } = parts;
      const ms = await leastMs(() =>
        partsToExempt({
          asked: [portsRule],
          found,
          live: securityGroup([]),
          leadsTo: securityGroup(rules),
          changesAreRecorded: true,
        }),
      );

      assert.isBelow(ms, 1000);
    });
  }
});
