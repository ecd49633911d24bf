import { AwsError } from '../aws-error.ts';

const unitsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Milliseconds between two firings of `rate(VALUE UNIT)`: the unit is singular for 1 and plural otherwise (Amazon EventBridge
 * User Guide, "Rate expressions"). `cron(…)` is not implemented here.
 */
export function parseSchedule(expression: string): number {
  if (expression.startsWith('cron(')) {
    throw new AwsError('NotImplemented', 'the local account does not implement cron(…) in ScheduleExpression', 501);
  }
  const [, digits = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(digits);
  if (value < 1 || (value === 1) === (plural === 's')) {
    throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
  return value * unitsMs[unit === 'minute' || unit === 'hour' ? unit : 'day'];
}
