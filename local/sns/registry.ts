import { AwsError } from '../aws-error.ts';
import { policyAllows } from '../policy-allows.ts';
import { type Caller, Regional } from '../service.ts';
import { invalidParameter, notFound } from './errors.ts';
import type { Subscription, Topic } from './topic.ts';

/** All topics of all accounts and regions. */
export class TopicRegistry {
  readonly #regions = new Regional<Map<string, Topic>>(() => new Map());

  /** By ARN, in the order of creation. */
  of(where: { accountId: string; region: string }): Map<string, Topic> {
    return this.#regions.of(where);
  }

  find(arn: string): Topic | undefined {
    const [, , , region = '', accountId = ''] = arn.split(':');
    return this.of({ accountId, region }).get(arn);
  }

  /** The topic for an action the caller may take. Throws InvalidParameter, NotFound and AuthorizationError. */
  topic(arn: string, caller: Caller, action: string): Topic {
    const parts = assertArn(arn, 'TopicArn');
    if (parts[2] !== 'sns' || parts[3] !== caller.region) throw invalidParameter('TopicArn');
    const topic = this.find(arn);
    if (topic === undefined) throw notFound('Topic');
    if (
      topic.accountId !== caller.accountId &&
      !policyAllows(topic.attributes.get('Policy'), caller, { action: `sns:${action}`, resource: arn })
    ) {
      throw new AwsError(
        'AuthorizationError',
        `User: ${caller.principalArn} is not authorized to perform: SNS:${action} on resource: ${arn}`,
        403,
      );
    }
    return topic;
  }

  /** A subscription of the caller's account. */
  subscription(arn: string, caller: Caller): Subscription | undefined {
    const parts = assertArn(arn, 'SubscriptionArn');
    if (parts.length !== 7 || parts[2] !== 'sns') throw invalidParameter('SubscriptionArn');
    const topic = this.find(parts.slice(0, 6).join(':'));
    return topic?.accountId === caller.accountId ? topic.subscriptions.get(arn) : undefined;
  }
}

function assertArn(arn: string, parameter: string): string[] {
  const parts = arn.split(':');
  if (parts.length < 6) {
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  }
  return parts;
}
