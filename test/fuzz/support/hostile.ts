import { assertLinear } from './cost.ts';

/** An input that somebody who means harm can make, of any size, and what is done with it. */
export interface Case {
  readonly what: string;
  /** The cost is measured up to twice of it. */
  readonly size: number;
  readonly make: (size: number) => unknown;
  readonly run: (input: never) => unknown;
}

export const hostile = <T>(
  what: string,
  size: number,
  make: (size: number) => T,
  run: (input: T) => unknown,
): Case => ({ what, size, make, run });

/** More of them is more than a Lambda's minute can bear beside everything else. */
const mostMs = 2000;

/** A test of each: it costs no more than it weighs. */
export function costsWhatItWeighs(cases: readonly Case[]): void {
  for (const { what, size, make, run } of cases) {
    it(what, () => assertLinear(make, size, run as (input: unknown) => unknown, mostMs));
  }
}
