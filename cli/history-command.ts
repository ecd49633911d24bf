import { type Command, Option } from 'commander';
import { ActionOutcome } from '../contract/ledger-entry.ts';
import { history, type HistoryOptions } from './history.ts';
import { bucketOption } from './ledger-bucket.ts';
import { moment } from './moment.ts';
import { account, region } from './option-values.ts';
import type { Terminal } from './terminal.ts';

const outcomes = [...ActionOutcome.options, 'interrupted', 'continued'];

/** `configmend history`. */
export function addHistoryCommand(program: Command, terminal: Terminal): void {
  program
    .command('history')
    .description('what was mended and restored, the newest first')
    .option(...bucketOption)
    .option('--since <when>', 'a date or time, or 7d for so long ago (default 7d)', (text: string) => moment(text))
    .option('--until <when>', 'the same; what began then or later is left out (default now)', (text: string) =>
      moment(text),
    )
    .option('--resource <id>', 'sg-…, a bucket, an account, or an ARN')
    .option('--rule <id>', 'what this rule had asked for')
    .addOption(new Option('--outcome <outcome>', 'what became of it').choices(outcomes))
    .option('--account <id>', 'the account of the resource', account)
    .option('--region <region>', 'the region of the resource', region)
    .option('--json', 'print the whole records as data')
    .addHelpText(
      'after',
      '\nExit code 1: something could not be read; else 0.\n\nExamples:\n  configmend history\n  configmend history --resource sg-0a1b2c3d4e5f60718 --since 2026-11-01\n  configmend history --outcome interrupted --json',
    )
    .action(async (options: HistoryOptions) => {
      process.exitCode = await history(options, terminal);
    });
}
