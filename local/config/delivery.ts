/** How long things take inside the account, in milliseconds on its clock, and how large they may be: a model of AWS's own latency. */
export interface Delivery {
  /** From a change to its configuration item (AWS: seconds to minutes). */
  readonly recordMs: number;
  /** From a configuration item to the invocation of the rules in its scope (AWS: about half a minute). */
  readonly ruleMs: number;
  /** From a result or an item to its notification. */
  readonly notifyMs: number;
  /** From an event on the bus, or a published message, to its targets. */
  readonly eventMs: number;
  /** From a call to its CloudTrail record on the bus (AWS: seconds typically). */
  readonly cloudTrailMs: number;
  /** Waits before the retries of an asynchronous function invocation (AWS: one and two minutes). */
  readonly retryDelaysMs: readonly number[];
  /** Above this size an item is announced by a summary only (AWS: 256 KB). */
  readonly oversizedBytes: number;
}

export const quickDelivery: Delivery = {
  recordMs: 5,
  ruleMs: 2,
  notifyMs: 2,
  eventMs: 1,
  cloudTrailMs: 2,
  retryDelaysMs: [5, 10],
  oversizedBytes: 256 * 1024,
};
