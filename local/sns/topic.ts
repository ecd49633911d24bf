import type { FilterPolicy } from './filter-policy.ts';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** What was set of DisplayName, Policy, KmsMasterKeyId and SignatureVersion. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By ARN, in the order of subscribing. */
  readonly subscriptions: Map<string, Subscription>;
  deletedSubscriptions: number;
}

export interface Subscription {
  readonly arn: string;
  readonly topic: Topic;
  readonly protocol: 'lambda' | 'sqs' | 'email';
  readonly endpoint: string;
  readonly principalArn: string;
  /** What ConfirmSubscription asks for; undefined once it is confirmed. */
  token: string | undefined;
  settings: SubscriptionSettings;
}

export interface SubscriptionSettings {
  readonly rawMessageDelivery: boolean;
  readonly filterScope: FilterPolicy['scope'];
  readonly filter?: FilterPolicy | undefined;
}
