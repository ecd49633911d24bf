/** All that must be so, by the names that failures are told by. */
export const invariants = [
  'a mend opens nothing',
  'a restore changes nothing without a snapshot before',
  'a restore gives back the state before',
  'a restore keeps what people changed since',
  'a restore takes nothing legal away on its way',
  'a restore that fails says why by a code',
  'a restore that is rejected has changed nothing',
  'every alarm is told',
  'every change is in the ledger',
  'every change is told',
  'every dead letter is told',
  'every restore is in the ledger',
  'every restore is told',
  'every trip of the breaker is told',
  'every violation has an end',
  'everything comes to an end',
  'no legal access is lost at any instant',
  'no more is mended than the limits allow',
  'no secret is told or logged',
  'no unapproved change is left',
  'nobody mends what another is mending',
  'nothing is begun with the breaker tripped',
  'nothing is begun with the gate closed',
  'nothing is called mended before it is read again',
  'nothing is changed by an old answer of the gate',
  'nothing is changed that the safeguards have not admitted',
  'nothing is changed with the gate closed',
  'nothing is changed without a snapshot before',
  'nothing is left open',
  'nothing is mended in its grace period',
  'only remediators change a resource',
  'what has ended is no more in flight',
  'what keeps coming back is left to people',
  'work is bounded',
] as const;
export type Invariant = (typeof invariants)[number];

/** Something that must never be so, and was. */
export interface Broken {
  readonly invariant: Invariant;
  readonly detail: string;
}
