import { AwsError } from '../aws-error.ts';
import { Regional } from '../service.ts';
import { type EventBus, newBus } from './bus.ts';
import { type BusName, parseBusName } from './bus-name.ts';

export interface RegionBuses {
  /** By name; the default one is always there. */
  readonly buses: Map<string, EventBus>;
}

/** All event buses of all accounts and regions. */
export interface EventBuses {
  of(where: { accountId: string; region: string }): Map<string, EventBus>;
  find(name: BusName): EventBus | undefined;
  /**
   * The bus that a caller means by a name or an ARN, the default one if by nothing. Throws ResourceNotFoundException, for one of another
   * region too: the endpoint called is the bus's own.
   */
  named(text: string | undefined, caller: { accountId: string; region: string }): EventBus;
  all(): EventBus[];
}

export function createBuses(now: () => number): EventBuses {
  const regions = new Regional<RegionBuses>((accountId, region) => {
    const bus = newBus({ accountId, region, name: 'default' }, now());
    return { buses: new Map([[bus.name, bus]]) };
  });
  const find = (name: BusName): EventBus | undefined => regions.of(name).buses.get(name.name);
  return {
    of: (where) => regions.of(where).buses,
    find,
    named(text = 'default', caller) {
      const name = parseBusName(text, caller);
      const bus = name.region === caller.region ? find(name) : undefined;
      if (bus === undefined) throw new AwsError('ResourceNotFoundException', `Event bus ${name.name} does not exist.`);
      return bus;
    },
    all: () => regions.entries().flatMap(({ state }) => [...state.buses.values()]),
  };
}

/** Rules and policies of another account's bus, which its policy could allow, are left out. */
export function ownBus(
  buses: EventBuses,
  text: string | undefined,
  caller: { accountId: string; region: string },
): EventBus {
  const bus = buses.named(text, caller);
  if (bus.accountId === caller.accountId) return bus;
  throw new AwsError('NotImplemented', 'the local account does not implement rules on a bus of another account', 501);
}
