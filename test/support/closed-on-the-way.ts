import type { GroupRule, Source } from '../../contract/resource.ts';
import { isCidrWithin } from '../../exposure/cidr-within.ts';
import { portsOf } from '../../exposure/rule-ports.ts';
import { sourceKey } from '../../resources/rule-identity.ts';

type Rules = readonly GroupRule[];

/** One port from one source of a rule. */
interface Way {
  readonly rule: GroupRule;
  readonly port: number;
}

/** What the first and the last of these states let in, and one in between does not: at the edges of all ranges of ports, for the sources of the first. */
export function closedOnTheWay(states: readonly Rules[]): string[] {
  const [first = [], last = []] = [states[0], states.at(-1)];
  const edges = [...new Set(states.flat().flatMap((rule) => Object.values(portsOf(rule))))];
  const ways = first.flatMap((rule): Way[] => {
    const { from, to } = portsOf(rule);
    return edges.flatMap((port) => (from <= port && port <= to ? [{ rule, port }] : []));
  });
  return ways
    .filter((way) => isOpen(way, last) && !states.every((rules) => isOpen(way, rules)))
    .map(({ rule, port }) => `${rule.direction} ${rule.protocol} ${port} ${sourceKey(rule.source)}`);
}

function isOpen({ rule, port }: Way, rules: Rules): boolean {
  return rules.some((one) => {
    const { from, to } = portsOf(one);
    const carries = one.protocol === rule.protocol || one.protocol === '-1';
    return one.direction === rule.direction && carries && from <= port && port <= to && admits(one.source, rule.source);
  });
}

function admits(wide: Source, narrow: Source): boolean {
  if (sourceKey(wide) === sourceKey(narrow)) return true;
  return 'cidr' in wide && 'cidr' in narrow && isCidrWithin(narrow.cidr, wide.cidr);
}
