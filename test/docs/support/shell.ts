/** What a piece of a word stands for. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  /** What these print: `$(…)`, or `<(…)` as the name of a file with it. */
  | { readonly kind: 'output'; readonly commands: readonly ShellCommand[] };

export type Word = readonly Part[];

export interface ShellCommand {
  /** `NAME=VALUE` before the first word, or alone. */
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
}

const keywords = new Set(['while', 'until', 'do', 'done', 'if', 'then', 'else', 'fi', '!']);

/**
 * The simple commands of a shell script in their order, of lists, pipelines and loops too, those within `$(…)` in the words that they
 * give. Where output goes (`> FILE`) is left out. Of the shell's language it knows what the documents use; the rest is a SyntaxError.
 */
export function shellCommands(script: string): ShellCommand[] {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(script);
    at += found?.[0].length ?? 0;
    return found;
  };
  const notUnderstood = (): never => {
    throw new SyntaxError(`not understood as a shell's: ${script.slice(at, at + 60) || 'the end'}`);
  };

  function commands(nested: boolean): ShellCommand[] {
    const found: ShellCommand[] = [];
    let words: Word[] = [];
    const end = (): void => {
      const command = commandOf(words);
      if (command.words.length + command.assignments.length > 0) found.push(command);
      words = [];
    };
    for (;;) {
      if (take(/(?:[ \t]|\\\n)+/) ?? take(/#.*/)) continue;
      const isOver = nested ? take(/\)/) !== null : at === script.length;
      if (isOver) {
        end();
        return found;
      }
      if (take(/&&|\|\||[\n;|&]/)) end();
      else if (take(/(?:>>?|<)(?!\()[ \t]*/)) word();
      else words.push(word());
    }
  }

  function word(): Part[] {
    const parts: Part[] = [];
    for (;;) {
      const part = quoted() ?? fileOfOutput() ?? expanded() ?? plain(/[^\s'"\\$;&|<>(){}`]+/);
      if (part === undefined) return parts.length === 0 ? notUnderstood() : parts;
      parts.push(...part);
    }
  }

  function quoted(): Part[] | undefined {
    const single = take(/'([^']*)'/);
    if (single !== null) return [{ kind: 'text', text: single[1] ?? '' }];
    if (take(/"/) === null) return undefined;
    const parts: Part[] = [{ kind: 'text', text: '' }];
    while (take(/"/) === null) parts.push(...(expanded() ?? plain(/[^"\\$`]+/) ?? notUnderstood()));
    return parts;
  }

  function fileOfOutput(): Part[] | undefined {
    return take(/<\(/) === null ? undefined : [{ kind: 'output', commands: commands(true) }];
  }

  function expanded(): Part[] | undefined {
    if (take(/\$\(/)) return [{ kind: 'output', commands: commands(true) }];
    const variable = take(/\$\{([^}]+)\}|\$(\w+)/);
    if (variable !== null) return [{ kind: 'variable', name: variable[1] ?? variable[2] ?? '' }];
    const escaped = take(/\\(.)/);
    return escaped === null ? undefined : [{ kind: 'text', text: escaped[1] ?? '' }];
  }

  function plain(pattern: RegExp): Part[] | undefined {
    const found = take(pattern);
    return found === null ? undefined : [{ kind: 'text', text: found[0] }];
  }

  return commands(false);
}

function commandOf(given: readonly Word[]): ShellCommand {
  const words = [...given];
  while (keywords.has(written(words[0] ?? []))) words.shift();
  const assignments: ShellCommand['assignments'][number][] = [];
  for (let found = assignment(words[0]); found !== undefined; found = assignment(words[0])) {
    assignments.push(found);
    words.shift();
  }
  return { assignments, words };
}

function assignment(word: Word = []): ShellCommand['assignments'][number] | undefined {
  const [first, ...rest] = word;
  const [whole, name] = first?.kind === 'text' ? (/^([A-Za-z_]\w*)=/.exec(first.text) ?? []) : [];
  if (whole === undefined || name === undefined || first?.kind !== 'text') return undefined;
  return { name, value: [{ kind: 'text', text: first.text.slice(whole.length) }, ...rest] };
}

/** A word or a command as somebody would read it, without its quotes. */
export function written(word: Word): string {
  return word
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'variable') return `$${part.name}`;
      return `$(${part.commands.map(writtenCommand).join('; ')})`;
    })
    .join('');
}

export function writtenCommand({ assignments, words }: ShellCommand): string {
  return [...assignments.map(({ name, value }) => `${name}=${written(value)}`), ...words.map(written)].join(' ');
}
