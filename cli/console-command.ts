import { type Command, InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import type { ConsoleSource } from '../console/console-source.ts';
import { Failure } from '../contract/failure.ts';
import { ResourceIdentity } from '../contract/resource.ts';
import { bucketOption } from './ledger-bucket.ts';
import { queueOption } from './queue-url.ts';
import type { Terminal } from './terminal.ts';
import { untilInterrupted, type InterruptibleProcess } from './until-interrupted.ts';

export interface ConsoleCommandOptions {
  readonly region?: string;
  readonly bucket?: string;
  readonly queue?: string;
  readonly deadLetters?: string;
  readonly gate?: string;
  readonly port?: number;
}

/** `configmend console`. */
export function addConsoleCommand(program: Command, terminal: Terminal): void {
  program
    .command('console')
    .description('a page on this machine: compliance, queue, feed, history and health of an account, read only')
    .option('--region <region>', 'the region to look at (default AWS_REGION)', region)
    .option(...bucketOption)
    .option(...queueOption)
    .option('--dead-letters <url>', 'the dead-letter queue (default CONFIGMEND_DEAD_LETTERS, else that of the queue)')
    .option('--gate <parameter>', 'the stack’s output gate_parameter (default /configmend/enable_auto_response)')
    .option('--port <port>', 'on 127.0.0.1 (default: one that is free)', port)
    .addHelpText(
      'after',
      `
The page is served to this machine only, to whoever has the address that is printed. Ctrl-C ends it. For an account inside this
process that may be broken and mended at will: configmend demo --serve

Example:
  configmend console --bucket "$(terraform output -raw ledger_bucket)" --queue "$(terraform output -raw queue_url)"`,
    )
    .action(async (options: ConsoleCommandOptions) => {
      process.exitCode = await serveConsole(options, terminal);
    });
}

/** Serves the console on a real account until it is interrupted. Exit code 0. Rejects with USAGE or READ_FAILED. */
export async function serveConsole(
  options: ConsoleCommandOptions,
  terminal: Terminal,
  open: (region: string) => Promise<ConsoleSource> = (given) => sourceOf(options, given),
  running: InterruptibleProcess = process,
): Promise<number> {
  const source = await open(options.region ?? ownRegion());
  const { startConsole } = await import('../console/console-server.ts');
  const served = await startConsole(source, options.port === undefined ? {} : { port: options.port });
  const { accountId, region: of } = source.overview;
  terminal.out(`The console of ${accountId} in ${of}, read only: ${served.url}`);
  terminal.warn('whoever has this address can read what you can, from this machine: Ctrl-C ends it');
  await untilInterrupted(aborted, running);
  await served.stop();
  return 0;
}

async function sourceOf(
  { bucket, queue, deadLetters, gate }: ConsoleCommandOptions,
  of: string,
): Promise<ConsoleSource> {
  const { accountSource } = await import('../console/account-source.ts');
  return accountSource({
    region: of,
    ...(bucket === undefined ? {} : { bucket }),
    ...(queue === undefined ? {} : { queue }),
    ...(deadLetters === undefined ? {} : { deadLetters }),
    ...(gate === undefined ? {} : { gate }),
  });
}

/** A region is never guessed: a console of the wrong one would look well. */
function ownRegion(environment = process.env): string {
  const own = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (own) return own;
  throw new Failure('USAGE', 'no region to look at: give --region, or set AWS_REGION');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function region(value: string): string {
  if (!v.is(ResourceIdentity.entries.region, value)) throw new InvalidArgumentError('not a region such as eu-west-1');
  return value;
}

/** Of TCP; also that of `demo --serve`. */
export function port(value: string): number {
  const given = Number(value);
  if (/^\d{1,5}$/.test(value) && given >= 1 && given <= 65_535) return given;
  throw new InvalidArgumentError('not a port from 1 to 65535');
}
