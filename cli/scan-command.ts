import { type Command, Option } from 'commander';
import { accounts, regions, several, url } from './option-values.ts';
import { scan, type ScanOptions } from './scan.ts';
import { severities } from './scan-report/scan-report.ts';
import type { Terminal } from './terminal.ts';

const liveOptions = ['region', 'account', 'roleName', 'externalId', 'bucket', 'endpoint'];

/** `configmend scan`. */
export function addScanCommand(program: Command, terminal: Terminal): void {
  program
    .command('scan')
    .description('judge live accounts (read only), or the configuration items of a file')
    .addOption(
      new Option('--file <file>', 'what AWS Config recorded: a snapshot, items, or a rule event').conflicts(
        liveOptions,
      ),
    )
    .option(
      '--region <region>',
      'live: a region, or all that are switched on (several times; default AWS_REGION)',
      regions,
    )
    .option('--account <id>', 'live: an account (several times; default the caller’s own)', accounts)
    .option('--bucket <name>', 'live: the ledger bucket of a deployment: its accounts and regions, by its reader roles')
    .option('--role-name <name>', 'live: the role to assume in every account but the caller’s own')
    .option('--external-id <id>', 'live: what the role’s trust policy asks for')
    .option('--endpoint <url>', 'live: send the calls there instead of to AWS', url)
    .option('--rule <id>', 'judge by this rule only (several times)', several)
    .option('--skip <id>', 'judge by all rules but this one (several times)', several)
    .option('--parameters <file>', '{"<rule>": {"<parameter>": "<value>"}}')
    .option('--exemptions <file>', 'what is exempt: a file as configmend exemptions check takes it')
    .addOption(
      new Option('--fail-on <severity>', 'exit code 2 only for violations of this severity or worse').choices(
        severities,
      ),
    )
    .option('--json [file]', 'the verdicts, violations and planned calls as data')
    .option('--csv [file]', 'one row of each verdict')
    .option('--html [file]', 'one self-contained page to read, send and print')
    .option('--asff [file]', 'findings for Security Hub (AWS Security Finding Format)')
    .option('--product-arn <arn>', 'of the Security Hub product they are for (default: each account’s own)')
    .option('--sarif [file]', 'results for code scanning (SARIF 2.1.0)')
    .addHelpText('after', help)
    .action(async (options: ScanOptions) => {
      const code = await scan(options, terminal);
      process.exitCode = code;
      // Calls that are on their way would keep the process; what was printed has to be out first.
      if (code === 130) process.stdout.write('', () => process.exit(code));
    });
}

const help = `
A form without a file is printed instead of the table; with one it is written there, and the table is printed.
Ctrl-C ends the scan with what was found so far.
With --bucket all accounts and regions of the deployment are scanned, of which --account and --region choose some.

Exit code 130: interrupted; else 2: something is not compliant; else 1: something could not be read; else 0.

Examples:
  configmend scan --region eu-west-1
  configmend scan --region all --fail-on high --html scan.html
  configmend scan --bucket "$(terraform output -raw ledger_bucket)" --html scan.html
  configmend scan --account 111122223333 --account 444455556666 --role-name audit --region eu-west-1 --csv
  configmend scan --region eu-west-1 --sarif configmend.sarif --asff findings.json
  configmend scan --file snapshot.json --skip s3-bucket-acls-disabled --json`;
