import { Command } from 'commander';
import { addBreakerCommand } from './breaker-command.ts';
import { addCompletionCommand } from './completion-command.ts';
import { addDeadLettersCommand } from './dead-letters-command.ts';
import { addConsoleCommand } from './console-command.ts';
import { addDemoCommand } from './demo-command.ts';
import { addExemptionsCommand } from './exemptions-command.ts';
import { addHistoryCommand } from './history-command.ts';
import { addInspectCommand } from './inspect-command.ts';
import { addRestoreCommand } from './restore-command.ts';
import { addRulesCommand } from './rules-command.ts';
import { addScanCommand } from './scan-command.ts';
import { addSweepCommand } from './sweep-command.ts';
import type { Terminal } from './terminal.ts';

/** Every command there is: one line each, in the order in which `--help` lists them. Nothing runs until it is parsed. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('configmend')
    .description('Judges what the internet can really reach, and cuts out exactly that.')
    .showHelpAfterError('(--help shows the options, with examples)')
    .addHelpText('after', help);
  addScanCommand(program, terminal);
  addSweepCommand(program, terminal);
  addInspectCommand(program, terminal);
  addRulesCommand(program, terminal);
  addDeadLettersCommand(program, terminal);
  addBreakerCommand(program, terminal);
  addExemptionsCommand(program, terminal);
  addHistoryCommand(program, terminal);
  addRestoreCommand(program, terminal);
  addConsoleCommand(program, terminal);
  addDemoCommand(program, terminal);
  addCompletionCommand(program, terminal);
  return program;
}

const help = `
Examples:
  configmend demo
  configmend scan --region eu-west-1
  configmend scan --help`;
