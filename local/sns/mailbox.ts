/** A mail that SNS would send. */
export interface Mail {
  /** ms since the epoch. */
  readonly at: number;
  readonly to: string;
  readonly topicArn: string;
  readonly kind: 'confirmation' | 'notification';
  readonly subject: string;
  readonly body: string;
  /** False for a notification to an address that has not confirmed: AWS sends it nothing but the confirmation. */
  readonly sent: boolean;
  /** For ConfirmSubscription; in a confirmation only. */
  readonly token?: string;
}

export const defaultMailSubject = 'AWS Notification Message';
