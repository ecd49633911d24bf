import { join } from 'node:path';
import { repositoryRoot } from '../../build/repository-root.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { runTool, type ToolRun } from '../run-tool.ts';
import type { Endpoints } from './sides.ts';

/** Runs `configmend` in a process of its own; answers what it prints. Rejects with EndedOtherwise where it ends other than well. */
export type Command = (...parameters: readonly string[]) => Promise<string>;

export class EndedOtherwise extends Error {
  readonly code: number | null;
  /** What it printed. */
  readonly output: string;

  constructor(named: string, { code, output, errors }: Ended) {
    super(`${named} ended with ${code}: ${output}${errors}`);
    this.code = code;
    this.output = output;
  }
}

/** What a command printed that ended with that code. Rejects where it ended with another, or well. */
export async function endedWith(code: number, run: Promise<string>): Promise<string> {
  const printed = await run.catch((error: unknown) => {
    if (error instanceof EndedOtherwise && error.code === code) return error;
    throw error;
  });
  if (typeof printed === 'string') throw new Error(`it ended well, and not with ${code}: ${printed}`);
  return printed.output;
}

type Ended = Extract<ToolRun, { kind: 'ended' }>;
const seconds = 60;

/** The command as an operator of the hub runs it, with moto's services in place of the local account's where moto has them. */
export function operatorOf(
  account: LocalAccount,
  { ledgerBucket, noticesTopicArn }: Deployment,
  { all, s3Control }: Endpoints,
  queueUrl: string,
): Command {
  const folder = repositoryRoot();
  const none = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  const environment = {
    ...Object.fromEntries(none.map((name) => [name, undefined])),
    ...account.environment(),
    NODE_NO_WARNINGS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_EC2: all,
    AWS_ENDPOINT_URL_S3: all,
    AWS_ENDPOINT_URL_SQS: all,
    AWS_ENDPOINT_URL_STS: all,
    AWS_ENDPOINT_URL_S3_CONTROL: s3Control,
    CONFIGMEND_QUEUE: queueUrl,
    CONFIGMEND_LEDGER_BUCKET: ledgerBucket,
    CONFIGMEND_NOTICES_TOPIC: noticesTopicArn,
  };
  return async (...parameters) => {
    const program = ['--import', 'tsx', join(folder, 'cli', 'configmend.ts'), ...parameters];
    const run = await runTool(process.execPath, program, { folder, seconds, environment });
    const named = `configmend ${parameters.join(' ')}`;
    if (run.kind !== 'ended') throw new Error(`${named}: ${run.kind}`);
    if (run.code !== 0) throw new EndedOtherwise(named, run);
    await account.settled();
    return run.output;
  };
}
