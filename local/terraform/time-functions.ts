import { TerraformError } from './terraform-error.ts';
import { toText, type Value } from './value.ts';

const msOf = { h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Functions over timestamps (Terraform documentation, "Date and Time Functions"). */
export const timeFunctions = {
  /** The duration is one whole number of hours, minutes or seconds. */
  timeadd(timestamp: Value, duration: Value): Value {
    const text = toText(duration, 'timeadd');
    const [, count, unit] = /^(-?\d+)([hms])$/.exec(text) ?? [];
    if (unit !== 'h' && unit !== 'm' && unit !== 's') throw new TerraformError(`timeadd: ${text} is not read here`);
    return new Date(parsed(timestamp, 'timeadd') + Number(count) * msOf[unit]).toISOString().replace('.000', '');
  },
  timecmp: (one: Value, other: Value): Value => Math.sign(parsed(one, 'timecmp') - parsed(other, 'timecmp')),
};

/** RFC 3339, in UTC, without fractions; a day that the calendar does not have is refused. */
function parsed(timestamp: Value, what: string): number {
  const text = toText(timestamp, what);
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? new Date(text) : undefined;
  if (date === undefined || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text.slice(0, 19))) {
    throw new TerraformError(`${what}: ${text} is not a valid RFC 3339 timestamp`);
  }
  return date.getTime();
}
