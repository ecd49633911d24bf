import { execFile } from 'node:child_process';

export interface ToolOptions {
  /** Must exist. */
  readonly folder: string;
  readonly seconds: number;
  /** Over our own; `undefined` takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export type ToolRun =
  | { readonly kind: 'missing' }
  | { readonly kind: 'timed-out' }
  | {
      readonly kind: 'ended';
      /** Null where a signal ended it. */
      readonly code: number | null;
      readonly output: string;
      readonly errors: string;
    };

/** Runs a program that may not be there, and stops it when its time is over. Never throws for what the program does. */
export function runTool(command: string, parameters: readonly string[], options: ToolOptions): Promise<ToolRun> {
  const { folder: cwd, seconds, environment } = options;
  const env = { ...process.env, ...environment };
  const limits = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 } as const;
  return new Promise((resolve) => {
    const child = execFile(command, parameters, { cwd, env, ...limits }, (error, output, errors) => {
      if (error?.code === 'ENOENT') return resolve({ kind: 'missing' });
      if (error?.killed === true) return resolve({ kind: 'timed-out' });
      return resolve({ kind: 'ended', code: error === null ? 0 : child.exitCode, output, errors });
    });
  });
}

/** Whether it ended, and well. */
export function succeeded(run: ToolRun): run is Extract<ToolRun, { kind: 'ended' }> & { readonly code: 0 } {
  return run.kind === 'ended' && run.code === 0;
}

/** Why a run is of no use, in one line: of what it wrote, the first line that says so. */
export function reasonOf(run: ToolRun, command: string): string {
  switch (run.kind) {
    case 'missing':
      return `there is no ${command}`;
    case 'timed-out':
      return `${command} did not finish in time`;
    case 'ended': {
      const lines = `${run.errors}\n${run.output}`.split('\n').map((line) => line.trim());
      const [telling = 'said nothing'] = [/\berror\b/i, /Error\b/, /./].flatMap((sign) =>
        lines.filter((line) => sign.test(line)),
      );
      return `${command} ended with ${run.code ?? 'a signal'} (${telling.slice(0, 200)})`;
    }
    default:
      return run satisfies never;
  }
}
