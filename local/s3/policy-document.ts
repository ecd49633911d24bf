import { AwsError } from '../aws-error.ts';

/** One statement of a policy that passed S3's own checks. */
export type Statement = Readonly<Record<string, unknown>>;

const principalTypes = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const statementFields = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const operator =
  /^(ForAllValues:|ForAnyValue:)?((String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null)$/;

/**
 * The statements of a bucket policy. Throws MalformedPolicy for what PutBucketPolicy refuses: no JSON object, more than 20 KB,
 * unknown or missing elements, principals that do not parse, actions of other services, resources that are not of this bucket.
 * Not checked: whether principals exist, condition keys, and whether an action applies to the resource it is paired with.
 */
export function parsePolicy(text: string, arn: string): readonly Statement[] {
  if (Buffer.byteLength(text) > 20 * 1024) {
    throw malformed('Normalized policy document exceeds the maximum allowed size of 20480 bytes');
  }
  const document = parseJson(text);
  for (const field of Object.keys(document)) {
    if (!['Version', 'Id', 'Statement'].includes(field)) throw malformed(`Unknown field ${field}`);
  }
  const { Version: version, Statement: statement } = document;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  if (statement === undefined) throw malformed('Missing required field Statement');
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformed('Could not parse the policy: Statement is empty!');
  const read = statements.map((candidate) => readStatement(candidate, arn));
  const sids = read.flatMap((one) => (typeof one['Sid'] === 'string' ? [one['Sid']] : []));
  if (new Set(sids).size < sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
  }
  return read;
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed(
      text.trimStart().startsWith('{')
        ? 'This policy contains invalid Json'
        : "Policies must be valid JSON and the first byte must be '{'",
    );
  }
  if (!isObject(parsed)) throw malformed("Policies must be valid JSON and the first byte must be '{'");
  return parsed;
}

function readStatement(statement: unknown, arn: string): Statement {
  if (!isObject(statement)) throw malformed('Invalid policy syntax.');
  for (const field of Object.keys(statement)) {
    if (!statementFields.has(field)) throw malformed(`Unknown field ${field}`);
  }
  const effect = statement['Effect'];
  if (effect === undefined) throw malformed('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny')
    throw malformed(`Invalid effect: ${typeof effect === 'string' ? effect : JSON.stringify(effect)}`);
  if (!isPrincipal(oneOf(statement, 'Principal'))) throw malformed('Invalid principal in policy');
  if (!stringsOf(oneOf(statement, 'Action')).every((action) => /^(\*|s3:.+)$/i.test(action))) {
    throw malformed('Policy has invalid action');
  }
  if (!stringsOf(oneOf(statement, 'Resource')).every((resource) => isOfBucket(resource, arn))) {
    throw malformed('Policy has invalid resource');
  }
  checkCondition(statement['Condition']);
  return statement;
}

/** The value of the element or of its `Not` form; exactly one has to be there. */
function oneOf(statement: Statement, name: 'Principal' | 'Action' | 'Resource'): unknown {
  const value = statement[name];
  const negated = statement[`Not${name}`];
  if (value === undefined && negated === undefined) throw malformed(`Missing required field ${name}`);
  if (value !== undefined && negated !== undefined) throw malformed('Invalid policy syntax.');
  return value ?? negated;
}

function isPrincipal(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isObject(principal)) return false;
  const entries = Object.entries(principal);
  return (
    entries.length > 0 &&
    entries.every(([type, value]) => {
      const names = stringsOf(value);
      if (!principalTypes.has(type) || names.length === 0) return false;
      return names.every((name) => name === '*' || (name !== '' && !name.includes('*')));
    })
  );
}

/** A resource may be a pattern, so long as the part before the first `/` can stand for this bucket. */
function isOfBucket(resource: string, arn: string): boolean {
  const [bucketPart = ''] = resource.split('/');
  const pattern = bucketPart.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${pattern.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`).test(arn);
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformed('Invalid policy syntax.');
  for (const [name, keys] of Object.entries(condition)) {
    if (!operator.test(name)) throw malformed(`Invalid Condition type : ${name}`);
    if (!isObject(keys)) throw malformed('Invalid policy syntax.');
  }
}

/** The strings of a string or an array; empty for anything else. */
export function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message);
}
