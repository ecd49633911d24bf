import './quiet-sdk.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { ResourceIdentity } from '../contract/resource.ts';
import { describeError, endInWords } from './end-of-process.ts';
import { listRules } from './list-rules.ts';
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
