import type { Command } from 'commander';
import { listRules } from './list-rules.ts';
import type { Terminal } from './terminal.ts';

/** `configmend rules`. */
export function addRulesCommand(program: Command, terminal: Terminal): void {
  program
    .command('rules')
    .description('list the rules and their parameters')
    .option('--json', 'print them as data')
    .addHelpText('after', '\nExample:\n  configmend rules')
    .action((options: { json?: boolean }) => terminal.out(listRules(options.json === true)));
}
