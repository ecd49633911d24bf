import './quiet-sdk.ts';
import { Command, InvalidArgumentError } from 'commander';
import { describeError, endInWords } from './end-of-process.ts';
import { listRules } from './list-rules.ts';
import { scan, type ScanOptions } from './scan.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
endInWords(process, terminal);
const several = (value: string, before: string[] = []): string[] => [...before, value];

function url(value: string): string {
  if (!URL.canParse(value)) throw new InvalidArgumentError('not a URL');
  return value;
}

const program = new Command('configmend')
  .description('Finds dangerous security groups and leaky S3 buckets, and mends them with the smallest change.')
  .showHelpAfterError();

program
  .command('scan')
  .description('judge a live account (read only), or the configuration items of a file')
  .option('--file <file>', 'a configuration snapshot, an array of items, one item, or one rule event')
  .option('--json', 'print the verdicts, violations and planned calls as data')
  .option('--rule <id>', 'judge by this rule only (can be given several times)', several)
  .option('--parameters <file>', '{"<rule>": {"<parameter>": "<value>"}}')
  .option('--region <region>', 'live: a region to judge (can be given several times; default AWS_REGION)', several)
  .option('--endpoint <url>', 'live: send the calls there instead of to AWS', url)
  .addHelpText(
    'after',
    '\nExit code 0: compliant, 2: not, 1: unreadable.\n\nExample:\n  configmend scan --file snapshot.json --json',
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
