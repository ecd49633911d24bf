import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { errorText } from '../aws/classify-error.ts';
import type { DigestNotice } from '../contract/notice.ts';
import { exemptionReader } from '../exemptions/read-exemptions.ts';
import { queueFacts } from '../queue/queue-facts.ts';
import { parameterGate } from '../safety/gate.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { createSafetyStore } from '../safety/safety-store.ts';
import { nonCompliantByRule } from './compliance-by-rule.ts';
import type { DigestReadings } from './digest-of.ts';
import { noOpStore } from './no-op-store.ts';
import { oldestWaiting } from './oldest-waiting.ts';

export interface DigestClients {
  readonly config: ConfigServiceClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

export interface DigestPlaces {
  readonly accountId: string;
  readonly region: string;
  readonly ledgerBucket: string;
  readonly gateParameter: string;
  /** URLs. */
  readonly queues: Readonly<Record<keyof NonNullable<DigestNotice['queues']>, string>>;
  /** Names of the Config rules, by the ids of the rules that are deployed. */
  readonly configRules: Readonly<Record<string, string>>;
}

/** Reads all that a digest tells. Never rejects: what cannot be read is left out and said. */
export async function readDigest(
  { config, s3, sqs, ssm }: DigestClients,
  { accountId, region, ledgerBucket, gateParameter, queues, configRules }: DigestPlaces,
  span: { readonly since: Date; readonly now: Date },
): Promise<DigestReadings> {
  const unread: string[] = [];
  const read = async <T>(what: string, call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await call();
    } catch (error) {
      unread.push(`${what}: ${errorText(error).slice(0, 300)}`);
      return undefined;
    }
  };
  const [gateOpen, safety, history, noOps, nonCompliant, counted, oldest, exemptions] = await Promise.all([
    read('the gate', parameterGate(ssm, gateParameter)),
    read('the breaker', async () => (await createSafetyStore(s3, ledgerBucket).read()).state),
    read('the ledger', () => readHistory(s3, ledgerBucket, { since: span.since, until: span.now })),
    read('what was right already', async () => (await noOpStore(s3, ledgerBucket).read()).state),
    read('the verdicts of AWS Config', () => nonCompliantByRule(config, configRules)),
    read('the queues', () => countedQueues(sqs, queues)),
    read('the oldest message', () => oldestWaiting(sqs, queues.waiting)),
    read('the exemptions', async () => {
      const reading = await exemptionReader(s3, ledgerBucket)();
      if (reading.kind === 'unreadable') throw reading.failure;
      return reading.list;
    }),
  ]);
  return {
    accountId,
    region,
    ...span,
    gateOpen,
    safety,
    history,
    noOps,
    nonCompliant,
    queues: counted,
    oldest,
    exemptions,
    unread,
  };
}

async function countedQueues(
  sqs: SQSClient,
  urls: DigestPlaces['queues'],
): Promise<NonNullable<DigestNotice['queues']>> {
  const count = async (url: string): Promise<number> => {
    const { visible, inFlight, delayed } = await queueFacts(sqs, url);
    return visible + inFlight + delayed;
  };
  const [waiting, deadLetters, failedInvocations, untold, undeliverable] = await Promise.all([
    count(urls.waiting),
    count(urls.deadLetters),
    count(urls.failedInvocations),
    count(urls.untold),
    count(urls.undeliverable),
  ]);
  return { waiting, deadLetters, failedInvocations, untold, undeliverable };
}
