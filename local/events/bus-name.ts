import { partitionOf } from '../credentials.ts';

/** An event bus: `arn:…:event-bus/NAME`. */
export interface BusName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

const arn = /^arn:aws[a-z-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/([.\-_A-Za-z0-9/]+)$/;

/** A bus by ARN, or by name as the caller's account and region know it. */
export function parseBusName(text: string, caller: { accountId: string; region: string }): BusName {
  const [, region, accountId, name] = arn.exec(text) ?? [];
  return region === undefined || accountId === undefined || name === undefined
    ? { accountId: caller.accountId, region: caller.region, name: text }
    : { accountId, region, name };
}

export function busArn({ accountId, region, name }: BusName): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/${name}`;
}

export function busArnOf(text: string, caller: { accountId: string; region: string }): string {
  return busArn(parseBusName(text, caller));
}
