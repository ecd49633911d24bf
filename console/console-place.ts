import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { Accounts } from '../accounts/accounts.ts';
import { accountWords, type Place } from '../accounts/membership.ts';
import type { ResourceType } from '../contract/resource.ts';
import type { AnyReader } from '../resources/reader.ts';
import type { ShownPlace } from './console-data.ts';
import { type DeployedRule, deployedRules } from './deployed-rules.ts';
import { remembered } from './remembered.ts';

/** What the console reads with in one account and region. */
export interface PlaceClients {
  readonly config: ConfigServiceClient;
  /** New ones each time: a reader keeps what it read of prefix lists. */
  readonly readers: Readonly<Record<ResourceType, () => AnyReader>>;
}

/** One account and region that the console looks at. */
export interface ConsolePlace extends Place {
  /** Rejects with why nothing can be read there. */
  open(): Promise<PlaceClients>;
}

/** The same with what is asked for by every page kept for a while. */
export interface KnownPlace {
  readonly shown: ShownPlace;
  open(): Promise<PlaceClients>;
  rules(): Promise<readonly DeployedRule[]>;
  /** Names of groups, as far as they were read. Never rejects. */
  names(): Promise<ReadonlyMap<string, string>>;
}

/** Rules and names change seldom. */
const rememberMs = 60_000;

export function knownPlace(place: ConsolePlace, members: Accounts | undefined, now: () => Date): KnownPlace {
  const { accountId, region } = place;
  return {
    shown: { accountId, region, account: accountWords(members, accountId) },
    open: () => place.open(),
    rules: remembered(async () => deployedRules((await place.open()).config), rememberMs, now),
    names: remembered(() => namesOf(place), rememberMs, now),
  };
}

/** Without the permission to list groups they are shown by their ids. */
async function namesOf(place: ConsolePlace): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  try {
    const groups = (await place.open()).readers['AWS::EC2::SecurityGroup']();
    for await (const group of groups.list(() => undefined)) {
      names.set(group.id, group.type === 'AWS::EC2::SecurityGroup' ? group.name : group.id);
    }
  } catch {
    return names;
  }
  return names;
}
