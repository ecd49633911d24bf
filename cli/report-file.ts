import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../contract/failure.ts';
import { typedPath } from './typed-path.ts';

/** Whether a report could be written there, asked before the work that it is about. Throws FILE_NOT_WRITTEN. */
export async function assertWritable(path: string): Promise<void> {
  try {
    const file = typedPath(path);
    const there = await stat(file).catch(() => undefined);
    if (there?.isDirectory() === true) throw new Error('it is a directory');
    await access(there === undefined ? dirname(file) : file, constants.W_OK);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/** Writes a report, with a line feed at its end. Throws FILE_NOT_WRITTEN. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(typedPath(path), text.endsWith('\n') ? text : `${text}\n`);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('FILE_NOT_WRITTEN', `${path}: cannot be written: ${why}`, { cause });
}
