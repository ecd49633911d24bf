import type { Command, Option } from 'commander';
import * as fc from 'fast-check';
import { rules } from '../../../rules/registry.ts';
import { accountId, region } from '../../support/instructions.ts';
import { groupId } from '../../support/security-groups.ts';
import { treacherousKeys, treacherousTexts } from './bent.ts';
import { actionId, deadLettersUrl, ledger, messageIds, queueUrl } from './cli-world.ts';
import { secrets } from './secrets.ts';

/** Paths that are there: of a folder, and of files, some of which hold what they should. */
export interface CliFiles {
  readonly folder: string;
  readonly items: string;
  readonly parameters: string;
  readonly exemptions: string;
  readonly broken: string;
}

export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

export function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

const ruleIds = rules.map(({ id }) => id);
const accountIds = [accountId, '111122223333', '999999999999', '1234', '١٢٣٤٥٦٧٨٩٠١٢'];
const regions = [region, 'us-east-1', 'all', 'eu-west-1/..', 'EU-WEST-1'];
const times = ['2026-12-31', '2999-01-01', '2026-11-20T18:00:00Z', '7d', '24h', '0d', '999999w', '2026-02-31', 'now'];
const durations = ['90m', '24h', '7d', '999999w', '0m', '-1d', '1.5h', '٣d'];
const urls = [
  queueUrl,
  deadLettersUrl,
  'http://127.0.0.1:1/1/q',
  'https://sqs',
  'queue',
  'file:///etc/passwd',
  'http://[',
];
const actions = [actionId, `${actionId}0`, '20261120T080000Z-00000002.0', '../../accounts.0', '0.0', '__proto__.0'];
const roles = ['operator', 'path/operator', 'operator with spaces'];
const resources = [
  groupId,
  'holiday-photos',
  accountId,
  `arn:aws:ec2:${region}:${accountId}:security-group/${groupId}`,
];

/** By the option's long name, what somebody may give it; of any other, any word. */
function valuesOf(files: CliFiles): Readonly<Record<string, readonly string[]>> {
  const paths = [files.items, files.parameters, files.exemptions, files.broken, files.folder, `${files.folder}/none`];
  const reports = [`${files.folder}/report`, files.folder, '/nowhere/report', '../../../etc/passwd', ''];
  return {
    region: regions,
    account: accountIds,
    bucket: [ledger, ledger, 'another', ''],
    'role-name': roles,
    'external-id': [secrets.externalId],
    endpoint: ['http://127.0.0.1:1', 'https://[::1]:1', 'nowhere', ''],
    rule: ruleIds,
    skip: ruleIds,
    queue: urls,
    'queue-url': urls,
    'dead-letters': urls,
    gate: ['/configmend/gate', 'gate'],
    topic: [`arn:aws:sns:${region}:${accountId}:notices`, 'notices', ''],
    parameters: [files.parameters, ...paths],
    exemptions: [files.exemptions, ...paths],
    file: [files.items, ...paths],
    json: reports,
    csv: reports,
    html: reports,
    asff: reports,
    sarif: reports,
    'product-arn': ['arn:aws:securityhub:eu-west-1::product/a/b', 'none'],
    'fail-on': ['critical', 'high', 'medium', 'low', 'worst'],
    severity: ['critical', 'high', 'medium', 'low', 'worst'],
    outcome: ['mended', 'interrupted', 'restored', 'lost'],
    since: times,
    until: times,
    for: durations,
    'exempt-for': durations,
    port: ['8080', '22', '0', '65536', '٢٢', '1e3', '-1'],
    'max-days': ['90', '0', '-1', '9999', '1e2'],
    resource: resources,
    tag: ['team=web', 'team', '=', 'a=b=c'],
    cidr: ['198.51.100.0/24', '0.0.0.0/33', '::/0'],
    setting: ['blockPublicAcls', 'block'],
  };
}

/** By the argument's name. */
function argumentsOf(files: CliFiles): Readonly<Record<string, readonly string[]>> {
  return {
    action: actions,
    resource: resources,
    messages: [...messageIds, 'none'],
    file: [files.exemptions, files.broken, files.folder, `${files.folder}/none`],
    shell: ['bash', 'zsh', 'fish', 'csh'],
  };
}

