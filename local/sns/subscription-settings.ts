import { invalidParameter, lacking } from './errors.ts';
import { type FilterPolicy, readFilterPolicy } from './filter-policy.ts';
import type { SubscriptionSettings } from './topic.ts';

export const defaultSubscriptionSettings: SubscriptionSettings = {
  rawMessageDelivery: false,
  filterScope: 'MessageAttributes',
};

/** What SNS can set besides. */
const known = ['DeliveryPolicy', 'RedrivePolicy', 'ReplayPolicy', 'ReplayStatus', 'SubscriptionRoleArn'];

/** The settings after some attributes were set; `where` begins the messages of errors. Throws InvalidParameter. */
export function withSubscriptionAttributes(
  settings: SubscriptionSettings,
  protocol: string,
  attributes: Readonly<Record<string, string>>,
  where: string,
): SubscriptionSettings {
  for (const name of Object.keys(attributes)) {
    if (known.includes(name)) throw lacking(`the subscription attribute ${name}`);
    if (!['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope'].includes(name)) {
      throw invalidParameter(`${where}AttributeName`);
    }
  }
  const raw = attributes['RawMessageDelivery'];
  const scope = attributes['FilterPolicyScope'];
  const filterScope = scope === undefined ? settings.filterScope : readScope(scope, where);
  return {
    rawMessageDelivery: raw === undefined ? settings.rawMessageDelivery : readRaw(raw, protocol, where),
    filterScope,
    // A policy is read again under another scope, which may not allow it.
    filter: readFilterPolicy(attributes['FilterPolicy'] ?? settings.filter?.text ?? '', filterScope, where),
  };
}

function readRaw(value: string, protocol: string, where: string): boolean {
  if (value !== 'true' && value !== 'false') {
    throw invalidParameter(`${where}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  if (value === 'true' && protocol !== 'sqs') {
    throw invalidParameter(`${where}Delivery protocol [${protocol}] does not support raw message delivery.`);
  }
  return value === 'true';
}

function readScope(value: string, where: string): FilterPolicy['scope'] {
  if (value === 'MessageAttributes' || value === 'MessageBody') return value;
  throw invalidParameter(
    `${where}FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
  );
}
