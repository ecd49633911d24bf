import type { Exemption, ExemptionList } from '../../contract/exemption.ts';
import type { ExemptionReading } from '../../exemptions/read-exemptions.ts';
import { portsRule } from './instructions.ts';

/** In force from 20 to 30 November 2026, on everything in the account of the tests, unless said otherwise. */
export function exemption(overrides: Partial<Exemption> = {}): Exemption {
  return {
    id: 'partner',
    rule: portsRule,
    account: '123456789012',
    owner: 'network team',
    reason: 'the partner moves in December',
    created: '2026-11-20',
    expires: '2026-11-30',
    ...overrides,
  };
}

export function exemptionList(...exemptions: readonly Exemption[]): ExemptionList {
  return { maxDays: 90, tagExemptions: false, exemptions };
}

/** A reading that finds these. */
export function reading(...exemptions: readonly Exemption[]): () => Promise<ExemptionReading> {
  return () => Promise.resolve({ kind: 'read', list: exemptionList(...exemptions) });
}
