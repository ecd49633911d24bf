import type { Context } from '../contract/context.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { PortRange, Violation } from '../contract/violation.ts';
import { describePorts, describeSource } from '../exposure/describe-rule.ts';
import { subtractPorts } from '../exposure/port-ranges.ts';
import { portsOf } from '../exposure/rule-ports.ts';
import { compareTexts, ruleKey, sourceKey } from '../resources/rule-identity.ts';
import { networkOf } from './network-of.ts';
import type { Lane, NetworkKind, PortColumn, PortPicture } from './picture.ts';
import { portServices } from './port-services.ts';

/** The networks in the order in which they are drawn: those that matter most first. */
const order: readonly NetworkKind[] = ['internet-ipv4', 'internet-ipv6', 'prefix-list', 'private', 'reserved', 'group'];

/** Rules of one source and protocol, with the ports of each that are in violation. */
interface Row {
  readonly rules: { readonly rule: GroupRule; readonly offending: readonly PortRange[] }[];
  readonly protocol: string;
}

/**
 * Pure. The rules of one direction as rows of ports. A violation marks the ports that it names; one that wants the rule away altogether
 * marks all of it.
 */
export function portPicture(
  rules: readonly GroupRule[],
  violations: readonly Violation[],
  prefixLists: Context['prefixLists'],
  direction: GroupRule['direction'] = 'ingress',
): PortPicture {
  const rows = rowsOf(
    rules.filter((rule) => rule.direction === direction),
    violations,
  );
  const columns = columnsOf(rows.flatMap(({ rules: of }) => of).filter(({ rule }) => hasPorts(rule)));
  const lanes = rows
    .map((row) => laneOf(row, columns, prefixLists))
    .toSorted(
      (one, other) =>
        order.indexOf(one.network) - order.indexOf(other.network) ||
        Number(other.offending) - Number(one.offending) ||
        compareTexts(one.source, other.source) ||
        compareTexts(one.protocol, other.protocol),
    );
  return {
    kind: 'ports',
    direction,
    columns,
    lanes,
    sentences: lanes.map((lane) => sentence(lane, columns, direction)),
  };
}

function rowsOf(rules: readonly GroupRule[], violations: readonly Violation[]): Row[] {
  const offending = new Map<string, PortRange[]>();
  for (const violation of violations) {
    if (violation.kind !== 'exposed-ports' && violation.kind !== 'unwanted-rule') continue;
    const key = ruleKey(violation.rule);
    const ports = violation.kind === 'exposed-ports' ? violation.ports : [portsOf(violation.rule)];
    offending.set(key, [...(offending.get(key) ?? []), ...ports]);
  }
  const rows = new Map<string, Row>();
  for (const rule of rules) {
    const protocol = protocolOf(rule);
    const key = `${sourceKey(rule.source)} ${protocol}`;
    const row = rows.get(key) ?? { rules: [], protocol };
    rows.set(key, row);
    row.rules.push({ rule, offending: offending.get(ruleKey(rule)) ?? [] });
  }
  return [...rows.values()];
}

function hasPorts({ protocol }: GroupRule): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === '-1';
}

function protocolOf(rule: GroupRule): string {
  if (rule.protocol === '-1') return 'all';
  if (rule.protocol !== 'icmp' && rule.protocol !== 'icmpv6') {
    return hasPorts(rule) ? rule.protocol : `protocol ${rule.protocol}`;
  }
  return rule.fromPort === null || rule.fromPort < 0 ? rule.protocol : `${rule.protocol} type ${rule.fromPort}`;
}

function columnsOf(rules: Row['rules']): PortColumn[] {
  const open = rules.map(({ rule }) => portsOf(rule));
  const marked = rules.flatMap(({ offending }) => offending);
  const starts = new Set<number>();
  for (const { from, to } of [...open, ...marked]) {
    starts.add(from);
    starts.add(to + 1);
  }
  const edges = [...starts].toSorted((one, other) => one - other);
  return edges.slice(0, -1).map((from, at): PortColumn => {
    const to = (edges[at + 1] ?? from + 1) - 1;
    const service = from === to ? portServices[from] : undefined;
    return {
      from,
      to,
      ...(service === undefined ? {} : { service }),
      offending: marked.some((range) => range.from <= from && to <= range.to),
      gap: !open.some((range) => range.from <= from && to <= range.to),
    };
  });
}

function laneOf({ rules, protocol }: Row, columns: readonly PortColumn[], prefixLists: Context['prefixLists']): Lane {
  const [first] = rules;
  if (first === undefined) throw new TypeError('a row has at least one rule');
  const { source } = first.rule;
  const { kind, who } = networkOf(first.rule, prefixLists);
  const notes = [...new Set(rules.flatMap(({ rule }) => rule.description ?? []))].map((text) => JSON.stringify(text));
  const offending = rules.some((one) => one.offending.length > 0);
  const spans = rules
    .filter(({ rule }) => hasPorts(rule))
    .flatMap(({ rule, offending: marked }) => [
      ...subtractPorts(portsOf(rule), marked).map((range) => spanOf(range, columns, false)),
      ...marked.flatMap((range) => within(range, columns).map((one) => spanOf(one, columns, true))),
    ])
    .toSorted((one, other) => one.first - other.first);
  return {
    network: kind,
    source: describeSource(source),
    detail: [who, ...notes].join(', '),
    protocol,
    spans,
    offending,
  };
}

/** Each column that the range covers by itself, so that every port at fault can be told. */
function within(range: PortRange, columns: readonly PortColumn[]): PortRange[] {
  return columns.filter(({ from, to }) => range.from <= from && to <= range.to).map(({ from, to }) => ({ from, to }));
}

function spanOf(range: PortRange, columns: readonly PortColumn[], offending: boolean): Lane['spans'][number] {
  const first = columns.findIndex(({ from }) => from === range.from);
  const last = columns.findIndex(({ to }) => to === range.to);
  return { first, last, offending };
}

function sentence(lane: Lane, columns: readonly PortColumn[], direction: PortPicture['direction']): string {
  const ports = (offending: boolean): string =>
    describePorts(
      lane.spans
        .filter((span) => span.offending === offending)
        .map(({ first, last }) => ({ from: columns[first]?.from ?? 0, to: columns[last]?.to ?? 0 })),
    );
  const [bad, fine] = [ports(true), ports(false)];
  const named = lane.protocol === 'all' ? 'all traffic' : lane.protocol;
  const what = lane.spans.length === 0 ? named : [bad, fine].filter(Boolean).join(',');
  const reached = lane.spans.length === 0 || lane.protocol === 'all' ? named : `${named} ${what}`;
  const who = `${lane.source} (${lane.detail})`;
  const said = direction === 'ingress' ? `${who} reaches ${reached}` : `${reached} to ${who} is let out`;
  if (!lane.offending) return `${said}.`;
  return `${said}; in violation${bad === '' ? '' : `: ${lane.protocol === 'all' ? '' : `${lane.protocol} `}${bad}`}.`;
}
