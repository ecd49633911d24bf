/** What stands for the answer where only how a call ended is told. */
export const answered = 'an answer';

/** A call of a sequence, and how it ended on each side: `answered`, or the code of an error. */
export interface Ended {
  readonly operation: string;
  readonly input: object;
  readonly local: string;
  readonly moto: string;
}

/** What tells whether a difference is the one that is known, besides the difference itself. */
export interface Circumstances {
  /** The calls before this one, those that prepare the world among them; what only reads a state left out. */
  readonly earlier: readonly Ended[];
  /** The last of them, where this reads what that left. */
  readonly after?: Ended;
  /** What moto answered to all calls before, the latest last: the state from which both went on. */
  readonly seen: readonly unknown[];
}

/** One point in which two answers differ. */
export interface Difference extends Circumstances {
  /** What was asked: `ec2:DescribeSecurityGroups`. */
  readonly operation: string;
  readonly input: object;
  /** Where in the answer: `SecurityGroups[].IpPermissions`; `error` for its code, or for one that only one of them gave. */
  readonly path: string;
  readonly local: unknown;
  readonly moto: unknown;
  /** The object of the local account's answer that it is in; the whole answer where only moto gave an error. */
  readonly within?: unknown;
}

/** What a call came to: normalised, so that two of them can be compared. */
export type Outcome = { readonly answer: unknown } | { readonly error: string };

type Point = Pick<Difference, 'path' | 'local' | 'moto' | 'within'>;

export function endedAs(outcome: Outcome): string {
  return 'error' in outcome ? outcome.error : answered;
}

/** Every point in which they differ, none where they do not. An error and an answer differ as a whole. */
export function differencesOf(local: Outcome, moto: Outcome): Point[] {
  if ('answer' in local && 'answer' in moto) return pointsOf(local.answer, moto.answer, '', undefined);
  const [ours, theirs] = [endedAs(local), endedAs(moto)];
  const within = 'answer' in local ? { within: local.answer } : {};
  return ours === theirs ? [] : [{ path: 'error', local: ours, moto: theirs, ...within }];
}

function pointsOf(local: unknown, moto: unknown, path: string, within: unknown): Point[] {
  if (Array.isArray(local) && Array.isArray(moto) && local.length === moto.length) {
    return local.flatMap((one, index) => pointsOf(one, moto[index], `${path}[]`, within));
  }
  if (isRecord(local) && isRecord(moto)) {
    const keys = [...new Set([...Object.keys(local), ...Object.keys(moto)])];
    return keys.flatMap((key) => pointsOf(local[key], moto[key], path === '' ? key : `${path}.${key}`, local));
  }
  return JSON.stringify(local) === JSON.stringify(moto) ? [] : [{ path, local, moto, within }];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function described({ operation, after, path, local, moto }: Difference): string {
  const where = after === undefined ? operation : `${operation} after ${after.operation}`;
  return `${where}: ${path}: local ${JSON.stringify(local)}, moto ${JSON.stringify(moto)}`;
}
