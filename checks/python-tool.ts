import { dirname, join } from 'node:path';
import { reasonOf, runTool, succeeded } from './run-tool.ts';

export interface PythonTool {
  /** With its version, as pip takes it: `checkov==3.3.30`, `moto[ec2]==5.2.5`. */
  readonly requirement: string;
  /** The program that it brings. */
  readonly program: string;
  readonly folder: string;
  readonly seconds: number;
  /** A file of the versions that what it needs has to have (pip documentation, "Constraints Files"). */
  readonly constraints?: string;
  readonly python?: string;
}

/** Where the program of a Python tool is, in a virtual environment of its own, or why pip cannot install it there. */
export async function pythonTool(tool: PythonTool): Promise<{ program: string } | { refused: string }> {
  const { requirement, folder, seconds, constraints, python = 'python3' } = tool;
  const environment = join(folder, 'venv');
  const interpreter = join(environment, 'bin', 'python');
  const program = join(environment, 'bin', tool.program);
  const [name = '', version = ''] = requirement.replace(/\[.*\]/, '').split('==');
  const asked = `import importlib.metadata as m;print(m.version(${JSON.stringify(name)}))`;
  const present = await runTool(interpreter, ['-c', asked], { folder, seconds: 60 });
  if (succeeded(present) && present.output.trim() === version) return { program };
  const created = await runTool(python, ['-m', 'venv', '--clear', dirname(dirname(program))], { folder, seconds: 60 });
  if (!succeeded(created)) return { refused: reasonOf(created, `${python} -m venv`) };
  const quietly = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];
  const what = [...(constraints === undefined ? [] : ['--constraint', constraints]), requirement];
  const installed = await runTool(interpreter, ['-m', 'pip', 'install', ...quietly, ...what], { folder, seconds });
  return succeeded(installed) ? { program } : { refused: reasonOf(installed, 'pip install') };
}
