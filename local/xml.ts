/**
 * A value of an XML answer: absent (undefined) elements are left out, arrays become list items, a Map becomes the `entry`, `key`,
 * `value` form that SNS writes maps in (AWS query protocol, Smithy docs).
 */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | null
  | readonly XmlValue[]
  | ReadonlyMap<string, string>
  | { readonly [element: string]: XmlValue };

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

/**
 * Writes one element. `listTag` names the elements of an array (`item` in EC2, `member` in SNS and STS); undefined repeats the
 * element itself, as S3's flattened lists do.
 */
export function toXml(name: string, value: XmlValue, listTag: string | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const items: readonly XmlValue[] = value;
    if (listTag === undefined) return items.map((item) => toXml(name, item, listTag)).join('');
    return `<${name}>${items.map((item) => toXml(listTag, item, listTag)).join('')}</${name}>`;
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, held]) => `<entry>${xmlChildren({ key, value: held }, listTag)}</entry>`);
    return `<${name}>${entries.join('')}</${name}>`;
  }
  if (typeof value === 'object') return `<${name}>${xmlChildren(value, listTag)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

export function xmlChildren(value: object, listTag: string | undefined): string {
  return Object.entries(value)
    .map(([name, child]: [string, XmlValue]) => toXml(name, child, listTag))
    .join('');
}
