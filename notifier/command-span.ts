import type { Span } from './draft.ts';
import { code } from './draft.ts';

/** What a shell takes as one word and nothing else, and no command as an option. */
const plainWord = /^[A-Za-z0-9][\w.:/-]*$/;

/**
 * A command to be copied into a shell. What comes from outside and could be more than a word there is replaced by `placeholder`,
 * since a name may be written by whoever wants it to be run.
 */
export function commandSpan(
  command: string,
  argument?: { readonly value: string; readonly placeholder: string },
): Span {
  if (argument === undefined) return code(command);
  const { value, placeholder } = argument;
  return code(`${command} ${plainWord.test(value) ? value : placeholder}`);
}
