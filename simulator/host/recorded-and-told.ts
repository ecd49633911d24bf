import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { EndParts } from './in-the-end.ts';
import { queuedOf } from './queued.ts';
import { isAbout } from './resource-type.ts';
import type { Broken } from './invariants.ts';
import type { Mutation } from './watch.ts';

/** Every change is in the ledger, call by call, and people were told of it. */
export function everyMutationIsRecordedAndTold({ watch, told, services, gateOpen }: EndParts): Broken[] {
  // What a function that ended could not tell is told by the next that works its message: behind a closed gate none does.
  const queued = queuedOf(services, 'remediation');
  const waits = (id: string): boolean => !gateOpen && queued.some(({ resource }) => resource.id === id);
  // Known: where nobody can be told and then no remediator be called for as long as there are attempts, people hear of the dead letter alone.
  const dead = queuedOf(services, 'dead-letters');
  const isGivenUp = (id: string): boolean =>
    dead.some(({ resource }) => resource.id === id) &&
    told.some((text) => isAbout(text, id)) &&
    watch.safety()?.inFlight.some(({ resource }) => resource.endsWith(`/${id}`)) === true;
  const entries = [...watch.ledger.values()];
  const actions = entries.flatMap((entry) => entry.actions);
  const isNamed = ({ resource: { id: resourceId }, id }: ActionRecord): boolean =>
    told.some((text) => text.includes(id) && isAbout(text, resourceId));
  // Of actions that go on with each other one is told, with what all of them did, and undoes all of them.
  const isTold = (action: ActionRecord): boolean =>
    isNamed(action) ||
    actions.some((other) =>
      other.continues === action.id ? isTold(other) : other.id === action.continues && isNamed(other),
    );
  return watch.mutations.flatMap((mutation): Broken[] => {
    const { actor, operation, resourceId } = mutation;
    const what = `${actor.name}#${actor.number} ${operation} on ${resourceId}`;
    const isAboutIt = ({ resource }: ActionRecord): boolean => resource.id === resourceId;
    const written = entries.filter((entry) => watch.ownerOf(entry) === actor && entry.actions.some(isAboutIt));
    const own = written.flatMap((entry) => entry.actions.filter(isAboutIt));
    const alike = watch.mutations.filter((other) => isSameCall(mutation, other));
    const isClosed = written.some((entry) => watch.isClosed(entry));
    if (!accountFor(own, alike, isClosed)) return [{ invariant: 'every change is in the ledger', detail: what }];
    if (own.some(isTold) || waits(resourceId) || isGivenUp(resourceId)) return [];
    return [{ invariant: 'every change is told', detail: `${what}: ${own.map(({ id }) => id).join(', ')}` }];
  });
}

function isSameCall(one: Mutation, other: Mutation): boolean {
  return one.actor === other.actor && one.operation === other.operation && one.resourceId === other.resourceId;
}

/**
 * Whether the actions of an invocation on a resource account for all that it changed by the same operation: each call is named, unless an action was
 * left open, or ended by another, since the process or its last write ended before it could say which.
 */
function accountFor(actions: readonly ActionRecord[], mutations: readonly Mutation[], isClosed: boolean): boolean {
  const [first] = mutations;
  const isCutOff = actions.some(
    ({ outcome, calls, untouched }) =>
      untouched !== true && (outcome === undefined || (calls.length === 0 && !isClosed)),
  );
  const named = actions.flatMap(({ calls }) => calls.filter(({ operation }) => operation === first?.operation));
  return isCutOff || named.length >= mutations.length;
}
