/** One point in which two answers differ. */
export interface Difference {
  /** What was asked: `ec2:DescribeSecurityGroups`. */
  readonly operation: string;
  readonly input: object;
  /** The call before it that changed something, where this reads what that left. */
  readonly after?: string;
  /** Where in the answer: `SecurityGroups[].IpPermissions`; `error` for its code, or for one that only one of them gave. */
  readonly path: string;
  readonly local: unknown;
  readonly moto: unknown;
}

/** What a call came to: normalised, so that two of them can be compared. */
export type Outcome = { readonly answer: unknown } | { readonly error: string };

type Point = Pick<Difference, 'path' | 'local' | 'moto'>;

/** Every point in which they differ, none where they do not. An error and an answer differ as a whole. */
export function differencesOf(local: Outcome, moto: Outcome): Point[] {
  if ('error' in local || 'error' in moto) {
    const [ours, theirs] = [local, moto].map((one) => ('error' in one ? one.error : 'an answer'));
    return ours === theirs ? [] : [{ path: 'error', local: ours, moto: theirs }];
  }
  return pointsOf(local.answer, moto.answer, '');
}

function pointsOf(local: unknown, moto: unknown, path: string): Point[] {
  if (Array.isArray(local) && Array.isArray(moto) && local.length === moto.length) {
    return local.flatMap((one, index) => pointsOf(one, moto[index], `${path}[]`));
  }
  if (isRecord(local) && isRecord(moto)) {
    const keys = [...new Set([...Object.keys(local), ...Object.keys(moto)])];
    return keys.flatMap((key) => pointsOf(local[key], moto[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(local) === JSON.stringify(moto) ? [] : [{ path, local, moto }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function described({ operation, after, path, local, moto }: Difference): string {
  const where = after === undefined ? operation : `${operation} after ${after}`;
  return `${where}: ${path}: local ${JSON.stringify(local)}, moto ${JSON.stringify(moto)}`;
}
