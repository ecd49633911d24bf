import type { Argument, Command, Option } from 'commander';

/** What the value of an option or argument is completed with. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'unknown' };

export interface CompletedOption {
  /** `-h`, `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly value: 'none' | 'optional' | 'required';
  readonly values: Values;
}

/** One command of the tree; `path` is its words after the program's name, none of the program itself. */
export interface CompletedCommand {
  readonly path: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  readonly arguments: Values;
}

/** Words that only this program knows, by the name of the option that takes them: `rule` and its ids. */
export type KnownWords = ReadonlyMap<string, readonly string[]>;

/** The commands and options as commander itself would parse them: nothing of it is written twice. */
export function commandTree(command: Command, known: KnownWords, path: readonly string[] = []): CompletedCommand[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const own: CompletedCommand = {
    path,
    subcommands: subcommands.map((one) => ({ name: one.name(), description: one.description() })),
    options: help.visibleOptions(command).map((option) => completedOption(option, known)),
    arguments: valuesOf(command.registeredArguments[0], known),
  };
  const below = subcommands.filter((one) => one.name() !== 'help');
  return [own, ...below.flatMap((one) => commandTree(one, known, [...path, one.name()]))];
}

function completedOption(option: Option, known: KnownWords): CompletedOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const value = option.required ? 'required' : option.optional ? 'optional' : 'none';
  const isFile = /[<[]file[\]>]/.test(option.flags);
  return {
    flags,
    description: option.description,
    value,
    values: wordsOr(option.argChoices ?? known.get(option.name()), isFile),
  };
}

function valuesOf(argument: Argument | undefined, known: KnownWords): Values {
  if (argument === undefined) return { kind: 'unknown' };
  return wordsOr(argument.argChoices ?? known.get(argument.name()), argument.name() === 'file');
}

function wordsOr(words: readonly string[] | undefined, isFile: boolean): Values {
  if (words !== undefined) return { kind: 'words', words };
  return { kind: isFile ? 'files' : 'unknown' };
}
