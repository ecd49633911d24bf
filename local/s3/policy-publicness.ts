import { isIP } from 'node:net';
import { isObject, type Statement, stringsOf } from './policy-document.ts';

/** Keys that make a statement non-public when they are held to fixed values; aws:SourceIp has a rule of its own. */
const fixingKeys = new Set([
  'aws:principalorgid',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** Operators that hold only where the key is there and equals a value; the negated, `IfExists` and `ForAllValues` forms do not. */
const matching = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

/**
 * Whether S3 takes a bucket policy for public: one Allow statement is enough whose principal is not fixed and that no listed
 * condition key narrows to fixed values, without wildcard or policy variable (S3 User Guide, 'The meaning of "public"'). Addresses
 * broader than /8 (IPv4) or /32 (IPv6) do not narrow. In doubt, public. It is written apart from the product's own judgement,
 * so that each holds the other.
 */
export function isPublicPolicy(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement['Effect'] === 'Allow' && isPublicStatement(statement));
}

function isPublicStatement(statement: Statement): boolean {
  return !hasFixedPrincipal(statement['Principal']) && !isNarrowed(statement['Condition']);
}

/** Federated principals (`graph.facebook.com`) are the documentation's own example of public ones. */
function hasFixedPrincipal(principal: unknown): boolean {
  if (!isObject(principal)) return false;
  return Object.entries(principal).every(
    ([type, names]) => type !== 'Federated' && stringsOf(names).length > 0 && stringsOf(names).every(isFixed),
  );
}

function isNarrowed(condition: unknown): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      isObject(keys) &&
      Object.entries(keys).some(([key, values]) => narrows(operator, key.toLowerCase(), stringsOf(values))),
  );
}

function narrows(operator: string, key: string, values: readonly string[]): boolean {
  if (values.length === 0) return false;
  if (key === 'aws:sourceip') return operator === 'IpAddress' && values.every(isNarrowAddress);
  if (!matching.test(operator) || !fixingKeys.has(key)) return false;
  return values.every((value) => isFixed(key === 's3:dataaccesspointarn' ? withoutAccessPointName(value) : value));
}

function isFixed(value: string): boolean {
  return value !== '' && !/[*?]|\$\{/.test(value);
}

/** The name of an access point may be a wildcard where its account is fixed. */
function withoutAccessPointName(arn: string): string {
  return arn.replace(/^(arn:[^:]+:s3:[^:]+:\d{12}:accesspoint\/).*$/, '$1');
}

function isNarrowAddress(cidr: string): boolean {
  const [address = '', prefix, more] = cidr.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  const length = Number(prefix);
  return version === 4 ? length >= 8 && length <= 32 : length >= 32 && length <= 128;
}
