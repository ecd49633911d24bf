import { type Command, CommanderError } from 'commander';
import '../../../cli/quiet-sdk.ts';
import { describeError } from '../../../cli/end-of-process.ts';
import { createProgram } from '../../../cli/program.ts';
import { printed } from '../../support/cli.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly warnings: string;
}

/** `configmend ARGS` in this process, in a folder and with no settings of AWS or configmend but those given. */
export async function runConfigmend(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const terminal = printed();
  const program = createProgram(terminal);
  let code: number;
  const before = { environment: { ...process.env }, folder: process.cwd(), code: process.exitCode };
  try {
    process.chdir(folder);
    for (const name of Object.keys(process.env)) if (/^(?:AWS|CONFIGMEND)_/.test(name)) delete process.env[name];
    Object.assign(process.env, environment, { AWS_EC2_METADATA_DISABLED: 'true' });
    process.exitCode = undefined;
    for (const command of commandsOf(program)) {
      command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.warn });
    }
    await program.parseAsync([...args], { from: 'user' });
    code = exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) terminal.warn(describeError(error));
    code = error instanceof CommanderError ? error.exitCode : 1;
  } finally {
    process.chdir(before.folder);
    process.exitCode = before.code;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before.environment);
  }
  return { code, stdout: terminal.stdout.join('\n'), warnings: terminal.warnings.join('\n') };
}

function exitCode(): number {
  return Number(process.exitCode ?? 0);
}

/** Why a call is no whole one, such as of an argument that is missing; undefined where it is. Nothing is run. */
export function misunderstood(args: readonly string[]): { readonly code: string; readonly says: string } | undefined {
  const program = createProgram(printed());
  for (const command of commandsOf(program)) {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
  }
  try {
    program.parse([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.code === 'commander.helpDisplayed' ? undefined : { code: error.code, says: error.message };
  }
}

/** The options that a call names and its command does not have. */
export function unknownOptions(args: readonly string[]): string[] {
  let command = createProgram(printed());
  for (const arg of args) command = command.commands.find((below) => below.name() === arg) ?? command;
  const known = [...command.options.flatMap(({ long, short }) => [long, short]), '--help'];
  return args.filter((arg) => arg.startsWith('-') && !known.includes(arg.replace(/=.*/, '')));
}

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}
