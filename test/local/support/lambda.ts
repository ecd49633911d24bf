import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createLambda, type LambdaOptions } from '../../../local/lambda/lambda.ts';
import type { FunctionSpec } from '../../../local/lambda/local-function.ts';
import { Pending } from '../../../local/pending.ts';
import { accountId, region, serve } from './served.ts';

/** A temporary folder of tiny bundles: `write` answers the path of a module that exports the handler given as source. */
export async function bundles() {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-bundles-'));
  let count = 0;
  return {
    async write(source: string): Promise<string> {
      const path = join(folder, `bundle-${count++}.mjs`);
      await writeFile(path, source);
      return path;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

export interface TestFunction extends Partial<Omit<FunctionSpec, 'bundlePath'>> {
  /** The handler as source: an async function of `(event, context)`. */
  readonly handler: string;
  /** Source before the handler. */
  readonly before?: string;
}

/** Lambda alone, with functions made from source. */
export async function startLambda(options: Partial<LambdaOptions> & { frozen?: boolean } = {}) {
  const folder = await bundles();
  const sent: { queueArn: string; body: string }[] = [];
  let port = 0;
  const served = await serve((deps, credentials, clock) => {
    const pending = new Pending(clock);
    const sqs = {
      deliver: (queueArn: string, body: string): boolean => {
        sent.push({ queueArn, body });
        return true;
      },
    };
    const lambda = createLambda(deps, { credentials, pending, sqs, port: () => port, ...options });
    return { services: [lambda], handles: { lambda, pending } };
  }, options);
  const { lambda, pending } = served;
  port = Number(new URL(served.settings().endpoint).port);
  return {
    ...served,
    port,
    sent,
    sdk: (account = accountId) => new LambdaClient({ ...served.settings({ accountId: account }), maxAttempts: 1 }),
    async create({ handler, before = '', ...spec }: TestFunction): Promise<string> {
      return lambda.createFunction({
        accountId,
        region,
        name: 'subject',
        bundlePath: await folder.write(`${before}\nexport const handler = ${handler};`),
        environment: {},
        timeoutMs: 10_000,
        roleArn: `arn:aws:iam::${accountId}:role/subject`,
        ...spec,
      });
    },
    async stop(): Promise<void> {
      await lambda.stop();
      await served.stop();
      pending.stop();
      await folder.remove();
    },
  };
}
