import { AwsError } from '../aws-error.ts';

const unitsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** When a rule fires next, after a moment in milliseconds since the epoch. */
export type Schedule = (after: number) => number;

/**
 * `rate(VALUE UNIT)`, the unit singular for 1 and plural otherwise (Amazon EventBridge User Guide, "Rate expressions"), or a time of each
 * day in UTC, `cron(MINUTE HOUR * * ? *)`. Any other `cron(…)` is not implemented here.
 */
export function parseSchedule(expression: string): Schedule {
  if (expression.startsWith('cron(')) return daily(expression);
  const [, digits = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(digits);
  if (value < 1 || (value === 1) === (plural === 's')) throw invalid();
  const intervalMs = value * unitsMs[unit === 'minute' || unit === 'hour' ? unit : 'day'];
  return (after) => after + intervalMs;
}

function daily(expression: string): Schedule {
  const [, minute, hour] = /^cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined || hour === undefined) {
    throw new AwsError(
      'NotImplemented',
      'the local account implements cron(…) in ScheduleExpression for one time of each day only',
      501,
    );
  }
  if (Number(minute) > 59 || Number(hour) > 23) throw invalid();
  const sinceMidnight = Number(hour) * unitsMs.hour + Number(minute) * unitsMs.minute;
  return (after) => {
    const today = Math.floor(after / unitsMs.day) * unitsMs.day + sinceMidnight;
    return today > after ? today : today + unitsMs.day;
  };
}

function invalid(): AwsError {
  return new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
}
