import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../../build/repository-root.ts';
import { assertAwsOperation } from './aws-operation.ts';
import type { DocumentedAccount } from './documented-account.ts';
import { assertOtherTool, assertScript, assertScriptTakes, assertVariable, terraformOutput } from './other-tools.ts';
import { misunderstood, runConfigmend, unknownOptions } from './run-configmend.ts';
import { serve } from './serve.ts';
import type { ShellCommand, Word } from './shell.ts';
import type { ShownCommand } from './shown-commands.ts';
import { elsewhere, mentions, remarks, serving, substituted } from './substitutions.ts';

/** Whose shell it is: each document is read in a new one, so that it has to export what its commands need. */
export interface Shell {
  readonly account: DocumentedAccount;
  readonly folder: string;
  readonly variables: Map<string, string>;
}

/** What commander says of a call that only lacks something: a sentence may name a command by it. */
const incomplete = new Set([
  'commander.help',
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
]);

/** What the documents export, as a reader has it who comes back to one for a sentence or to `--help`. */
export function afterReading({ outputs }: DocumentedAccount): Map<string, string> {
  return new Map([
    ['CONFIGMEND_LEDGER_BUCKET', outputs['ledger_bucket'] ?? ''],
    ['CONFIGMEND_NOTICES_TOPIC', outputs['notices_topic_arn'] ?? ''],
    ['CONFIGMEND_QUEUE', outputs['queue_url'] ?? ''],
  ]);
}

/** Runs a command, or fails where it could not be run as it is shown; answers what it prints. */
export async function runShown({ inSentence, ...command }: ShownCommand, shell: Shell): Promise<string> {
  const given = inSentence ? { ...shell, variables: afterReading(shell.account) } : shell;
  return run(command, given, inSentence);
}

async function run({ assignments, words }: ShellCommand, shell: Shell, inSentence = false): Promise<string> {
  const set = await Promise.all(
    assignments.map(async ({ name, value }) => [name, await textOf(value, shell)] as const),
  );
  if (words.length === 0) for (const [name, value] of set) shell.variables.set(name, value);
  const [tool, ...args] = await Promise.all(words.map((word) => textOf(word, shell)));
  switch (tool) {
    case undefined:
      return '';
    case 'export':
      for (const arg of args) exportVariable(arg, shell);
      return '';
    case 'configmend':
      return configmend(args, shell, inSentence);
    case 'npm':
      for (const [name] of set) assertVariable(name);
      return npm(args, shell, inSentence);
    case 'aws':
      await assertAwsOperation(args);
      break;
    default:
      assertOtherTool([tool, ...args]);
  }
  const isOutput = tool === 'terraform' && args[0] === 'output' && args[1] === '-raw';
  return isOutput ? terraformOutput(args[2] ?? '', shell.account.outputs) : `(what ${tool} prints)`;
}

async function textOf(word: Word, shell: Shell): Promise<string> {
  const texts = word.map(async (part) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'variable') return shell.variables.get(part.name) ?? `$${part.name}`;
    const printed: string[] = [];
    for (const command of part.commands) printed.push(await run(command, shell));
    return printed.at(-1) ?? '';
  });
  return (await Promise.all(texts)).join('');
}

function exportVariable(arg: string, { variables }: Shell): void {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(arg) ?? assert.fail(`export ${arg}`);
  assertVariable(name);
  variables.set(name, value);
}

function npm(given: readonly string[], shell: Shell, inSentence: boolean): string | Promise<string> {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const [command = '', ...scripts] = given.slice(0, end).filter((word) => !['--silent', '-s'].includes(word));
  const args = given.slice(end + 1);
  if (command === 'ci') return '';
  const script = command === 'run' ? (scripts[0] ?? '') : command;
  assertScript(script);
  if (script === 'start') return configmend(['demo', ...args], shell, inSentence);
  if (script === 'configmend') return configmend(args, shell, inSentence);
  assertScriptTakes(script, args);
  return '';
}

async function configmend(args: readonly string[], shell: Shell, inSentence: boolean): Promise<string> {
  const call = args.join(' ');
  const fault = misunderstood(args);
  if (inSentence && (mentions.includes(call) || (fault !== undefined && incomplete.has(fault.code)))) {
    assert.isEmpty(unknownOptions(args), `configmend ${call}`);
    return '';
  }
  assert.isUndefined(fault, `configmend ${call}: ${fault?.says}`);
  const other = elsewhere.find(([command]) => command.test(call));
  if (other !== undefined) {
    assert.include(readFileSync(join(repositoryRoot(), other[1]), 'utf8'), other[2], `configmend ${call}`);
    return '';
  }
  const given = substituted(args, shell.account);
  const ownVariables = [...shell.variables].filter(([name]) => name.startsWith('CONFIGMEND_'));
  const environment = { ...shell.account.pipeline.account.environment(), ...Object.fromEntries(ownVariables) };
  const [, ready] = serving.find(([command]) => command.test(call)) ?? [];
  if (ready !== undefined) {
    await serve(given, ready, environment);
    return '';
  }
  const { code, stdout, warnings } = await runConfigmend(given, shell.folder, environment);
  const ran = `configmend ${given.join(' ')} (what stands for something else: test/docs/support/substitutions.ts)`;
  assert.include([0, 2], code, `${ran}\n${warnings}\n${stdout}`);
  const unexpected = warnings.split('\n').filter((line) => !remarks.test(line));
  assert.deepEqual(unexpected, [], ran);
  assert.isNotEmpty(stdout.trim(), `${ran} prints nothing`);
  return stdout;
}
