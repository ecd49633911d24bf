import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // A key may begin or end with a blank.
  trimValues: false,
  ignoreDeclaration: true,
  // Numeric references, which clients write for line breaks in a key.
  htmlEntities: true,
});

/** An element that may occur any number of times. */
export function listOf<T extends v.GenericSchema>(item: T) {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value): unknown[] => (Array.isArray(value) ? value : [value])),
      v.array(item),
    ),
    [],
  );
}

export const xmlBoolean = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.picklist(['true', 'false']),
  v.transform((text) => text === 'true'),
);

/** An element with children, which may be written empty. */
export function elementOf<T extends v.GenericSchema>(children: T) {
  return v.pipe(
    v.unknown(),
    v.transform((value) => (value === '' ? {} : value)),
    children,
  );
}

/**
 * Reads a request body against the schema of its root's children; text is text, attributes begin with `@`. Schemas are strict
 * objects, so that a member that is not emulated is refused rather than lost. Throws `code` (400).
 */
export function readXml<T extends v.GenericSchema>(
  body: Buffer,
  root: string,
  schema: T,
  code: 'MalformedXML' | 'MalformedACLError' = 'MalformedXML',
): v.InferOutput<T> {
  const malformed = (): AwsError =>
    new AwsError(code, 'The XML you provided was not well-formed or did not validate against our published schema');
  let document: unknown;
  try {
    document = parser.parse(body.toString(), true);
  } catch {
    throw malformed();
  }
  const tree = withoutNoise(document);
  const parsed = v.safeParse(v.looseObject({ [root]: elementOf(schema) }), tree);
  if (!parsed.success) throw malformed();
  return v.parse(elementOf(schema), v.parse(v.record(v.string(), v.unknown()), tree)[root]);
}

/** Namespace declarations and the blanks between elements mean nothing. */
function withoutNoise(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNoise);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([name]) => !/^@(xmlns|xsi)/.test(name));
  const elements = entries.filter(([name]) => name !== '#text');
  const text = entries.find(([name]) => name === '#text')?.[1];
  if (elements.length === 0) return typeof text === 'string' ? text : '';
  if (typeof text === 'string' && text.trim() !== '') return node;
  return Object.fromEntries(elements.map(([name, child]) => [name, withoutNoise(child)]));
}
