import { type Command, Option } from 'commander';
import { port } from './console-command.ts';
import type { Terminal } from './terminal.ts';

/** `configmend demo`. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .description('run the whole pipeline against the embedded local account')
    .option('--json', 'print the story as data')
    .addOption(
      new Option('--serve', 'keep the account running, with the console on it, until Ctrl-C').conflicts('json'),
    )
    .addOption(new Option('--port <port>', 'of the console, on 127.0.0.1 (default: one that is free)').argParser(port))
    .addHelpText('after', '\nExamples:\n  configmend demo\n  configmend demo --serve')
    .action(async (options: { json?: boolean; serve?: boolean; port?: number }) => {
      if (options.serve === true) {
        const { serveDemo } = await import('./demo/serve.ts');
        process.exitCode = await serveDemo(options.port === undefined ? {} : { port: options.port }, terminal);
        return;
      }
      const { demo } = await import('./demo/demo.ts');
      process.exitCode = await demo(options.json === true, terminal);
    });
}
