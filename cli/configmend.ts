import './quiet-sdk.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { ActionOutcome } from '../contract/ledger-entry.ts';
import { ResourceIdentity } from '../contract/resource.ts';
import { type BreakerOptions, letGo, showBreaker } from './breaker.ts';
import { describeError, endInWords } from './end-of-process.ts';
import { addExemptionsCommand } from './exemptions-command.ts';
import { history, type HistoryOptions } from './history.ts';
import { bucketOption } from './ledger-bucket.ts';
import { listRules } from './list-rules.ts';
import { duration, moment } from './moment.ts';
import { restore, type RestoreOptions } from './restore.ts';
import { scan, type ScanOptions } from './scan.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
endInWords(process, terminal);
const several = (value: string, before: string[] = []): string[] => [...before, value];

function region(value: string, before: string[] = []): string[] {
  if (!v.is(ResourceIdentity.entries.region, value)) throw new InvalidArgumentError('not a region such as eu-west-1');
  return [...before, value];
}

function url(value: string): string {
  if (!URL.canParse(value)) throw new InvalidArgumentError('not a URL');
  return value;
}

const program = new Command('configmend')
  .description('Judges what the internet can really reach, and cuts out exactly that.')
  .showHelpAfterError();

program
  .command('scan')
  .description('judge a live account (read only), or the configuration items of a file')
  .addOption(
    new Option('--file <file>', 'what AWS Config recorded: a snapshot, items, or a rule event').conflicts([
      'region',
      'endpoint',
    ]),
  )
  .option('--json', 'print the verdicts, violations and planned calls as data')
  .option('--rule <id>', 'judge by this rule only (can be given several times)', several)
  .option('--parameters <file>', '{"<rule>": {"<parameter>": "<value>"}}')
  .option('--exemptions <file>', 'what is exempt: a file as configmend exemptions check takes it')
  .option('--region <region>', 'live: a region to judge (can be given several times; default AWS_REGION)', region)
  .option('--endpoint <url>', 'live: send the calls there instead of to AWS', url)
  .addHelpText(
    'after',
    '\nExit code 2: something is not compliant; else 1: something could not be read; else 0.\n\nExample:\n  configmend scan --file snapshot.json --json',
  )
  .action(async (options: ScanOptions) => {
    process.exitCode = await scan(options, terminal);
  });

program
  .command('rules')
  .description('list the rules and their parameters')
  .option('--json', 'print them as data')
  .addHelpText('after', '\nExample:\n  configmend rules')
  .action((options: { json?: boolean }) => terminal.out(listRules(options.json === true)));

const breaker = program.command('breaker').description('what the safeguards hold back, and letting it go');
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

addExemptionsCommand(program, terminal);

const outcomes = [...ActionOutcome.options, 'interrupted', 'continued'];

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
  .option('--account <id>', 'the account of the resource')
  .option('--json', 'print the whole records as data')
  .addHelpText(
    'after',
    '\nExit code 1: something could not be read; else 0.\n\nExamples:\n  configmend history\n  configmend history --resource sg-0a1b2c3d4e5f60718 --since 2026-11-01\n  configmend history --outcome interrupted --json',
  )
  .action(async (options: HistoryOptions) => {
    process.exitCode = await history(options, terminal);
  });

program
  .command('restore')
  .description('undo an action: put back what it changed, and exempt that for a while')
  .argument('<action>', 'as Slack or configmend history names it')
  .option(...bucketOption)
  .option('--topic <arn>', 'the topic that tells Slack (default CONFIGMEND_NOTICES_TOPIC)')
  .option('--dry-run', 'show what would be put back, and change nothing')
  .option('--force', 'put it back over what others changed since')
  .addOption(new Option('--exempt-for <duration>', 'such as 90m, 24h or 7d (default 24h)').argParser(duration))
  .option('--yes', 'do not ask')
  .option('--json', 'print what was done as data; needs --yes or --dry-run')
  .addHelpText(
    'after',
    '\nExit code 2: refused, since it would undo what others changed later; 1: not, or not wholly, put back; else 0.\n\nExamples:\n  configmend restore 20261120T233800Z-0a1b2c3d.0 --dry-run\n  configmend restore 20261120T233800Z-0a1b2c3d.0 --exempt-for 7d',
  )
  .action(async (action: string, options: RestoreOptions) => {
    process.exitCode = await restore(action, options, terminal);
  });

program
  .command('demo')
  .description('run the whole pipeline against the embedded local account')
  .option('--json', 'print the story as data')
  .addHelpText('after', '\nExample:\n  configmend demo')
  .action(async (options: { json?: boolean }) => {
    const { demo } = await import('./demo/demo.ts');
    process.exitCode = await demo(options.json === true, terminal);
  });

try {
  await program.parseAsync();
} catch (error) {
  terminal.warn(describeError(error));
  process.exitCode = 1;
}
