export type LogLevel = 'info' | 'warn' | 'error';

/** What a log line is written with; handlers take it as a dependency. */
export type Log = (level: LogLevel, message: string, fields: Record<string, unknown>) => void;

/**
 * Writes one JSON line to stdout, where Lambda hands it to CloudWatch Logs. `message` is static, so that it can be searched
 * and counted; everything that varies goes into `fields`. Give ids and codes, never an event, a policy or a secret. Never
 * throws: a field that JSON cannot hold is named instead of written.
 */
export function log(level: LogLevel, message: string, fields: Record<string, unknown>): void {
  // The fixed keys come last: a field of the same name must not forge the level.
  const line = { ...fields, level, message };
  try {
    console.log(JSON.stringify(line, writable));
  } catch {
    console.log(JSON.stringify({ level, message, unwritable: Object.keys(fields) }));
  }
}

// Errors keep their content in properties that JSON.stringify does not see; stacks stay out, they are the runtime's to print. The SDK takes
// name, code and message over from an answer, whatever stands there: what is no text is not written.
function writable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const code = 'code' in value ? { code: text(value.code) } : {};
  const ids = 'ids' in value ? { ids: value.ids } : {};
  return { name: text(value.name), ...code, message: text(value.message), ...ids, cause: value.cause };
}

function text(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
