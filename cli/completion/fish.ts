import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts';
import { quotedForFish } from './shell-words.ts';

/** For fish 3. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quotedForFish(path.join(' ')));
  const valued = commands.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value === 'required')
      .flatMap(({ flags }) => flags.map((flag) => quotedForFish(`${path.join(' ')}|${flag}`))),
  );
  return `# fish completion of configmend: configmend completion fish | source
set -g __configmend_paths ${paths.join(' ')}
set -g __configmend_valued ${valued.join(' ')}

function __configmend_is_at
    set -l at ''
    set -l skip no
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = yes
            set skip no
            continue
        end
        if contains -- "$at|$word" $__configmend_valued
            set skip yes
        else if contains -- (string trim -- "$at $word") $__configmend_paths
            set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end

function __configmend_follows
    contains -- (commandline -opc)[-1] $argv
end

complete -c configmend -f
${commands.flatMap(fishLines).join('\n')}
`;
}

function fishLines({ path, subcommands, options, arguments: values }: CompletedCommand): string[] {
  const isHere = `-n ${quotedForFish(`__configmend_is_at ${quotedForFish(path.join(' '))}`)}`;
  return [
    ...subcommands.map(
      ({ name, description }) =>
        `complete -c configmend ${isHere} -a ${quotedForFish(name)} -d ${quotedForFish(description)}`,
    ),
    ...options.map((option) => `complete -c configmend ${isHere} ${optionWords(option)}`),
    ...optionalFiles(path, options),
    ...argumentLine(isHere, values),
  ];
}

function optionWords({ flags, description, value, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const taken = value === 'required' ? ` ${required(values)}` : '';
  return `${names.join(' ')}${taken} -d ${quotedForFish(description)}`;
}

function required(values: Values): string {
  if (values.kind === 'words') return `-x -a ${quotedForFish(values.words.join(' '))}`;
  return values.kind === 'files' ? '-r -F' : '-x';
}

/** fish knows no option whose value may be left out: a file is offered after it. */
function optionalFiles(path: readonly string[], options: readonly CompletedOption[]): string[] {
  const flags = options.filter(({ value }) => value === 'optional').flatMap((option) => option.flags);
  if (flags.length === 0) return [];
  const condition = `__configmend_is_at ${quotedForFish(path.join(' '))}; and __configmend_follows ${flags.join(' ')}`;
  return [`complete -c configmend -n ${quotedForFish(condition)} -F`];
}

function argumentLine(isHere: string, values: Values): string[] {
  if (values.kind === 'words') return [`complete -c configmend ${isHere} -a ${quotedForFish(values.words.join(' '))}`];
  return values.kind === 'files' ? [`complete -c configmend ${isHere} -F`] : [];
}
