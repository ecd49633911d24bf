import * as v from 'valibot';

/**
 * What is wrong with a message, without quoting it: the first offending field and what was expected there. valibot's
 * own texts carry the received value, which may be a policy or a secret.
 */
export function explainIssues(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  const path = v.getDotPath(issue)?.slice(0, 80);
  const field = path === undefined || path === '' ? 'the message' : path;
  if (issue.received === 'undefined') return `${field} is missing`;
  // A check of ours says what it wants in words of ours.
  if (issue.type === 'check') return `${field}: ${issue.message}`;
  const { expected } = issue;
  if (expected === null) return `${field} is malformed`;
  return expected === 'never' ? `${field} is not a known field` : `${field} should be ${expected}`;
}
