/**
 * What happens instead of, or around, an answer. `error`: nothing runs. `delay`: the operation runs `ms` later, in real time
 * whatever the account's clock does, and also if the client did not wait for it. `lose` cuts the connection: `before` the operation
 * ran, or `after` it took effect, which a client cannot tell apart.
 */
export type Fault =
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'lose'; readonly when: 'before' | 'after' };

export interface FaultedCall {
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principalArn: string;
  /** The request's body as text, so that a fault can be aimed at one resource. */
  readonly body: string;
  readonly path: string;
}

export interface FaultRule {
  readonly service?: string;
  readonly operation?: string;
  /** Only calls for which this holds. */
  readonly when?: (call: FaultedCall) => boolean;
  /** How many calls it strikes; without it, all. */
  readonly times?: number;
  readonly fault: Fault;
}

/** The faults in force. Rules are tried in the order in which they were injected; the first that matches strikes. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = [];

  /** Returns what takes the rule back. */
  inject(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#rules = [];
  }

  strike(call: FaultedCall): Fault | undefined {
    const entry = this.#rules.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.service === undefined || rule.service === call.service) &&
        (rule.operation === undefined || rule.operation === call.operation) &&
        (rule.when === undefined || rule.when(call)),
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.rule.fault;
  }
}
