import type { Sighting } from '../contract/sighting.ts';
import type { ComplianceChange } from './announcement.ts';

/** What is known beside a telling when it is put into words; pure. */
export interface Known {
  /** `name (id)`, and the id alone where no name is known. */
  readonly account: (accountId: string) => string;
  /** The call that may have brought a violation about; undefined where none is known. */
  readonly sighting: (change: ComplianceChange) => Sighting | undefined;
}

export const nothingKnown: Known = { account: (accountId) => accountId, sighting: () => undefined };
