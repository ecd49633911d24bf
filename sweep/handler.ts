import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { accountsReader } from '../accounts/read-accounts.ts';
import { createReaderSessions, type ReaderSessions } from '../accounts/reader-session.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { kinds } from '../resources/kinds.ts';
import { rules as registeredRules } from '../rules/registry.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { resourceIds } from './resource-ids.ts';
import { startPlaces } from './start-places.ts';
import { sweepEventOf } from './sweep-event.ts';
import type { SweepPlaceDeps } from './sweep-place.ts';
import { createSweepStore } from './sweep-store.ts';
import { workPlace } from './work-place.ts';

/** As far as Lambda's context is used; `awsRequestId` is the same when Lambda tries an asynchronous event again. */
export interface SweepContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface SweepDeps {
  readonly s3: S3Client;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  /** Of the reader roles of every place but the function's own. */
  readonly sessions: ReaderSessions;
  readonly rules: readonly RegisteredRule[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly idsOf: SweepPlaceDeps['idsOf'];
  readonly kinds: typeof kinds;
  configIn(region: string, options?: ClientOptions): ConfigServiceClient;
  now(): Date;
}

/**
 * The Lambda of the sweep. Without a place, as the schedule starts it, it starts itself once for each place of the deployment; with one
 * it looks at everything there. Rejects only where nothing can be judged at all (settings, the accounts) or where what was found could
 * not be queued or reported, so that Lambda tries again; a place that cannot be read is in its report.
 */
export function createSweepHandler(
  deps: SweepDeps = {
    s3: new S3Client({ maxAttempts: 6 }),
    sqs: new SQSClient({ maxAttempts: 6 }),
    lambda: new LambdaClient({ maxAttempts: 6 }),
    sessions: createReaderSessions(new STSClient({ maxAttempts: 4 }), 'configmend-sweep'),
    rules: registeredRules,
    environment: process.env,
    idsOf: resourceIds,
    kinds,
    configIn: (region, options) => new ConfigServiceClient({ region, maxAttempts: 6, ...options }),
    now: () => new Date(),
  },
): (event: unknown, context: SweepContext) => Promise<void> {
  return async (event, context) => {
    const { s3, lambda, environment } = deps;
    const asked = sweepEventOf(event, context.awsRequestId, deps.now());
    const bucket = setting(environment, 'LEDGER_BUCKET');
    const store = createSweepStore(s3, bucket);
    const accounts = await accountsReader(s3, bucket)();
    const itself = { lambda, functionName: setting(environment, 'SWEEP_FUNCTION') };
    if (asked.kind === 'place') return workPlace(asked.asked, accounts, { ...deps, context, bucket, store, itself });
    const watchOwn = environment['WATCH_OWN_ACCOUNT'] !== 'false';
    const { places } = await startPlaces(asked, accounts, { store, itself, watchOwn });
    log('info', 'sweep started', { sweepId: asked.sweepId, places: places.length });
  };
}

export const handler = createSweepHandler();
