import './quiet-sdk.ts';
import { describeError, endInWords } from './end-of-process.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
endInWords(process, terminal);

try {
  await createProgram(terminal).parseAsync();
} catch (error) {
  terminal.warn(describeError(error));
  process.exitCode = 1;
}
