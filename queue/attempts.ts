/** Mends that fail for a passing reason are tried so often in all, then dead-lettered. */
export const maxAttempts = 5;

/** 15, 30, 60, 120 seconds … at most SQS's longest delay of 15 minutes. */
export function backoffSeconds(attempt: number): number {
  return Math.min(900, 15 * 2 ** attempt);
}
