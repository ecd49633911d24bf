import { type Command, InvalidArgumentError, Option } from 'commander';
import { Severity } from '../contract/instruction.ts';
import { ruleOf } from '../rules/registry.ts';
import { inspect, type InspectOptions } from './inspect/inspect.ts';
import { bucketOption } from './ledger-bucket.ts';
import { account, region } from './option-values.ts';
import { queueOption } from './queue-url.ts';
import type { Terminal } from './terminal.ts';

/** `configmend inspect`. */
export function addInspectCommand(program: Command, terminal: Terminal): void {
  program
    .command('inspect')
    .description('the dry run: what waits in the queue and what would be done, with the queue left as it was')
    .option(...queueOption)
    .option(...bucketOption)
    .option('--role-name <name>', 'the role to read with in other accounts (default with a bucket: the reader role)')
    .option('--external-id <id>', 'what the role’s trust policy asks for')
    .option('--live', 'read the resources as they are now, plan again, and say what has changed since')
    .option(
      '--parameters <file>',
      'live: {"<rule>": {"<parameter>": "<value>"}}, for what AWS Config has otherwise or not at all',
    )
    .option('--rule <id>', 'resources that this rule asks to be mended', rule)
    .option('--account <id>', 'resources of this account', account)
    .option('--region <region>', 'resources of this region', region)
    .option('--resource <id>', 'sg-…, a bucket, an account, or an ARN')
    .addOption(new Option('--severity <severity>', 'so bad, or worse').choices(Severity.options))
    .addOption(new Option('--json', 'print everything as data').conflicts('csv'))
    .option('--csv', 'print a line per resource')
    .option('--html <file>', 'write one page that can be sent and printed')
    .addHelpText(
      'after',
      `
The messages are received and made visible again at once, also on Ctrl-C; none is deleted, and no attempt is counted. Meanwhile
the coordinator does not get them.

Exit code 1: something could not be read, or not all of it; 130: interrupted; else 0, also of an empty queue.

Examples:
  configmend inspect --queue "$(terraform output -raw queue_url)"
  configmend inspect --live --severity high
  configmend inspect --resource sg-0a1b2c3d4e5f60718 --json
  configmend inspect --html what-waits.html`,
    )
    .action(async (options: InspectOptions) => {
      process.exitCode = await inspect(options, terminal);
    });
}

function rule(id: string): string {
  if (ruleOf(id) === undefined) throw new InvalidArgumentError('there is no such rule (configmend rules lists them)');
  return id;
}