const wild = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...treacherousTexts, ...treacherousKeys, '', '-', '--', '---', '-0', '--=') },
  { weight: 1, arbitrary: fc.constantFrom(...treacherousKeys).map((key) => `--${key}=${key}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(100_000), '9'.repeat(400), '-'.repeat(5000), '٣', '1e9', 'NaN') },
);

function among(known: readonly string[] | undefined): fc.Arbitrary<string> {
  if (known === undefined) return fc.oneof(wild, fc.constantFrom('some text', 'network'));
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: wild });
}

function given(option: Option, known: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string[]> {
  const flag = option.long ?? option.short ?? '--';
  const withValue = among(known[option.name()]).map((value): string[] => [flag, value]);
  if (option.required) return withValue;
  const alone = fc.constant<string[]>([flag]);
  return option.optional ? fc.oneof(alone, withValue) : alone;
}

/** Words as they are typed: of a command its own arguments and options, with values of their kind more often than not. */
function typed(command: Command, files: CliFiles): fc.Arbitrary<string[]> {
  const [values, named] = [valuesOf(files), argumentsOf(files)];
  const needed = command.registeredArguments.map((argument) =>
    argument.required || argument.variadic
      ? among(named[argument.name()]).map((word) => [word])
      : fc.oneof(
          fc.constant<string[]>([]),
          among(named[argument.name()]).map((word) => [word]),
        ),
  );
  const mandatory = command.options.filter((option) => option.mandatory).map((option) => given(option, values));
  const some =
    command.options.length === 0
      ? fc.constant<string[][]>([])
      : fc.array(
          fc.constantFrom(...command.options).chain((option) => given(option, values)),
          { maxLength: 5 },
        );
  const slips = fc.oneof(
    { weight: 8, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: wild.map((word) => [word]) },
  );
  return fc
    .tuple(fc.tuple(...needed), fc.tuple(...mandatory), some, slips)
    .map((parts) => [...pathOf(command), ...parts.flat(2)]);
}

/** With all that they need to be done: chance seldom comes so far. */
const whole: readonly (readonly string[])[] = [
  ['restore', actionId, '--yes'],
  ['restore', actionId, '--yes', '--force', '--json'],
  ['restore', actionId, '--dry-run', '--role-name', 'operator', '--external-id', secrets.externalId],
  ['dead-letters', 'return', '--all', '--yes'],
  ['dead-letters', 'return', messageIds[0], '--yes', '--json'],
  [
    ...'exemptions add --owner net --reason moves --for 7d --port 22 --rule'.split(' '),
    ruleIds[0] ?? '',
    '--resource',
    groupId,
  ],
  ['inspect', '--live', '--queue', queueUrl],
  [
    'sweep',
    '--bucket',
    ledger,
    '--queue-url',
    queueUrl,
    '--role-name',
    'operator',
    '--external-id',
    secrets.externalId,
  ],
  ['sweep', '--last'],
];

/** Mostly a command with what belongs to it; else words of any command, in any order, and words of none. */
export function typedWords(program: Command, files: CliFiles): fc.Arbitrary<string[]> {
  const all = withSubcommands(program);
  // As anything but an external id it is no secret, and may be repeated.
  const known = Object.values({ ...valuesOf(files), 'external-id': [] }).flat();
  const flags = all.flatMap(({ options }) => options.flatMap(({ long, short }) => [long ?? '--json', short ?? '-h']));
  const words = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...all.slice(1).map((command) => command.name())) },
    { weight: 4, arbitrary: fc.constantFrom(...flags) },
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: wild },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...flags), wild).map(([flag, text]) => `${flag}=${text}`),
    },
  );
  const loose = fc
    .tuple(fc.constantFrom(...all.map(pathOf)), fc.array(words, { maxLength: 7 }))
    .map(([path, more]) => [...path, ...more]);
  const leaves = all.filter(({ commands }) => commands.length === 0);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...leaves).chain((command) => typed(command, files)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...whole), fc.array(words, { maxLength: 2 }))
        .map(([all, more]) => (more.length > 1 ? all.concat(more) : [...all])),
    },
    { weight: 2, arbitrary: loose },
  );
}
