import { classifyError, errorText } from '../aws/classify-error.ts';

/**
 * What AWS would not say for a reason that passes: throttled, unavailable, no connection. A verdict that is undecided for it is worth another
 * try; one that is undecided for a missing permission is not.
 */
export interface PassingErrors {
  /** In words, in the order that they came. */
  readonly reasons: readonly string[];
  /** Keeps an error that passes, and no other. */
  note(error: unknown): void;
}

export function passingErrors(): PassingErrors {
  const reasons: string[] = [];
  return {
    reasons,
    note(error) {
      if (classifyError(error) === 'transient') reasons.push(errorText(error));
    },
  };
}
