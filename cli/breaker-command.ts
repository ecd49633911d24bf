import type { Command } from 'commander';
import { type BreakerOptions, letGo, showBreaker } from './breaker.ts';
import { bucketOption } from './ledger-bucket.ts';
import type { Terminal } from './terminal.ts';

/** `configmend breaker show | reset [RESOURCE]`. */
export function addBreakerCommand(program: Command, terminal: Terminal): void {
  const breaker = program
    .command('breaker')
    .description('what the safeguards hold back, and letting it go')
    .addHelpText('after', '\nExamples:\n  configmend breaker\n  configmend breaker reset');
  breaker
    .command('show', { isDefault: true })
    .description('whether the breaker has tripped, and what keeps coming back')
    .option(...bucketOption)
    .option('--json', 'print the state as data')
    .addHelpText('after', '\nExit code 2: something is held back; else 0.\n\nExample:\n  configmend breaker')
    .action(async (options: BreakerOptions) => {
      process.exitCode = await showBreaker(options, terminal);
    });
  breaker
    .command('reset')
    .description('let mends go on after a trip, or those of one resource in a tug-of-war')
    .argument('[resource]', 'id of the resource that keeps coming back')
    .option(...bucketOption)
    .option('--json', 'print what was let go as data')
    .addHelpText('after', '\nExamples:\n  configmend breaker reset\n  configmend breaker reset sg-0a1b2c3d4e5f60718')
    .action(async (resource: string | undefined, options: BreakerOptions) => {
      process.exitCode = await letGo(resource, options, terminal);
    });
}
