import * as v from 'valibot';
import { moment } from './moment.ts';

/**
 * What the watch over exemptions remembers from one run to the next: `exemptions/watched.json` in the ledger bucket, written only if
 * nobody else has. The digests are of whole entries, so that an entry that was changed is another one.
 */
export const ExemptionWatch = v.strictObject({
  version: v.literal(1),
  /** The exemptions that were in force. */
  inForce: v.array(v.strictObject({ digest: v.string(), rule: v.string() })),
  /** Reminders that were given: digest and days. */
  reminded: v.array(v.string()),
  /** Rules whose verdicts are out of date, since AWS Config would not evaluate them again yet. */
  outdated: v.array(v.string()),
  /** Since when the lists cannot be read; people were told then. */
  unreadableSince: v.nullable(moment),
  /** The last look that was noted: of what ended before it nothing is left to do. Absent before the first. */
  lookedAt: v.optional(moment),
});
export type ExemptionWatch = v.InferOutput<typeof ExemptionWatch>;

/** Before anything was seen; the stack creates the object with it. */
export const initialExemptionWatch: ExemptionWatch = {
  version: 1,
  inForce: [],
  reminded: [],
  outdated: [],
  unreadableSince: null,
};
