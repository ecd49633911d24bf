import { type Command, InvalidArgumentError, Option } from 'commander';
import { exemptionForms, type ExemptionField } from '../contract/exemption-forms.ts';
import { isOfCalendar } from '../contract/exemption.ts';
import { addExemption, type AddExemptionOptions } from './add-exemption.ts';
import { checkExemptions, type CheckExemptionsOptions } from './check-exemptions.ts';
import { bucketOption } from './ledger-bucket.ts';
import { listExemptions, type ListExemptionsOptions } from './list-exemptions.ts';
import { duration } from './moment.ts';
import type { Terminal } from './terminal.ts';

/** `configmend exemptions list | check FILE | add`. */
export function addExemptionsCommand(program: Command, terminal: Terminal): void {
  const exemptions = program
    .command('exemptions')
    .description('justified exceptions: see, check and add them')
    .addHelpText('after', '\nExamples:\n  configmend exemptions\n  configmend exemptions check exemptions.json');
  exemptions
    .command('list', { isDefault: true })
    .description('all exemptions, the next to end first')
    .option(...bucketOption)
    .option('--json', 'print them as data')
    .addHelpText('after', '\nExample:\n  configmend exemptions list')
    .action(async (options: ListExemptionsOptions) => {
      process.exitCode = await listExemptions(options, terminal);
    });
  exemptions
    .command('check')
    .description('whether a file would be taken for exemptions; reads nothing but the file')
    .argument('<file>', 'a list of exemptions, or an object that has one, such as a .tfvars.json file')
    .option('--max-days <days>', 'the days that one may last (default: as the file says, else 90)', days)
    .option('--json', 'print what is wrong as data')
    .addHelpText(
      'after',
      '\nExit code 2: something is wrong; 1: it cannot be read; else 0.\n\nExample:\n  configmend exemptions check exemptions.json',
    )
    .action(async (file: string, options: CheckExemptionsOptions) => {
      process.exitCode = await checkExemptions(file, options, terminal);
    });
  exemptions
    .command('add')
    .description('add one beside those that Terraform declares, in force at once')
    .requiredOption('--rule <id>', 'the rule')
    .addOption(fieldOption('resource', '<id or ARN>'))
    .addOption(fieldOption('account', '<id>'))
    .addOption(fieldOption('region', '<region>'))
    .addOption(fieldOption('tag', '<key[=value]>'))
    .addOption(fieldOption('port', '<port>').conflicts(['sid', 'grantee', 'setting']))
    .addOption(fieldOption('cidr', '<cidr>').conflicts(['sid', 'grantee', 'setting']))
    .addOption(fieldOption('sid', '<sid>').conflicts(['grantee', 'setting']))
    .addOption(fieldOption('grantee', '<grantee>').conflicts('setting'))
    .addOption(fieldOption('permission', '<permission>'))
    .addOption(fieldOption('setting', '<setting>'))
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--reason <text>', 'why')
    .addOption(fieldOption('ticket', '<ticket>'))
    .addOption(new Option('--until <time>', 'a date or time in UTC').argParser(timeAhead).conflicts('for'))
    .addOption(new Option('--for <duration>', 'from now on, such as 24h or 7d').argParser(duration))
    .addOption(fieldOption('id', '<id>'))
    .option(...bucketOption)
    .option('--json', 'print what was added as data')
    .addHelpText(
      'after',
      '\nExample:\n  configmend exemptions add --rule security-group-restricted-ports --resource sg-0a1b2c3d4e5f60718 --port 22 --owner network --reason "the partner moves in December" --for 7d',
    )
    .action(async (options: AddExemptionOptions) => {
      process.exitCode = await addExemption(options, terminal);
    });
}

function fieldOption(name: ExemptionField, argument: string): Option {
  return new Option(`--${name} ${argument}`, exemptionForms[name].says);
}

/** A date is its first moment in UTC, as everywhere in an exemption. */
function timeAhead(text: string): Date {
  if (new RegExp(exemptionForms.expires.pattern, 'u').test(text)) {
    if (isOfCalendar(text)) return new Date(text);
    throw new InvalidArgumentError('no day of the calendar');
  }
  throw new InvalidArgumentError(`not ${exemptionForms.expires.says}`);
}

function days(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('not a number of days');
}
