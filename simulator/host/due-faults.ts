import type { CallFault } from './scenario.ts';

export type Fault = CallFault['fault'];

/** What befalls the call of that number, if anything. A conflict waits for the next call that can have one. */
export type DueFaults = (number: number, service: string, operation: string) => Fault | undefined;

export function createDueFaults(faults: readonly CallFault[]): DueFaults {
  const byCall = new Map(faults.map(({ call, fault }) => [call, fault]));
  let conflicts = 0;
  return (number, service, operation) => {
    const due = byCall.get(number);
    if (due === 'conflict') conflicts += 1;
    if (conflicts > 0 && mayConflict(service, operation)) {
      conflicts -= 1;
      return 'conflict';
    }
    return due === 'conflict' ? undefined : due;
  };
}

/** S3's writes alone do. */
export function mayConflict(service: string, operation: string): boolean {
  return service.startsWith('s3') && /^(Put|Delete)/.test(operation);
}
