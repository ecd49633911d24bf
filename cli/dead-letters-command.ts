import type { Command } from 'commander';
import {
  type DeadLettersCommandOptions,
  explainDeadLetters,
  listDeadLetters,
  type ReturnOptions,
  returnToQueue,
} from './dead-letters/dead-letters.ts';
import { queueOption } from './queue-url.ts';
import type { Terminal } from './terminal.ts';

/** The option of every command that reads the dead-letter queue. */
export const deadLettersOption = [
  '--dead-letters <url>',
  'the dead-letter queue (default CONFIGMEND_DEAD_LETTERS, else that of the queue)',
] as const;

/** One of the commands about dead letters: each is told in the same way which queues are meant. */
function onQueues(command: Command): Command {
  return command.option(...queueOption).option(...deadLettersOption);
}

/** `configmend dead-letters list | explain | return`. */
export function addDeadLettersCommand(program: Command, terminal: Terminal): void {
  const deadLetters = program
    .command('dead-letters')
    .description('what could not be mended: list, explain, try again')
    .addHelpText('after', '\nExamples:\n  configmend dead-letters\n  configmend dead-letters explain');
  onQueues(deadLetters.command('list', { isDefault: true }))
    .description('what could not be mended and why, the oldest first; the queue is left as it was')
    .option('--json', 'print them as data')
    .addHelpText(
      'after',
      '\nExit code 1: not all could be read; 130: interrupted; else 0.\n\nExample:\n  configmend dead-letters',
    )
    .action(async (options: DeadLettersCommandOptions) => {
      process.exitCode = await listDeadLetters(options, terminal);
    });
  onQueues(deadLetters.command('explain'))
    .description('what the reason of a message means, and what to do')
    .argument('[messages...]', 'ids as the list has them (default: all)')
    .option('--json', 'print it as data')
    .addHelpText(
      'after',
      '\nExit code 1: not all could be read, or one that was asked for is not there; 130: interrupted; else 0.\n\nExample:\n  configmend dead-letters explain 5fea7756-0ea4-451a-a703-a558b933e274',
    )
    .action(async (ids: string[], options: DeadLettersCommandOptions) => {
      process.exitCode = await explainDeadLetters(ids, options, terminal);
    });
  onQueues(deadLetters.command('return'))
    .description('put messages back to the remediation queue, as if they had never been tried')
    .argument('[messages...]', 'ids as the list has them')
    .option('--all', 'all of them')
    .option('--yes', 'do not ask')
    .option('--json', 'print what was done as data; needs --yes')
    .addHelpText(
      'after',
      '\nExit code 1: some were not put back; 130: interrupted; else 0.\n\nExamples:\n  configmend dead-letters return 5fea7756-0ea4-451a-a703-a558b933e274\n  configmend dead-letters return --all --yes',
    )
    .action(async (ids: string[], options: ReturnOptions) => {
      process.exitCode = await returnToQueue(ids, options, terminal);
    });
}
