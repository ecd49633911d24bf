import type { CompletedCommand, Values } from './command-tree.ts';
import { quoted } from './shell-words.ts';

/** For bash 3.2 and later. Each candidate goes through `read`, so that no file name is split or expanded. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(` ${path.join(' ')}`));
  const options = commands.flatMap(({ path, options: ofCommand }) =>
    ofCommand.filter(({ value }) => value !== 'none').map((option) => ({ at: path.join(' '), ...option })),
  );
  const patternsOf = (at: string, flags: readonly string[]): string =>
    flags.map((flag) => quoted(`${at}|${flag}`)).join('|');
  return `# bash completion of configmend: source <(configmend completion bash)
_configmend() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev='' at='' word='' i='' need='' kind='' list='' valued=''
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [ -n "$valued" ]; then
      [ "$word" = '=' ] || valued=''
      continue
    fi
    _configmend_values "\${at# }|$word"
    if [ "$need" = required ]; then
      valued=yes
    else
      case "$at $word" in
        ${paths.join(' | ')}) at="$at $word" ;;
      esac
    fi
  done
  at=\${at# }
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  if [ "$cur" = '=' ]; then
    cur=''
  elif [ "$prev" = '=' ]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  _configmend_values "$at|$prev"
  if [ "$need" = required ] || { [ "$need" = optional ] && [ "\${cur#-}" = "$cur" ]; }; then
    _configmend_reply "$cur"
    return
  fi
  case "$at" in
${commands.map(bashCase).join('\n')}
  esac
  _configmend_reply "$cur"
}

_configmend_reply() {
  local line='' found=''
  case "$kind" in
    files) compopt -o filenames 2>/dev/null; found=$(compgen -f -- "$1") ;;
    words) found=$(compgen -W "$list" -- "$1") ;;
  esac
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done <<EOT
$found
EOT
}

_configmend_values() {
  need=none kind=unknown list=''
  case "$1" in
${options.map(({ at, flags, value, values }) => `    ${patternsOf(at, flags)}) need=${value} ${assigned(values)} ;;`).join('\n')}
  esac
}

complete -F _configmend configmend
`;
}

function bashCase({ path, subcommands, options, arguments: values }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags);
  const names = subcommands.map(({ name }) => name);
  const words = names.length > 0 ? names : values.kind === 'words' ? values.words : [];
  const plain = words.length === 0 && values.kind === 'files' ? `kind=files` : assigned({ kind: 'words', words });
  return `    ${quoted(path.join(' '))})
      case "$cur" in
        -*) ${assigned({ kind: 'words', words: flags })} ;;
        *) ${plain} ;;
      esac
      ;;`;
}

function assigned(values: Values): string {
  return values.kind === 'words' ? `kind=words list=${quoted(values.words.join(' '))}` : `kind=${values.kind}`;
}
