import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { SafetyState } from '../../contract/safety-state.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import { gateParameter, ledgerBucket } from './deployment.ts';
import { type Actor, isPerson } from './actor.ts';
import { type Access, accessOf, lostAccess, openedAccess } from './access.ts';
import { doorsThrough, openDoors, stateOf } from './observed.ts';
import type { Estate } from './people.ts';
import { changeRule, type Scenario } from './scenario.ts';
import { changedBy, mutatedBy, reads, retriedBy } from './changed-by.ts';
import { createGateWatch } from './gate-watch.ts';
import type { Broken, Invariant } from './invariants.ts';
import { createLimitsWatch } from './watch-limits.ts';
import { mendedTooOften } from './mended-too-often.ts';
import { hasSnapshot } from './has-snapshot.ts';
import { createReopened, isToldOpen } from './reopened.ts';
import type { Services } from './services.ts';
import { mutating } from './outage-of.ts';
import type { WiredCall } from './wire.ts';

/** A call of ours that changed a resource of people's. */
export interface Mutation {
  readonly actor: Actor;
  readonly operation: string;
  readonly resourceId: string;
  readonly at: number;
  /** The resource before the call, and before the first call of the same invocation. */
  readonly before: string | undefined;
  /** Who might reach what then, and who may after it. */
  readonly held: Access;
  readonly access: Access;
}

export interface RestoreCall {
  readonly actor: Actor;
  readonly operation: string;
  /** Who may reach what after it. */
  readonly access: Access;
  /** The ledger had the state before, by the same process. */
  readonly hasSnapshot: boolean;
}

export interface Watch {
  before(call: WiredCall): void;
  after(call: WiredCall, status: number): void;
  readonly broken: readonly Broken[];
  isTripped(): boolean;
  /** Whether the safeguards have something to tell that the next coordinator tells. */
  isAnythingUntold(): boolean;
  /** How often the breaker has tripped. */
  trips(): number;
  /** What the safeguards remember. */
  safety(): SafetyState | undefined;
  readonly mutations: readonly Mutation[];
  /** The calls by which an operator restored. */
  readonly restoreCalls: readonly RestoreCall[];
  /** When people last changed a resource. */
  readonly touchedByPeople: ReadonlyMap<string, number>;
  /** The latest text of every ledger entry, by key. */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** Whose an entry is: who wrote it first. */
  ownerOf(entry: LedgerEntry): Actor | undefined;
  /** Whether its owner has written what came of it. */
  isClosed(entry: LedgerEntry): boolean;
}

