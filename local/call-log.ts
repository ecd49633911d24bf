/** One call that reached the local account, as CloudTrail would list it (reads included). */
export interface LoggedCall {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principalArn: string;
  readonly status: number;
  /** The error code answered, if any; `lost` where a fault cut the connection. */
  readonly errorCode?: string;
  /** Of a session that was begun with some. */
  readonly sessionTags?: Readonly<Record<string, string>>;
}

/** Every call in order, and the counts that tests and the bench ask for. */
export class CallLog {
  readonly calls: LoggedCall[] = [];

  add(call: LoggedCall): void {
    this.calls.push(call);
  }

  clear(): void {
    this.calls.length = 0;
  }

  count(match: Partial<Pick<LoggedCall, 'service' | 'operation' | 'accountId' | 'region' | 'principalArn'>>): number {
    const fits = (field: keyof typeof match, call: LoggedCall): boolean =>
      match[field] === undefined || match[field] === call[field];
    return this.calls.filter(
      (call) =>
        fits('service', call) &&
        fits('operation', call) &&
        fits('accountId', call) &&
        fits('region', call) &&
        fits('principalArn', call),
    ).length;
  }
}
