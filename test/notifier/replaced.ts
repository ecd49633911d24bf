import type { Telling } from '../../notifier/announcement.ts';

/** What says which kind it is, and what only a few words can stand for. */
const fixed = new Set(['kind', 'version', 'outcome', 'severity', 'type', 'to', 'from', 'gate', 'mode', 'createdBy']);

/** The telling with every other string replaced, and every list `times` as long; at once, the region stays, so that there are links. */
export function replaced(telling: Telling, text: () => string, times: number): Telling {
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) || (key === 'region' && times === 1) ? value : text();
    if (Array.isArray(value)) return Array.from({ length: times }, () => value.map((one) => replace(one, key))).flat();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replace(one, name)]));
  };
  return replace(telling, '') as Telling;
}
