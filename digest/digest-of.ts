import { groupBy } from '../contract/group-by.ts';
import type { ExemptionList } from '../contract/exemption.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import { type NoOpTally, noOpsSince } from '../contract/no-op-tally.ts';
import type { DigestNotice } from '../contract/notice.ts';
import type { SafetyState } from '../contract/safety-state.ts';
import { dayMs, endOf, isInForce } from '../exemptions/in-force.ts';
import type { LedgerHistory } from '../safety/ledger-history.ts';
import type { NonCompliant } from './compliance-by-rule.ts';

/** What could be read for a digest; what could not is undefined, and said in `unread`. */
export interface DigestReadings {
  readonly accountId: string;
  readonly region: string;
  readonly since: Date;
  readonly now: Date;
  readonly gateOpen: boolean | undefined;
  readonly safety: SafetyState | undefined;
  readonly history: LedgerHistory | undefined;
  readonly noOps: NoOpTally | undefined;
  readonly nonCompliant: ReadonlyMap<string, NonCompliant> | undefined;
  readonly queues: DigestNotice['queues'];
  readonly oldest: Date | undefined;
  readonly exemptions: ExemptionList | undefined;
  readonly unread: readonly string[];
}

type Counts = NonNullable<DigestNotice['actions']>;

/** Of exemptions that end, in days. */
const soonDays = 7;
/** A notice has 256 KiB; nobody reads more in a channel. */
const mostExemptions = 50;
const mostAccounts = 100;

/** Pure. The digest of what was read: rules with anything to tell, those with the most left to do first. */
export function digestOf(readings: DigestReadings): DigestNotice {
  const { accountId, region, since, now, gateOpen, safety, history, queues, oldest, exemptions } = readings;
  const actions = history?.entries.flatMap((entry) => entry.actions);
  const unreadable = history?.unreadable.length ?? 0;
  return {
    version: 1,
    kind: 'digest',
    accountId,
    region,
    since: since.toISOString(),
    ...(gateOpen === undefined ? {} : { gate: gateOpen ? 'open' : 'closed' }),
    ...(safety === undefined ? {} : { breaker: breakerOf(safety) }),
    ...(actions === undefined ? {} : { actions: countsOf(actions), ...accountsOf(actions, accountId) }),
    rules: rulesOf(readings, actions),
    ...(queues === undefined ? {} : { queues }),
    ...(oldest === undefined ? {} : { oldestAt: oldest.toISOString() }),
    ...(exemptions === undefined ? {} : { exemptions: endingSoon(exemptions, now) }),
    unread: [
      ...readings.unread,
      ...(unreadable === 0 ? [] : [`${unreadable} records of the ledger: see configmend history`]),
    ],
    at: now.toISOString(),
  };
}

function breakerOf({ tripped }: SafetyState): DigestNotice['breaker'] {
  return tripped === null ? null : { at: tripped.at, cause: tripped.cause };
}

function countsOf(actions: readonly ActionRecord[]): Counts {
  const count = (...outcomes: readonly ActionRecord['outcome'][]): number =>
    actions.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    mended: count('mended'),
    partlyMended: count('partly-mended'),
    failed: count('failed'),
    restored: count('restored', 'partly-restored'),
    interrupted: count(undefined),
  };
}

/** Nothing where all are the hub's own. Those with the most actions first: a notice has 256 KiB. */
function accountsOf(actions: readonly ActionRecord[], own: string): Pick<DigestNotice, 'accounts'> {
  const byAccount = groupBy(actions, ({ resource }) => resource.accountId);
  if ([...byAccount.keys()].every((id) => id === own)) return {};
  const counted = [...byAccount].toSorted(([, one], [, other]) => other.length - one.length).slice(0, mostAccounts);
  return { accounts: counted.map(([accountId, done]) => ({ accountId, actions: countsOf(done) })) };
}

function rulesOf(
  { noOps, nonCompliant, since }: DigestReadings,
  actions: readonly ActionRecord[] | undefined,
): DigestNotice['rules'] {
  const idle = noOps === undefined ? undefined : noOpsSince(noOps, since);
  const acted = (actions ?? []).flatMap(({ rules }) => rules);
  const names = new Set([...acted, ...(idle?.keys() ?? []), ...(nonCompliant?.keys() ?? [])]);
  const left = (rule: string): number => nonCompliant?.get(rule)?.resources ?? 0;
  return [...names]
    .toSorted((one, other) => left(other) - left(one) || (one < other ? -1 : 1))
    .map((rule) => {
      const open = nonCompliant?.get(rule);
      return {
        rule,
        ...(actions === undefined ? {} : { actions: countsOf(actions.filter(({ rules }) => rules.includes(rule))) }),
        ...(idle === undefined ? {} : { nothingToDo: idle.get(rule) ?? 0 }),
        ...(open === undefined ? {} : { nonCompliant: open }),
      };
    });
}

function endingSoon(list: ExemptionList, now: Date): NonNullable<DigestNotice['exemptions']> {
  return list.exemptions
    .filter((exemption) => isInForce(exemption, list, now))
    .map((exemption) => ({ exemption, ends: endOf(exemption, list) }))
    .filter(({ ends }) => ends.getTime() - now.getTime() <= soonDays * dayMs)
    .toSorted((one, other) => one.ends.getTime() - other.ends.getTime())
    .slice(0, mostExemptions)
    .map(({ exemption: { id, rule, owner }, ends }) => ({ id, rule, owner, expires: ends.toISOString() }));
}
