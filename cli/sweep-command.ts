import { type Command, Option } from 'commander';
import { accounts, regions, several, url } from './option-values.ts';
import { severities } from './scan-report/scan-report.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { sweepLast } from './sweep-last.ts';
import type { Terminal } from './terminal.ts';

const sweeping = [
  'region',
  'account',
  'roleName',
  'externalId',
  'rule',
  'skip',
  'parameters',
  'exemptions',
  'queueUrl',
];

/** `configmend sweep`. */
export function addSweepCommand(program: Command, terminal: Terminal): void {
  program
    .command('sweep')
    .description('look at every security group and bucket of all accounts and regions, and queue what is wrong')
    .option('--bucket <name>', 'the ledger bucket: its accounts, rules and exemptions, and where the report goes')
    .addOption(
      new Option(
        '--queue-url <url>',
        'put what is found into this queue; without it nothing is queued (needs --bucket)',
      ).conflicts(['parameters', 'exemptions']),
    )
    .option(
      '--region <region>',
      'a region, or all that are switched on (several times; default AWS_REGION, or the deployment’s)',
      regions,
    )
    .option('--account <id>', 'an account (several times; default the caller’s own, or the deployment’s)', accounts)
    .option('--role-name <name>', 'the role to assume in every account but the caller’s own (default the reader role)')
    .option('--external-id <id>', 'what the role’s trust policy asks for')
    .option('--endpoint <url>', 'send the calls there instead of to AWS', url)
    .option('--rule <id>', 'judge by this rule only (several times)', several)
    .option('--skip <id>', 'judge by all rules but this one (several times)', several)
    .option('--parameters <file>', '{"<rule>": {"<parameter>": "<value>"}}, in place of the deployment’s')
    .option('--exemptions <file>', 'a file as configmend exemptions check takes it, in place of the deployment’s')
    .addOption(
      new Option('--fail-on <severity>', 'exit code 2 only for violations of this severity or worse').choices(
        severities,
      ),
    )
    .addOption(
      new Option(
        '--last',
        'show the newest report of the ledger (default CONFIGMEND_LEDGER_BUCKET), and look at nothing',
      ).conflicts(sweeping),
    )
    .option('--json [file]', 'the report as data')
    .addHelpText('after', help)
    .action(async ({ last, ...options }: SweepOptions & { readonly last?: boolean }) => {
      process.exitCode = last === true ? await sweepLast(options, terminal) : await sweep(options, terminal);
    });
}

const help = `
With --bucket it does what the deployment does on its schedule, with your credentials: the same places, rules, parameters, modes, grace
periods and exemptions. Without it, it judges as configmend scan does. Resources are only read; what is queued waits for the gate as ever.

Exit code 130: interrupted, and the report says so; else 2: something is not compliant; else 1: something could not be read; else 0.

Examples:
  configmend sweep --bucket "$CONFIGMEND_LEDGER_BUCKET"
  configmend sweep --bucket "$CONFIGMEND_LEDGER_BUCKET" --queue-url "$CONFIGMEND_QUEUE"
  configmend sweep --region eu-west-1 --region us-east-1 --fail-on high --json sweep.json
  configmend sweep --last`;
