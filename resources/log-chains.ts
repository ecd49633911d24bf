import { GetBucketLoggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { classifyError, errorText } from '../aws/classify-error.ts';
import type { Context } from '../contract/context.ts';
import { longestLogChain } from '../publicness/log-loop.ts';
import { loggingFromS3 } from './bucket-logging.ts';
import { type PassingErrors, passingErrors } from './passing-errors.ts';
import type { Where } from './reader.ts';

type LoggingOf = NonNullable<Context['loggingOf']>;
type Logs = LoggingOf extends ReadonlyMap<string, infer L> ? L : never;

/**
 * How these buckets log, and those that they log to in their turn, as far as a loop is looked for. Never rejects: see `unread`, and `passing` for
 * what another try may read.
 */
export async function readLogChains(
  s3: S3Client,
  names: readonly string[],
  where: Where,
  passing: PassingErrors = passingErrors(),
): Promise<LoggingOf> {
  const known = new Map<string, Logs>();
  for (const name of names) {
    let at: string | undefined = name;
    // Each as far as the other end of a loop is looked for, also along what another one had been followed by to its own last hop.
    for (let hop = 0; hop < longestLogChain && at !== undefined; hop++) {
      const logging: Logs = known.get(at) ?? (known.has(at) ? null : await readLogs(s3, at, where, passing));
      known.set(at, logging);
      at = logging !== null && 'targetBucket' in logging ? logging.targetBucket : undefined;
    }
  }
  return known;
}

async function readLogs(s3: S3Client, name: string, { accountId }: Where, passing: PassingErrors): Promise<Logs> {
  try {
    const of = { Bucket: name, ExpectedBucketOwner: accountId };
    return loggingFromS3(await s3.send(new GetBucketLoggingCommand(of)));
  } catch (error) {
    passing.note(error);
    return classifyError(error) === 'gone' ? { kind: 'gone' } : { kind: 'unread', reason: errorText(error) };
  }
}

/** What reads such chains: of the kinds of resources only one has any. */
export interface LogChainReader {
  logChains?(names: readonly string[]): Promise<LoggingOf>;
}

/** The context with how the buckets log that the verdicts of these judges on these resources depend on. */
export async function withLogChains<R>(
  context: Context,
  reader: LogChainReader,
  asked: readonly {
    readonly judge: { readonly logTargets?: (resource: R) => readonly string[] };
    readonly resource: R;
  }[],
): Promise<Context> {
  const names = new Set(asked.flatMap(({ judge, resource }) => judge.logTargets?.(resource) ?? []));
  if (names.size === 0 || reader.logChains === undefined) return context;
  return { ...context, loggingOf: await reader.logChains([...names]) };
}
