import { XMLParser } from 'fast-xml-parser';
import type { Elements } from './elements.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'content',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});

/**
 * An XML body as a record has it: elements and attributes as members, one that occurs several times as an array, and the words true and
 * false as booleans. Empty for a body that is none.
 */
export function xmlElements(body: Buffer): Elements {
  if (body.length === 0) return {};
  try {
    const tree: unknown = parser.parse(body.toString(), true);
    const elements = withBooleans(tree);
    return typeof elements === 'object' && elements !== null ? { ...elements } : {};
  } catch {
    return {};
  }
}

function withBooleans(node: unknown): unknown {
  if (node === 'true' || node === 'false') return node === 'true';
  if (Array.isArray(node)) return node.map(withBooleans);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, withBooleans(child)]));
}
