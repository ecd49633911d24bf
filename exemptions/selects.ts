import type { Exemption } from '../contract/exemption.ts';
import type { ResourceIdentity } from '../contract/resource.ts';

/** Whether the exemption is about the resource: every selector that it has must select it. */
export function selects(exemption: Exemption, { id, arn, accountId, region, tags }: ResourceIdentity): boolean {
  const { resource } = exemption;
  return (
    (resource === undefined || (resource.startsWith('arn:') ? matches(resource, arn) : resource === id)) &&
    (exemption.account === undefined || exemption.account === accountId) &&
    (exemption.region === undefined || exemption.region === region) &&
    (exemption.tag === undefined || hasTag(tags, exemption.tag))
  );
}

function hasTag(tags: ResourceIdentity['tags'], selector: string): boolean {
  const [key = ''] = selector.split('=', 1);
  if (!Object.hasOwn(tags, key)) return false;
  return key.length === selector.length || tags[key] === selector.slice(key.length + 1);
}

/** `*` stands for any characters, `:` and `/` among them, and `?` for any one. Linear for each `*`, whatever the pattern. */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern++;
      afterStar = at;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
