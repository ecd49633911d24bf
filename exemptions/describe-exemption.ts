import type { Exempted } from './apply-exemptions.ts';
import type { Exemption } from '../contract/exemption.ts';

/** `exempt until 2026-12-31 by OWNER: REASON (TICKET)`. */
export function describeExemption({ owner, reason, ticket }: Exemption, until: Date): string {
  const words = `exempt until ${momentText(until)} by ${owner}: ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;
  return words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '\uFFFD');
}

/** Every exemption that covers something of it, the first to end first; in words, each once. */
export function describeExempted(exempt: readonly Exempted[]): string[] {
  const soonest = exempt.toSorted((one, other) => one.until.getTime() - other.until.getTime());
  return [...new Set(soonest.map(({ exemption, until }) => describeExemption(exemption, until)))];
}

/** AWS Config API, PutEvaluations: an Annotation has at most 256 characters. */
const longest = 256;

/** The Annotation of a resource of which all is exempt: until when, by whom and why, of the exemption that ends first. */
export function annotateExempt(exempt: readonly Exempted[]): string {
  const [first = 'exempt', ...others] = describeExempted(exempt);
  const more = others.length === 0 ? '' : `… and ${others.length} more`;
  return `${first.slice(0, longest - more.length).replace(/[\uD800-\uDBFF]$/, '')}${more}`;
}

/** A day where it is the beginning of one, else to the second; UTC. */
export function momentText(moment: Date): string {
  const text = moment.toISOString();
  return text.includes('T00:00:00.000') ? text.slice(0, 10) : text.replace(/\.\d+/, '');
}
