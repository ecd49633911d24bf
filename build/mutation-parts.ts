/** A part of the core that is mutated by itself, with the specs that have to notice. */
export interface MutationPart {
  /** Glob patterns of the files that are mutated. */
  readonly mutate: readonly string[];
  /**
   * Patterns of the specs, in the order in which they run: the quick ones first, since the first that fails ends a mutant. Left out
   * are those that measure time or deploy a stack.
   */
  readonly specs: readonly string[];
}

/** Files that decide and call nothing, by part. The planners of the remediators are what lies between a verdict and a call. */
export const mutationParts: Readonly<Record<string, MutationPart>> = {
  exposure: {
    mutate: ['exposure/*.ts'],
    specs: [
      'test/exposure/!(exposed-ports|exposed-ports-size|unauthorised-ports).spec.ts',
      'test/exposure/exposed-ports.spec.ts',
      'test/exposure/unauthorised-ports.spec.ts',
      'test/rules/security-group-open-egress.spec.ts',
    ],
  },
  publicness: {
    mutate: ['publicness/*.ts'],
    specs: [
      'test/publicness/*.spec.ts',
      'test/rules/s3-bucket-*.spec.ts',
      'test/remediators/bucket-@(plain-http|policy-restricted|ownership-part|block-part).spec.ts',
    ],
  },
  safety: { mutate: ['safety/*.ts'], specs: ['test/safety/*.spec.ts'] },
  restore: {
    mutate: ['restore/*.ts'],
    specs: ['test/restore/!(restore-properties).spec.ts', 'test/restore/restore-properties.spec.ts'],
  },
  planning: {
    mutate: [
      'remediators/{acl-plan,block-change,cut-notes,encryption-plan,exempt-notes,highest-severity,ip-permission,kept-open}.ts',
      'remediators/{merge-plans,narrower-reverts,opened-in-vain,policy-cut,policy-deleted-principals,policy-plan,policy-text,preconditions}.ts',
      'remediators/{rule-cut,rule-fit,rule-quota,rule-revert,sift-together,sparing,security-group,s3-account,s3-bucket}.ts',
      'remediators/bucket-*-part.ts',
    ],
    // Without properties that count their cases: where time cuts them short they fail, and would be taken for having noticed.
    specs: [
      'test/remediators/@(rule-*|close-again|kept-open|opened-in-vain|cut-notes|exempt-notes|ip-permission|highest-severity|preconditions|registry|sparing|sift-together).spec.ts',
      'test/remediators/@(policy-*|bucket-*part|bucket-plain-http|bucket-policy-restricted|bucket-settings|s3-account|s3-bucket).spec.ts',
      'test/remediators/security-group?(-authorised|-exempt|-quota|-unapproved|-unwanted).spec.ts',
    ],
  },
};
