import { InvalidArgumentError } from 'commander';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** `90m`, `24h`, `7d` or `2w` in milliseconds. Throws InvalidArgumentError. */
export function duration(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([mhdw])$/.exec(text) ?? [];
  if (isUnit(unit)) return Number(count) * unitMs[unit];
  throw new InvalidArgumentError('not a duration such as 90m, 24h or 7d');
}

function isUnit(text: string): text is keyof typeof unitMs {
  return Object.hasOwn(unitMs, text);
}

/** A date (its first moment in UTC), a time with its zone, or how long ago (`24h`). Throws InvalidArgumentError. */
export function moment(text: string, now = new Date()): Date {
  if (/^[1-9]\d{0,5}[mhdw]$/.test(text)) return new Date(now.getTime() - duration(text));
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const date = new Date(text);
  if (isWritten && !Number.isNaN(date.getTime()) && isOfCalendar(text)) return date;
  throw new InvalidArgumentError(
    'not a date such as 2026-11-20, a time such as 2026-11-20T18:00:00Z, or 7d for so long ago',
  );
}

/** 31 February is written like a date, and JavaScript takes it for one in March. */
function isOfCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
