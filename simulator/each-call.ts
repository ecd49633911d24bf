import { scenarioOf, troubles } from './host/draw-scenario.ts';
import {
  accountRule,
  bucketRule,
  type CallFault,
  callFaults,
  changeRule,
  groupRule,
  mostRestoreCalls,
  type Scenario,
} from './host/scenario.ts';

/** One group of which a rule is to be split, one bucket of which a policy is to be cut, and no trouble but what is added. */
export const plainScenario: Scenario = {
  ...scenarioOf(1),
  troubleMs: troubles[0],
  rules: [groupRule, bucketRule],
  gateOpen: true,
  groups: [
    {
      ingress: [
        { from: 22, to: 443, cidr: '0.0.0.0/0' },
        { from: 22, to: 22, cidr: '10.1.0.0/16' },
      ],
    },
  ],
  buckets: [{ unblocked: true, publicStatement: true, legalStatement: true, publicAcl: true }],
  deeds: [],
  faults: [],
  restoreFaults: [],
  outages: [],
  overlap: false,
  mostAtOnce: 10,
  duplicateEvery: 0,
  reorder: false,
  fastPath: true,
  skewMs: 0,
  recordMs: 2_000,
  ruleMs: 1_000,
  trailMs: 1_000,
  notifyMs: 500,
  pollMs: 990,
  perRun: 50,
  perHour: 200,
  tugOfWar: 50,
  graceMinutes: 0,
  net: 'none',
  exempt: null,
};

/** A rule that somebody adds and one that he changes who may not, which are reverted, and the account's block, which is switched off and on again. */
export const revertScenario: Scenario = {
  ...plainScenario,
  rules: [changeRule, accountRule],
  groups: [{ ingress: [] }, { ingress: [{ from: 443, to: 443, cidr: '10.0.0.0/8' }] }],
  buckets: [],
  publicBuckets: 'none',
  deeds: [
    { at: 1_000, do: 'open account', kept: [] },
    { at: 2_000, do: 'add as a stranger', group: 0 },
    { at: 3_000, do: 'change as a stranger', group: 1 },
  ],
};

/** Those that are struck unless another is asked for. */
export const eachCallScenarios: readonly Scenario[] = [plainScenario, revertScenario];

/** Pure. The scenario with one more fault: of each kind at each of so many calls of the functions, and at each of a restore, and nowhere else. */
export function atEachCall(
  scenario: Scenario,
  calls: number,
  kinds: readonly CallFault['fault'][] = callFaults,
): Scenario[] {
  const each = (count: number): CallFault[] =>
    Array.from({ length: count }, (_, call) => kinds.map((fault) => ({ call, fault }))).flat();
  return [
    ...each(calls).map((one): Scenario => ({ ...scenario, faults: [...scenario.faults, one] })),
    ...each(mostRestoreCalls).map((one): Scenario => ({
      ...scenario,
      restoreFaults: [...scenario.restoreFaults, one],
    })),
  ];
}
