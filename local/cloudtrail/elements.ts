/** A JSON object of a record. */
export interface Elements {
  readonly [name: string]: unknown;
}

/** The part of a record that differs from call to call. */
export interface CallElements {
  /** Null where the request could not be read. */
  readonly requestParameters: Elements | null;
  /** Null where the call failed, and where it answers nothing. */
  readonly responseElements: Elements | null;
  readonly additionalEventData?: Elements;
  readonly resources?: readonly Elements[];
}

/** The elements that are there. */
export function present(elements: Elements): Elements {
  return Object.fromEntries(Object.entries(elements).filter(([, value]) => value !== undefined));
}
