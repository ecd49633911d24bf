import type { RemediationBatch, RemediationReport } from '../contract/remediation-batch.ts';

/** How many resources one run found right already, by the rules that had asked for them: nobody else writes it down. */
export interface NoOpCount {
  add(batch: RemediationBatch, report: RemediationReport): void;
  /** Writes it down where there is anything to write. Never rejects: what cannot be written is said, and lost. */
  write(report: (message: string, fields: Record<string, unknown>) => void): Promise<void>;
}

export function createNoOpCount(save: (byRule: ReadonlyMap<string, number>) => Promise<void>): NoOpCount {
  const byRule = new Map<string, number>();
  return {
    add({ work }, { results }) {
      const idle = new Set(
        results.flatMap(({ resourceId, outcome }) => (outcome === 'nothing-to-do' ? resourceId : [])),
      );
      for (const { messages, resource } of work) {
        if (!idle.has(resource.id)) continue;
        const rules = new Set(messages.map(({ instruction }) => instruction.rule));
        for (const rule of rules) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      }
    },
    async write(report) {
      if (byRule.size === 0) return;
      try {
        await save(byRule);
      } catch (error) {
        report('what was right already is not counted', { resources: Object.fromEntries(byRule), error });
      }
    },
  };
}
