import { type Command, Option } from 'commander';
import { bucketOption } from './ledger-bucket.ts';
import { duration } from './moment.ts';
import { restore, type RestoreOptions } from './restore.ts';
import type { Terminal } from './terminal.ts';

/** `configmend restore ACTION`. */
export function addRestoreCommand(program: Command, terminal: Terminal): void {
  program
    .command('restore')
    .description('undo an action: put back what it changed, and exempt that for a while')
    .argument('<action>', 'as Slack or configmend history names it')
    .option(...bucketOption)
    .option('--topic <arn>', 'the topic that tells Slack (default CONFIGMEND_NOTICES_TOPIC)')
    .option('--role-name <name>', 'a role of yours to assume in the account of the action, where that is another')
    .option('--external-id <id>', 'what that role’s trust policy asks for')
    .option('--dry-run', 'show what would be put back, and change nothing')
    .option('--force', 'put it back over what others changed since')
    .addOption(new Option('--exempt-for <duration>', 'such as 90m, 24h or 7d (default 24h)').argParser(duration))
    .option('--yes', 'do not ask')
    .option('--json', 'print what was done as data; needs --yes or --dry-run')
    .addHelpText(
      'after',
      '\nExit code 2: refused, since it would undo what others changed later; 1: not, or not wholly, put back; else 0.\n\nExamples:\n  configmend restore 20261120T233800Z-0a1b2c3d.0 --dry-run\n  configmend restore 20261120T233800Z-0a1b2c3d.0 --exempt-for 7d\n  configmend restore 20261120T233800Z-0a1b2c3d.0 --role-name operator',
    )
    .action(async (action: string, options: RestoreOptions) => {
      process.exitCode = await restore(action, options, terminal);
    });
}
