import type { QueryInput, QueryValue } from '../query-protocol.ts';
import type { Elements } from './elements.ts';

/** What every request carries and no record repeats. */
const common = new Set(['Action', 'Version', 'DryRun']);
const ports = new Set(['FromPort', 'ToPort']);

/**
 * A request in the spelling of the query protocol: a list is its one element, or an array of several, each with its position as `tag`;
 * ports are numbers. An element that is text stands under `content`.
 */
export function taggedForm(input: QueryInput): Elements {
  return elementsOf(Object.entries(input).filter(([name]) => !common.has(name)));
}

function elementsOf(entries: readonly (readonly [string, QueryValue])[]): Elements {
  return Object.fromEntries(entries.map(([name, value]) => [name, elementOf(name, value)]));
}

function elementOf(name: string, value: QueryValue): unknown {
  if (typeof value === 'string') return ports.has(name) && /^-?\d+$/.test(value) ? Number(value) : value;
  if (!isList(value)) return elementsOf(Object.entries(value));
  const tagged = value.map((element, index) => ({ ...contentOf(element), tag: index + 1 }));
  return tagged.length === 1 ? tagged[0] : tagged;
}

function contentOf(element: QueryValue): Elements {
  if (typeof element === 'string') return { content: element };
  return isList(element) ? {} : elementsOf(Object.entries(element));
}

function isList(value: QueryValue): value is readonly QueryValue[] {
  return Array.isArray(value);
}
