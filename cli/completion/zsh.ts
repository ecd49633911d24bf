import type { CompletedCommand, Values } from './command-tree.ts';
import { quoted } from './shell-words.ts';

/** For zsh 5: to be sourced after compinit, or put on `fpath` as `_configmend`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(` ${path.join(' ')}`));
  const options = commands.flatMap(({ path, options: ofCommand }) =>
    ofCommand.filter(({ value }) => value !== 'none').map((option) => ({ at: path.join(' '), ...option })),
  );
  return `#compdef configmend
# zsh completion of configmend: source <(configmend completion zsh)
_configmend() {
  local at='' word='' need='' kind='' valued='' prev=''
  local -a list
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $valued ]]; then
      valued=''
      continue
    fi
    _configmend_values "\${at# }|$word"
    if [[ $need == required ]]; then
      valued=yes
    else
      case "$at $word" in
        ${paths.map((path) => `(${path})`).join(' | ')}) at="$at $word" ;;
      esac
    fi
  done
  at=\${at# }
  prev=\${words[CURRENT - 1]}
  if [[ \${words[CURRENT]} == --*=* ]]; then
    prev=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  _configmend_values "$at|$prev"
  if [[ $need == required ]] || [[ $need == optional && \${words[CURRENT]} != -* ]]; then
    case $kind in
      words) compadd -a list ;;
      files) _files ;;
    esac
    return
  fi
  case "$at" in
${commands.map(zshCase).join('\n')}
  esac
}

_configmend_values() {
  need=none kind=unknown
  list=()
  case "$1" in
${options
  .map(({ at, flags, value, values }) => {
    const patterns = flags.map((flag) => `(${quoted(`${at}|${flag}`)})`).join(' | ');
    return `    ${patterns}) need=${value}; ${assigned(values)} ;;`;
  })
  .join('\n')}
  esac
}

if [[ \${funcstack[1]} == _configmend ]]; then
  _configmend "$@"
else
  compdef _configmend configmend
fi
`;
}

function zshCase({ path, subcommands, options, arguments: values }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.description)));
  const names = subcommands.map(({ name, description }) => described(name, description));
  return `    (${quoted(path.join(' '))})
      if [[ \${words[CURRENT]} == -* ]]; then
        list=(${flags.join(' ')})
        _describe -o option list
      ${names.length > 0 ? `else\n        list=(${names.join(' ')})\n        _describe command list` : plain(values)}
      fi
      ;;`;
}

function plain(values: Values): string {
  if (values.kind === 'files') return 'else\n        _files';
  if (values.kind === 'words') return `else\n        ${assigned(values)}; compadd -a list`;
  return 'else\n        :';
}

/** `_describe` splits at the first colon. */
function described(word: string, description: string): string {
  return quoted(`${word.replaceAll(':', '\\\\:')}:${description}`);
}

function assigned(values: Values): string {
  return values.kind === 'words' ? `kind=words list=(${values.words.map(quoted).join(' ')})` : `kind=${values.kind}`;
}
