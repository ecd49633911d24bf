import { type Command, InvalidArgumentError } from 'commander';
import type { ConsoleSource } from '../console/console-source.ts';
import { Failure } from '../contract/failure.ts';
import type { RoleThere } from './account-clients.ts';
import { bucketOption } from './ledger-bucket.ts';
import { account, region } from './option-values.ts';
import { queueOption } from './queue-url.ts';
import type { Terminal } from './terminal.ts';
import { untilInterrupted, type InterruptibleProcess } from './until-interrupted.ts';

export interface ConsoleCommandOptions extends RoleThere {
  readonly region?: string;
  readonly account?: string;
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
    .description('a page on this machine: compliance, queue, feed, history and health of a deployment, read only')
    .option(
      '--region <region>',
      'this region only (default all of the deployment, without a bucket AWS_REGION)',
      region,
    )
    .option(
      '--account <id>',
      'this account only (default all of the deployment, without a bucket the caller’s own)',
      account,
    )
    .option(...bucketOption)
    .option('--role-name <name>', 'the role to read with in other accounts (default with a bucket: the reader role)')
    .option('--external-id <id>', 'what the role’s trust policy asks for')
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

/** Serves the console on real accounts until it is interrupted. Exit code 0. Rejects with USAGE or READ_FAILED. */
export async function serveConsole(
  options: ConsoleCommandOptions,
  terminal: Terminal,
  open: (home: string) => Promise<ConsoleSource> = (given) => sourceOf(options, given),
  running: InterruptibleProcess = process,
): Promise<number> {
  const source = await open(options.region ?? ownRegion());
  const { startConsole } = await import('../console/console-server.ts');
  const served = await startConsole(source, options.port === undefined ? {} : { port: options.port });
  const { accountId, region: of, places = [] } = source.overview;
  const others = places.length - 1;
  const more = others < 1 ? '' : ` and ${others} more ${others === 1 ? 'place' : 'places'}`;
  terminal.out(`The console of ${accountId} in ${of}${more}, read only: ${served.url}`);
  terminal.warn('whoever has this address can read what you can, from this machine: Ctrl-C ends it');
  await untilInterrupted(aborted, running);
  await served.stop();
  return 0;
}

async function sourceOf(options: ConsoleCommandOptions, home: string): Promise<ConsoleSource> {
  const { accountSource } = await import('../console/account-source.ts');
  const { port: _port, ...connection } = options;
  return accountSource({ ...connection, home });
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

/** Of TCP; also that of `demo --serve`. */
export function port(value: string): number {
  const given = Number(value);
  if (/^\d{1,5}$/.test(value) && given >= 1 && given <= 65_535) return given;
  throw new InvalidArgumentError('not a port from 1 to 65535');
}
