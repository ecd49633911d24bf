const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const words = ['true', 'false', 'null'];

/**
 * Where a text stops being JSON: the offset of the first character that cannot stand there, the text's length where it ends too
 * early, null where it is JSON. JSON.parse tells it in some of its messages only, and Node 20 not for the commonest.
 */
export function jsonErrorOffset(text: string): number | null {
  const closers: string[] = [];
  let at = end(space, text, 0);
  /** What may come next: a value, a value or the end of an array, a key, a key or the end of an object, or what follows a value. */
  let expected: 'value' | 'element' | 'key' | 'member' | 'after' = 'value';
  while (expected !== 'after' || closers.length > 0 || at < text.length) {
    const character = text[at];
    if (character === undefined) return at;
    const closes = expected === 'after' || expected === 'element' || expected === 'member';
    if (closes && closers.length > 0 && character === closers.at(-1)) {
      closers.pop();
      at += 1;
      expected = 'after';
    } else if (expected === 'after') {
      if (character !== ',' || closers.length === 0) return at;
      at += 1;
      expected = closers.at(-1) === '}' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'member') {
      const key = character === '"' ? string(text, at) : { error: at };
      if ('error' in key) return key.error;
      at = end(space, text, key.end);
      if (text[at] !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      at += 1;
      expected = character === '{' ? 'member' : 'element';
    } else {
      const scalar = character === '"' ? string(text, at) : numberOrWord(text, at);
      if ('error' in scalar) return scalar.error;
      at = scalar.end;
      expected = 'after';
    }
    at = end(space, text, at);
  }
  return null;
}

type Scanned = { readonly end: number } | { readonly error: number };

function string(text: string, start: number): Scanned {
  for (let at = start + 1; at < text.length;) {
    const character = text.charAt(at);
    if (character === '"') return { end: at + 1 };
    if (character < ' ') return { error: at };
    const next = character === '\\' ? end(escape, text, at) : at + 1;
    // A bad escape: what comes after the backslash is what cannot stand there.
    if (next === at) return { error: Math.min(at + 1, text.length) };
    at = next;
  }
  return { error: text.length };
}

function numberOrWord(text: string, start: number): Scanned {
  const afterNumber = end(number, text, start);
  if (afterNumber > start) return { end: afterNumber };
  const word = words.find((candidate) => candidate.startsWith(text.charAt(start)));
  if (word === undefined) return { error: text[start] === '-' ? start + 1 : start };
  for (let index = 0; index < word.length; index++) {
    if (text[start + index] !== word[index]) return { error: start + index };
  }
  return { end: start + word.length };
}

/** The offset behind what the pattern takes here; the same offset where it takes nothing. */
function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