/** Watches every call as it takes effect. */
export function createWatch(
  scenario: Scenario,
  services: Services,
  { now, elapsed, estate }: { now(): number; elapsed(): number; estate(): Estate | undefined },
): Watch {
  const broken: Broken[] = [];
  const mutations: Mutation[] = [];
  const restoreCalls: RestoreCall[] = [];
  const ledger = new Map<string, LedgerEntry>();
  const gate = createGateWatch(scenario.gateOpen, now, elapsed);
  const touchedByPeople = new Map<string, number>();
  /** When each invocation last read groups. */
  const groupsRead = new Map<number, number>();
  const closed = new Set<string>();
  /** What people ever opened, by group. */
  const everOpen = new Map<string, ReadonlySet<string>>();
  const lastMutator = new Map<string, Actor>();
  const reopened = createReopened();
  /** Resources of which an instruction was queued to be tried again. */
  const retried = new Set<string>();
  /** Since when the breaker has tripped, as its state in the ledger bucket says. */
  let trippedAt: number | undefined;
  let trips = 0;
  let safety: SafetyState | undefined;
  const owners = new Map<string, Actor>();
  const limits = createLimitsWatch(scenario, services, now);
  /** When people last wrote a policy, and when each invocation last read it: S3 has no conditional write of a policy. */
  const policyWritten = new Map<string, number>();
  const policyRead = new Map<string, number>();
  /** What an invocation has changed and not read since: its number, and the resource. */
  const unread = new Map<string, string>();
  let held: { readonly state: string | undefined; readonly access: Access } | undefined;

  const breaks = (invariant: Invariant, detail: string): void => void broken.push({ invariant, detail });
  const accessNow = (id: string): Access => accessOf({ scenario, services, estate: estate() }, id);
  const entriesOf = (actor: Actor): LedgerEntry[] =>
    [...ledger.values()].filter((entry) => owners.get(entry.id) === actor);

  const beforeInvocation = ({ actor }: WiredCall): void => {
    if (actor.name === 'coordinator' && !gate.wasOpen(actor))
      breaks('nothing is begun with the gate closed', `${actor.name}#${actor.number} invokes`);
  };
  const isAdmitted = (entries: readonly LedgerEntry[], id: string): boolean =>
    safety?.inFlight.some(
      ({ resource, entryId }) => resource.endsWith(`/${id}`) && entries.some((entry) => entry.id === entryId),
    ) === true;

  const beforeMutation = ({ actor, operation }: WiredCall, id: string): void => {
    const who = `${actor.name}#${actor.number} ${operation} on ${id}`;
    if (!actor.name.startsWith('remediator-')) breaks('only remediators change a resource', who);
    if (!gate.wasOpen(actor)) breaks('nothing is changed with the gate closed', who);
    if (!gate.hasAsked(actor, id)) breaks('nothing is changed by an old answer of the gate', who);
    // What others have written covers nothing: each has its own entry, and is admitted by itself.
    const own = entriesOf(actor);
    if (!isAdmitted(own, id)) breaks('nothing is changed that the safeguards have not admitted', who);
    if (trippedAt !== undefined && actor.startedAt > trippedAt)
      breaks('nothing is begun with the breaker tripped', who);
    limits.before(id);
    if (!hasSnapshot(own, id)) breaks('nothing is changed without a snapshot before', who);
    const other = lastMutator.get(id);
    // One that only waits to hear that it has let go is done with it.
    const isBusy =
      other !== undefined && !other.dead && other.endedAt === undefined && isAdmitted(entriesOf(other), id);
    if (other !== actor && isBusy) {
      breaks('nobody mends what another is mending', `${who}, as ${other.name}#${other.number} has not ended`);
    }
    lastMutator.set(id, actor);
    held = { state: stateOf(services, id), access: accessNow(id) };
  };
  const afterMutation = ({ actor, operation }: WiredCall, id: string): void => {
    const who = `${actor.name}#${actor.number} ${operation} on ${id}`;
    unread.set(`${actor.number} ${id}`, id);
    // People were first: the call found nothing to change, and there is nothing to tell of.
    if (held === undefined || held.state === stateOf(services, id)) return;
    const access = accessNow(id);
    const mutation = { actor, operation, resourceId: id, at: now(), before: held.state, held: held.access, access };
    mutations.push(mutation);
    const entry = entriesOf(actor).find(({ actions }) => actions.some((action) => action.resource.id === id));
    const begun = safety?.inFlight.filter(({ resource }) => resource.endsWith(`/${id}`)) ?? [];
    const isTriedAgain = begun.length > 1 || retried.has(id);
    broken.push(...limits.tooSoon(id, mutation, isTriedAgain), ...limits.mutated(mutation, entry));
    if (mendedTooOften(safety, id, entry, scenario.tugOfWar)) breaks('what keeps coming back is left to people', who);
    const touchedAt = touchedByPeople.get(id);
    if (operation.startsWith('Authorize')) {
      const added = new Set([...access.parts].filter((rule) => !held?.access.parts.has(rule)));
      reopened.authorised(actor, id, doorsThrough(services, id, added), groupsRead.get(actor.number) ?? 0);
    }
    const own = reopened.mayClose(actor, id, touchedAt);
    const lost = lostAccess(held.access, access).filter((door) => !own.has(door));
    const unseen = (policyWritten.get(id) ?? -1) >= (policyRead.get(`${actor.number} ${id}`) ?? Infinity);
    if (lost.length > 0 && !unseen) breaks('no legal access is lost at any instant', `${who} ends ${lost.join(', ')}`);
    const known = everOpen.get(id);
    // A revert puts back what was there before somebody changed it who may not; and EC2 has no condition on what was read before.
    const isOvertaken = (touchedAt ?? -1) >= (groupsRead.get(actor.number) ?? 0);
    const mayReopen = scenario.rules.includes(changeRule) || isOvertaken;
    const opened = openedAccess(held.access, access).filter((door) => !(mayReopen && known?.has(door) === true));
    if (opened.length > 0) breaks('a mend opens nothing', `${who} opens ${opened.join(', ')}`);
  };

  const leavesNothingReopened = (actor: Actor, id: string, notes: readonly string[]): void => {
    const last = mutations.findLast((one) => one.actor === actor && one.resourceId === id);
    if (last?.operation.startsWith('Authorize') !== true || isToldOpen(notes)) return;
    const open = accessNow(id).open;
    const left = [...reopened.mayClose(actor, id, touchedByPeople.get(id))].filter((door) => open.has(door));
    if (left.length > 0) breaks('a mend opens nothing', `${actor.name}#${actor.number} leaves ${left.join(', ')} open`);
  };

  return {
    broken,
    isTripped: () => trippedAt !== undefined,
    isAnythingUntold: () => safety?.tripped?.told === false || safety?.tugsOfWar.some(({ told }) => !told) === true,
    trips: () => trips,
    safety: () => safety,
    ownerOf: (entry) => owners.get(entry.id),
    isClosed: ({ id }) => closed.has(id),
    mutations,
    restoreCalls,
    touchedByPeople,
    ledger,
    before(call) {
      if (call.service === 'lambda') beforeInvocation(call);
      const id = mutatedBy(call);
      if (id !== undefined) beforeMutation(call, id);
    },
    after(call, status) {
      const { actor, service, operation, request } = call;
      // That it is gone is an answer as well.
      if (/^(Get|Describe)/.test(operation) && (status < 300 || status === 400 || status === 404)) {
        for (const [key, changed] of unread)
          if (key.startsWith(`${actor.number} `) && reads(call, changed)) unread.delete(key);
      }
      const bucket = service === 's3' ? (request.path.split('/')[1] ?? '') : '';
      // That there is none is read as well.
      if (operation === 'GetBucketPolicy' && (status < 300 || status === 404))
        policyRead.set(`${actor.number} ${bucket}`, now());
      if (status >= 300) return;
      const id = mutatedBy(call);
      if (id !== undefined) afterMutation(call, id);
      if (service === 'sqs' && operation.startsWith('SendMessage')) for (const one of retriedBy(call)) retried.add(one);
      const theirs = isPerson(actor) ? changedBy(call) : undefined;
      if (theirs !== undefined) touchedByPeople.set(theirs, now());
      if (theirs !== undefined && actor.trouble !== undefined)
        restoreCalls.push({
          actor,
          operation,
          access: accessNow(theirs),
          hasSnapshot: hasSnapshot(entriesOf(actor), theirs),
        });
      const changed = id ?? theirs;
      if (changed !== undefined) limits.changed(changed, id === undefined ? 'people' : 'function');
      if (theirs?.startsWith('sg-') === true)
        everOpen.set(theirs, new Set([...(everOpen.get(theirs) ?? []), ...openDoors(services, theirs)]));
      if (operation === 'DescribeSecurityGroups') groupsRead.set(actor.number, now());
      if (operation.endsWith('BucketPolicy') && mutating.test(operation) && isPerson(actor))
        policyWritten.set(bucket, now());
      if (operation === 'PutObject' && bucket === ledgerBucket && request.path.includes('/actions/')) {
        const entry = JSON.parse(request.body.toString()) as LedgerEntry;
        if (!owners.has(entry.id)) owners.set(entry.id, actor);
        else if (owners.get(entry.id) === actor) closed.add(entry.id);
        ledger.set(request.path, entry);
        for (const { resource, outcome, plan, id: action } of entry.actions) {
          if (outcome === undefined) gate.recorded(actor, resource.id);
          if (outcome === 'mended') leavesNothingReopened(actor, resource.id, plan.notes);
          if (outcome === 'mended' && unread.has(`${actor.number} ${resource.id}`))
            breaks('nothing is called mended before it is read again', `${action} of ${resource.id}`);
        }
      }
      if (operation === 'PutObject' && bucket === ledgerBucket && request.path.endsWith(safetyKey)) {
        safety = JSON.parse(request.body.toString()) as SafetyState;
        const { tripped } = safety;
        if (tripped === null && trippedAt !== undefined) limits.reset();
        if (tripped !== null && trippedAt === undefined) trips += 1;
        trippedAt = tripped === null ? undefined : (trippedAt ?? now());
      }
      if (operation === 'PutParameter' && request.body.toString().includes(gateParameter)) {
        gate.set(request.body.toString().includes('"true"'));
      }
    },
  };
}
