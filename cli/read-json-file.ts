import { readFile } from 'node:fs/promises';
import { Failure } from '../contract/failure.ts';
import { jsonErrorOffset } from './json-error-offset.ts';
import { typedPath } from './typed-path.ts';

/** Throws FILE_UNREADABLE naming the file, and for broken JSON the line and column. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(typedPath(path), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new Failure('FILE_UNREADABLE', `${path}: cannot be read (${code})`, { cause });
  }
  text = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${path}${positionIn(text)}: not valid JSON: ${reasonOnly(reason)}`;
    throw new Failure('FILE_UNREADABLE', message, { cause });
  }
}

function positionIn(text: string): string {
  const before = text.slice(0, jsonErrorOffset(text) ?? text.length).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** V8's words without the position and without the text around it, which is not ours to print. */
function reasonOnly(reason: string): string {
  return reason
    .replace(/, (?:\.\.\.)?".*" is not valid JSON.*$/s, '')
    .replace(/ in JSON at position \d+.*$/s, '')
    .replaceAll(/\s+/g, ' ');
}
