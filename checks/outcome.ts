/** What a check found. One whose tool cannot be had is skipped: that is neither a pass nor a failure, and says so. */
export type Outcome =
  | { readonly kind: 'passed'; readonly summary: string }
  | { readonly kind: 'failed'; readonly findings: readonly string[] }
  | { readonly kind: 'skipped'; readonly what: string; readonly why: string; readonly howToGetIt: string };

/** Lines for people; a skip is one line, which GitHub shows beside the run as well. */
export function outcomeLines(outcome: Outcome, inGitHub = process.env['GITHUB_ACTIONS'] === 'true'): string[] {
  switch (outcome.kind) {
    case 'passed':
      return [`passed: ${outcome.summary}`];
    case 'failed':
      return [...outcome.findings.map((finding) => `- ${finding}`), `FAILED: ${outcome.findings.length} findings`];
    case 'skipped': {
      const line = `SKIPPED: ${outcome.what}: ${outcome.why}; ${outcome.howToGetIt}`.replaceAll(/\s+/g, ' ');
      return [inGitHub ? `::warning::${line}` : line];
    }
    default:
      return outcome satisfies never;
  }
}
