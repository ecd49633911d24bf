import { withAccountOpened } from './opened-account.ts';
import { createRandom, type Random } from './random.ts';
import {
  accountRule,
  bucketRule,
  type BucketSetup,
  type CallFault,
  callFaults,
  changeRule,
  type Deed,
  groupRule,
  mostOffMs,
  mostRestoreCalls,
  type Opening,
  type Outage,
  outageKinds,
  ports,
  type Scenario,
} from './scenario.ts';

const otherRules = [
  's3-bucket-public-access-block',
  's3-bucket-versioning',
  'security-group-open-egress',
  accountRule,
  's3-bucket-acls-disabled',
  's3-bucket-tls-only',
  's3-bucket-encryption',
  'security-group-authorized-ports',
] as const;

/** These strike a mend or its telling alone, which is seldom under way. */
const seldom = ['mend permissions', 'revoke permissions', 'read permissions', 'topic', 'gate of menders'] as const;
/** The whole internet in several spellings. */
const wideSources = ['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1'] as const;
const narrowSources = ['10.1.0.0/16', '203.0.113.0/24', '192.0.2.7/32'] as const;
const accounts = ['444455556666', '777788889999'] as const;
const minute = 60_000;
/** Of what may happen; then calm, and everything has to come to its end. In the longer, attempts are used up. */
export const troubles = [4 * minute, 20 * minute] as const;

export function scenarioOf(seed: number): Scenario {
  const random = createRandom(seed);
  return slowed(withAccountOpened(blocking(random, intruded(random, pressed(random, drawn(seed, random))))));
}

function drawn(seed: number, random: Random): Scenario {
  const troubleMs = random.chance(0.06) ? troubles[1] : troubles[0];
  const groups = several(random, 1, random.chance(0.1) ? 3 : 2, () => ({
    ingress: several(random, 0, 4, () => openingOf(random)),
  }));
  const buckets = several(random, 0, random.chance(0.2) ? 2 : 1, (): BucketSetup => ({
    unblocked: random.chance(0.8),
    publicStatement: random.chance(0.5),
    legalStatement: random.chance(0.6),
    publicAcl: random.chance(0.3),
  }));
  const overlap = random.chance(0.3);
  return {
    seed,
    troubleMs,
    rules: [groupRule, bucketRule, ...otherRules.filter(() => random.chance(0.06))],
    gateOpen: random.chance(0.85),
    groups,
    buckets,
    deeds: several(random, 0, 6, () => timed(random, deedOf(random, troubleMs, groups.length, buckets.length))).sort(
      (a, b) => a.at - b.at,
    ),
    faults: several(random, 0, 9, () => ({ call: callOf(random), fault: random.pick(callFaults) })),
    restoreFaults: restoreFaultsOf(seed),
    outages: several(random, 0, 3, () => outageOf(random, troubleMs)),
    overlap,
    mostAtOnce: random.chance(overlap ? 0.7 : 0.1) ? 1 : 10,
    duplicateEvery: random.chance(0.4) ? 1 + random.below(3) : 0,
    reorder: random.chance(0.5),
    fastPath: random.chance(0.5),
    skewMs: random.chance(0.3) ? random.below(mostOffMs + 1) : 0,
    recordMs: 100 + random.below(random.chance(0.2) ? 90_000 : 8_000),
    ruleMs: 100 + random.below(random.chance(0.2) ? 60_000 : 8_000),
    trailMs: 100 + random.below(5_000),
    notifyMs: random.chance(0.2) ? random.below(2 * minute) : 500,
    pollMs: random.chance(0.1) ? 20_000 : 990,
    perRun: random.chance(0.15) ? 1 : 50,
    perHour: random.chance(0.1) ? 2 : 200,
    tugOfWar: random.chance(0.2) ? 1 + random.below(2) : 50,
    graceMinutes: random.chance(0.15) ? 2 : 0,
    net: random.chance(0.5) ? random.pick(['judge again', 'sweep']) : 'none',
    publicBuckets: 'none',
    exempt: random.chance(0.2) ? { group: random.below(groups.length), port: random.pick([22, 3389]) } : null,
  };
}

/** Drawn apart, so that nothing else of a seed depends on it. A restore changes things by its 10th to 35th call. */
function restoreFaultsOf(seed: number): readonly CallFault[] {
  const random = createRandom(seed ^ 0x3c_6e_f3_72);
  if (random.chance(0.4)) return [];
  return several(random, 1, 3, () => ({
    call: random.chance(0.7) ? 9 + random.below(26) : random.below(mostRestoreCalls),
    fault: random.pick(callFaults),
  }));
}

function several<T>(random: Random, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + random.below(most - least + 1) }, make);
}

function openingOf(random: Random): Opening {
  const from = random.pick(ports);
  const to = random.chance(0.3) ? Math.max(from, random.pick(ports)) : from;
  const cidr = random.chance(0.5) ? random.pick(wideSources) : random.pick(narrowSources);
  return random.chance(0.1) ? { from: 0, to: 65_535, cidr } : { from, to, cidr };
}

