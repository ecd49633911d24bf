import type { Fault } from './due-faults.ts';

/** Who runs: one invocation of a function, or a person. */
export interface Actor {
  /** Of the bundle, `person`, `operator` or `stranger`, who is one of the people that may not change groups. */
  readonly name: string;
  readonly number: number;
  readonly principalArn: string;
  /** What it finds in `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its process is gone: nothing that it still computes reaches anybody. */
  dead: boolean;
  readonly startedAt: number;
  /** How its latest reading of the gate came out. */
  gate?: 'open' | 'closed';
  /** When it had that, in milliseconds since the beginning. */
  gateAt?: number;
  endedAt?: number;
  /** Of a restore by the operator: what befalls its calls. */
  readonly trouble?: {
    /** What befalls its next call. */
    fault(service: string, operation: string): Fault | undefined;
    /** Its process ends. */
    dies(): void;
  };
}

/** Whether it is people's own doing, and no function's. */
export function isPerson({ name }: Actor): boolean {
  return name === 'person' || name === 'operator' || name === 'stranger';
}
