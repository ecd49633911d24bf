import type { PublicStatement } from '../contract/violation.ts';
import type { AllowStatement } from '../publicness/policy-document.ts';
import { editPolicyText } from './policy-text.ts';

export type Drops = NonNullable<PublicStatement['narrowBy']>;

/** A statement of the policy as it is, and what to drop from it: null where it goes whole. */
export interface StatementCut {
  readonly statement: AllowStatement;
  readonly drops: Drops | null;
  readonly notes: readonly string[];
}

/** The policy with that statement narrowed; null where it does not hold those parts, or nothing would be left beside them. */
export function narrowedText(text: string, index: number, drops: Drops): string | null {
  try {
    return editPolicyText(text, { remove: new Set(), narrow: new Map([[index, drops]]) });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