/** Drawn apart as well. Behind a slow answer what was known before it is old. */
function slowed(scenario: Scenario): Scenario {
  const random = createRandom(scenario.seed ^ 0x1f_83_d9_ab);
  if (!random.chance(0.2)) return scenario;
  const slow = several(random, 1, 3, (): CallFault => ({ call: callOf(random), fault: 'slow' }));
  return { ...scenario, faults: [...scenario.faults, ...slow] };
}

/** Where only the block of a bucket is asked for, what else is public in it is left: to block that can cut off whom it is meant for. */
function blocking(random: Random, scenario: Scenario): Scenario {
  const { rules } = scenario;
  if (!rules.includes('s3-bucket-public-access-block') || !random.chance(0.5)) return scenario;
  return { ...scenario, rules: rules.filter((id) => id !== bucketRule) };
}

/** With somebody who changes groups and may not, where that is judged: never in a grace period, which is another rule's. */
function intruded(random: Random, scenario: Scenario): Scenario {
  const { groups, deeds, fastPath, graceMinutes, rules, troubleMs } = scenario;
  if (!fastPath || graceMinutes > 0 || !random.chance(0.2)) return scenario;
  const intrusions = several(random, 1, 3, () =>
    timed(random, {
      at: random.below(troubleMs),
      do: random.pick(['add as a stranger', 'change as a stranger', 'change as a stranger'] as const),
      group: random.below(groups.length),
    }),
  );
  return {
    ...scenario,
    rules: [...rules, changeRule],
    deeds: [...deeds, ...intrusions].sort((a, b) => a.at - b.at),
  };
}

/**
 * With work for the limits that it has. A limit of one mend trips nothing where there is less than two of a kind to mend, and nothing
 * comes back so often by chance that it is left to people.
 */
function pressed(random: Random, scenario: Scenario): Scenario {
  const { groups, deeds, perRun, tugOfWar } = scenario;
  const wide: Opening = { from: 22, to: 22, cidr: '0.0.0.0/0' };
  const isTight = perRun === 1 && random.chance(0.5);
  const opened = groups.length < 2 ? [...groups, { ingress: [] }] : groups;
  const again = tugOfWar <= 2 && random.chance(0.4) ? [20, 85, 145, 205] : [];
  const group = random.below(groups.length);
  const opening = { ...wide, to: random.pick([22, 443, 3389]) };
  const reopened = again.map((second): Deed => ({
    at: 1_000 * (second + random.below(25)),
    do: 'open',
    group,
    opening,
  }));
  return {
    ...scenario,
    groups: isTight ? opened.map(({ ingress }) => ({ ingress: [wide, ...ingress] })) : groups,
    deeds: [...deeds, ...reopened].sort((a, b) => a.at - b.at),
  };
}

/** One in three amid a call, since a mend takes a second of the minutes that there are. */
function timed(random: Random, deed: Deed): Deed {
  return random.chance(0.35) ? { ...deed, call: callOf(random) } : deed;
}

/** Half of the runs make fewer than 80 calls in their trouble: what is to befall a later one befalls nothing there. */
function callOf(random: Random): number {
  return random.below(10 + random.below(110));
}

function deedOf(random: Random, troubleMs: number, groups: number, buckets: number): Deed {
  const at = random.below(troubleMs);
  const group = random.below(groups);
  const bucket = random.below(Math.max(1, buckets));
  switch (random.below(buckets === 0 ? 7 : 11)) {
    case 0:
    case 1:
    case 2:
      return { at, do: 'open', group, opening: openingOf(random) };
    case 3:
      return random.chance(0.7) ? { at, do: 'close', group } : { at, do: 'delete group', group };
    case 4:
      return random.chance(0.8)
        ? { at, do: 'set gate', open: random.chance(0.6) }
        : { at, do: 'open account', kept: [] };
    case 5:
      return random.chance(0.5)
        ? { at, do: random.pick(['judge again', 'sweep'] as const) }
        : { at, do: 'repeat event', function: random.pick([groupRule, bucketRule]) };
    case 6:
      if (random.chance(0.3)) return { at, do: 'set clocks back', ms: 500 + random.below(mostOffMs) };
      return { at, do: 'jump clocks', ms: 1_000 * (1 + random.below(400)) };
    case 7:
    case 8:
      return { at, do: 'make public', bucket };
    case 9:
      return { at, do: 'add legal statement', bucket, account: random.pick(accounts) };
    default:
      return random.chance(0.5) ? { at, do: 'drop policy', bucket } : { at, do: 'delete bucket', bucket };
  }
}

function outageOf(random: Random, troubleMs: number): Outage {
  const from = random.below(troubleMs);
  const of = random.chance(0.2) ? random.pick(seldom) : random.pick(outageKinds);
  return { from, to: from + 5_000 + random.below(troubleMs / 2), of };
}
