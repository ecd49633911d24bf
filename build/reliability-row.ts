import * as v from 'valibot';

export type Row = readonly [what: string, how: string, figure: string];

/** What runs keep of how many there were. */
export const count = v.pipe(v.number(), v.minValue(0));

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
