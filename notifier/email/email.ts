/** A plain-text e-mail, as SNS sends it to subscribers of the protocol `email`. */
export interface Email {
  readonly subject: string;
  readonly body: string;
}

/**
 * SNS takes a subject of less than 100 ASCII characters without line breaks and control characters, and a message of at most 262,144
 * bytes (Amazon SNS API, Publish). Mail carries lines of at most 998 bytes (RFC 5322, 2.1.1).
 */
export const emailLimits = { subject: 99, bodyBytes: 240_000, lineBytes: 998, width: 76 } as const;
