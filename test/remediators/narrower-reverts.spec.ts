import { assert } from 'chai';
import * as fc from 'fast-check';
import type { LiveRule } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { trafficKey } from '../../resources/traffic-key.ts';
import { liveRules, ruleId } from '../support/recorded-changes.ts';
import { applyToRules } from '../support/rule-id-simulator.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';

const ports = { ports: '22,3389' };
const port = fc.integer({ min: 18, max: 26 });
const arbitraryRule = fc
  .tuple(port, port, fc.constantFrom('0.0.0.0/0', '198.51.100.0/24'), fc.constantFrom('tcp', 'udp'))
  .map(([one, other, source, protocol]) => ingress(protocol, [Math.min(one, other), Math.max(one, other)], source));

/** Rules as they are now, each with what it was before it was changed by hand, where it was: perhaps what another one is now. */
const arbitraryChanges = fc
  .uniqueArray(arbitraryRule, { maxLength: 4, selector: trafficKey })
  .chain((rules) => {
    const before = rules.length === 0 ? arbitraryRule : fc.oneof(arbitraryRule, fc.constantFrom(...rules));
    return fc.tuple(
      ...rules.map((rule) => fc.record({ rule: fc.constant(rule), before: fc.option(before, { nil: undefined }) })),
    );
  })
  .map((changed) => {
    const was = changed.map(({ before }) => before && trafficKey(before));
    return changed.map(({ rule, before }, at) => ({
      rule,
      before: was.indexOf(was[at]) < at || was[at] === trafficKey(rule) ? undefined : before,
    }));
  });

const rulesOf = (live: readonly LiveRule[]): GroupRule[] => live.map(({ rule }) => rule);
const exposed = (rules: readonly GroupRule[]): string[] =>
  judge(rules, ports).flatMap((one) =>
    one.kind === 'exposed-ports'
      ? one.ports.map(({ from, to }) => `${one.protocol} ${from}-${to} ${JSON.stringify(one.rule.source)}`)
      : [],
  );
const lets = (rules: readonly GroupRule[], wanted: GroupRule, at: number): boolean =>
  rules.some(
    ({ protocol, source, fromPort, toPort }) =>
      protocol === wanted.protocol &&
      JSON.stringify(source) === JSON.stringify(wanted.source) &&
      (fromPort ?? 0) <= at &&
      at <= (toPort ?? 0),
  );

describe('reverting to what other rules would close', () => {
  it('opens it at no moment, and puts all the rest of it back', () => {
    let narrowed = 0;
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        const start = liveRules(changes.map(({ rule }) => rule));
        const group = securityGroup(rulesOf(start));
        const reverts = changes.flatMap(({ rule, before }, at): Violation[] => {
          if (before === undefined) return [];
          const [ofRule, actor, eventName] = [ruleId(at), 'sam', 'ModifySecurityGroupRules'];
          return [
            {
              kind: 'unapproved-change',
              rule,
              before,
              ruleId: ofRule,
              actor,
              at: '2026-11-20T12:00:00Z',
              eventId: 'e',
              eventName,
            },
          ];
        });
        const then = securityGroupRemediator.revertedState(group, reverts);
        const closing = judge(then.rules, ports);

        const { changes: calls } = securityGroupRemediator.plan(group, [...reverts, ...closing], {});

        const known = new Set(exposed(rulesOf(start)));
        let live: readonly LiveRule[] = start;
        for (const call of calls) {
          live = applyToRules(live, call);
          assert.isEmpty(exposed(rulesOf(live)).filter((one) => !known.has(one)));
        }
        assert.isEmpty(exposed(rulesOf(live)));
        for (const rule of then.rules) {
          for (let at = rule.fromPort ?? 0; at <= (rule.toPort ?? 0); at += 1) {
            const one = { ...rule, fromPort: at, toPort: at };
            if (judge([one], ports).length === 0) assert.isTrue(lets(rulesOf(live), rule, at));
          }
        }
        if (calls.length > 0 && closing.length > 0 && reverts.length > 0) narrowed += 1;
      }),
      { numRuns: 300 },
    );
    assert.isAbove(narrowed, 25);
  });
});
