import type { ExposedPorts, Violation, ViolationOf, WantedEncryption } from '../contract/violation.ts';
import { describePorts, describeRule } from '../exposure/describe-rule.ts';
import { nameStatement } from '../publicness/describe-statement.ts';

/** AWS Config API, PutEvaluations: an Annotation has 1 to 256 characters; counted here as UTF-16 units, the stricter way. */
export const longestAnnotation = 256;

/** So that a long prefix cannot crowd out what is at fault. */
const longestPrefix = 100;

/**
 * What is at fault, for an evaluation's Annotation: 1 to 256 characters, as many violations as fit, and how many more there
 * are. `prefix` goes before it as it is.
 */
export function annotate(violations: readonly Violation[], prefix = ''): string {
  const start = prefix.length > longestPrefix ? `${cut(prefix, longestPrefix - 2)}… ` : prefix;
  const [first, ...others] = violations.map(describeViolation);
  if (first === undefined) return `${start}no violation`;
  let text = start + first;
  let shown = 1;
  for (const [at, other] of others.entries()) {
    const left = others.length - at - 1;
    const longer = `${text}; ${other}`;
    if (longer.length + andMore(left).length > longestAnnotation) break;
    text = longer;
    shown += 1;
  }
  const more = andMore(violations.length - shown);
  if (text.length + more.length <= longestAnnotation) return text + more;
  const end = more === '' ? '…' : more;
  return cut(text, longestAnnotation - end.length) + end;
}

/**
 * The same line without the moment at which it came about, so that what comes back is known again: each time somebody changes a rule
 * anew is another violation, and the same tug-of-war.
 */
export function identifyViolation(violation: Violation): string {
  return violation.kind === 'unapproved-change' ? oneLine(describeChange(violation)) : describeViolation(violation);
}

/** One line, however long, that names the permission, grant or statement at fault. */
export function describeViolation(violation: Violation): string {
  return oneLine(describe(violation));
}

function describe(violation: Violation): string {
  switch (violation.kind) {
    case 'exposed-ports':
      return describeExposure(violation);
    case 'public-grant':
      return `ACL grants ${violation.grant.permission} to ${violation.audience}`;
    case 'public-statement':
      return `policy ${nameStatement(violation)} is public: ${violation.reason}`;
    case 'unwanted-rule':
      return `${describeRule(violation.rule)}: ${violation.reason}`;
    case 'unapproved-change':
      return `${describeChange(violation)} at ${violation.at}${unmended(violation)}`;
    case 'block-off':
      return `Block Public Access of the ${violation.of} lacks ${violation.settings.join(', ')}${unmended(violation)}`;
    case 'acls-enabled':
      return `ACLs are enabled (object ownership ${violation.ownership})${unmended(violation)}`;
    case 'plain-http':
      return `no statement denies plain HTTP to everyone for the ${violation.missing.map(named).join(' and ')}${unmended(violation)}`;
    case 'wrong-encryption':
      return `default encryption is ${violation.found}, not ${describeWanted(violation.wanted)}${unmended(violation)}`;
    case 'versioning-off':
      return `versioning is ${violation.found === 'Off' ? 'off' : 'suspended'}${unmended(violation)}`;
    case 'logging-off':
      return `access is not logged${unmended(violation)}`;
    case 'undecided':
      return `undecided: ${violation.subject}: ${violation.reason}`;
  }
}

function describeChange({ rule, before, eventName, actor }: ViolationOf<'unapproved-change'>): string {
  const done = eventName === 'ModifySecurityGroupRules' ? 'changed' : 'added';
  const was = before === undefined ? '' : ` (it was ${describeRule(before)})`;
  return `${describeRule(rule)} was ${done} by ${actor}${was}`;
}

function unmended({ unmendable }: { readonly unmendable?: string | undefined }): string {
  return unmendable === undefined ? '' : `; not mended: ${unmendable}`;
}

function named(part: 'bucket' | 'objects'): string {
  return part === 'bucket' ? 'bucket itself' : 'objects';
}

function describeWanted({ algorithm, kmsKeyId }: WantedEncryption): string {
  return kmsKeyId === undefined ? algorithm : `${algorithm} with ${kmsKeyId}`;
}

function describeExposure({ rule, protocol, ports, reachedBy }: ExposedPorts): string {
  const opened = `${protocol} ${describePorts(ports)}`;
  return rule.direction === 'ingress'
    ? `${describeRule(rule)} opens ${opened} to ${reachedBy}`
    : `${describeRule(rule)} lets ${opened} out to ${reachedBy}`;
}

function andMore(count: number): string {
  return count === 0 ? '' : `… and ${count} more`;
}

/** Names and policies may hold anything: line breaks, control characters, halves of surrogate pairs. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '\uFFFD');
}

/** At most `length` UTF-16 units, never half of a surrogate pair. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}
