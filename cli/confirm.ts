import { createInterface } from 'node:readline/promises';
import { Failure } from '../contract/failure.ts';
import { plainText } from './plain-text.ts';

/** Whether the operator wants it: only `y` or `yes` says so. Throws USAGE where nobody can be asked. */
export async function confirm(
  question: string,
  streams: {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream;
  } = {
    input: process.stdin,
    output: process.stderr,
  },
): Promise<boolean> {
  const { input, output } = streams;
  if (input.isTTY !== true) {
    throw new Failure('USAGE', 'nothing was changed: there is no terminal to ask on, so give --yes to go on unasked');
  }
  const asking = createInterface({ input, output });
  try {
    // An end of the input, such as Ctrl-D, is no yes; without this the question would wait for ever.
    const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
    const answer = await Promise.race([asking.question(`${plainText(question)} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
