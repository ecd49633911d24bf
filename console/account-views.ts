import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import pMap from 'p-map';
import type { Accounts } from '../accounts/accounts.ts';
import type { Place } from '../accounts/membership.ts';
import { type ListedAction, listed, withNames } from '../cli/history.ts';
import { explainLedgerError } from '../cli/ledger-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { exemptionReader } from '../exemptions/read-exemptions.ts';
import { kinds } from '../resources/kinds.ts';
import { parameterGate } from '../safety/gate.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { createSafetyStore } from '../safety/safety-store.ts';
import type { Compliance, GateState, Health, HistoryData, ResourceDetail } from './console-data.ts';
import { type ConsolePlace, type KnownPlace, knownPlace } from './console-place.ts';
import type { DeployedRule } from './deployed-rules.ts';
import { historyAction } from './history-action.ts';
import { problemOf } from './problem.ts';
import { type JudgedPlace, type KnownAs, mergedCompliance, readCompliance } from './read-compliance.ts';
import { parseKey, readDetail } from './read-detail.ts';
import { type HealthDeps, readHealth } from './read-health.ts';
import { createTrend } from './trend.ts';

/** What the views need, of real accounts or of the local one. */
export interface AccountDeps {
  /** The hub's own first; at least one. */
  readonly places: readonly ConsolePlace[];
  /** What the accounts are called, of a deployment of several. */
  readonly members?: Accounts;
  /** What is to be said of them beside what is read, a sentence each. */
  readonly notes?: readonly string[];
  /** The account of the caller's credentials: elsewhere an undo needs a role. */
  readonly ownAccount: string;
  /** Whether an action is of an account and region that was asked for; absent: all are. */
  isAsked?(resource: Place): boolean;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  /** Throws USAGE where it was not said. */
  ledgerBucket(): string;
  readonly gateParameter: string;
  /** More than AWS knows of resources, by id. */
  readonly known?: ReadonlyMap<string, KnownAs>;
  readonly historyMs: number;
  readonly canWrite: boolean;
  readonly queue: HealthDeps['queue'];
  readonly deadLetters: HealthDeps['deadLetters'];
  now(): Date;
}

export interface AccountViews {
  gate(): Promise<GateState>;
  compliance(): Promise<Compliance>;
  detail(key: string): Promise<ResourceDetail>;
  history(): Promise<HistoryData>;
  health(): Promise<Health>;
  /** Names of groups, as far as they were read. */
  names(): Promise<ReadonlyMap<string, string>>;
}

const placesAtOnce = 4;

export function createAccountViews(deps: AccountDeps): AccountViews {
  const { s3, now, members, isAsked = () => true } = deps;
  const trend = createTrend();
  const places = deps.places.map((place) => knownPlace(place, members, now));
  /** In which place a resource was judged, by its key. */
  let judgedIn: ReadonlyMap<string, KnownPlace> = new Map();
  const names = async (): Promise<ReadonlyMap<string, string>> => {
    const found = await pMap(places, (place) => place.names(), { concurrency: placesAtOnce });
    return new Map(found.flatMap((of) => [...of]));
  };
  const open = parameterGate(deps.ssm, deps.gateParameter);
  const gate = async (): Promise<GateState> => {
    try {
      return { state: (await open()) ? 'open' : 'closed' };
    } catch (error) {
      return { state: 'unknown', problem: problemOf(error) };
    }
  };
  const judged = async (place: KnownPlace): Promise<JudgedPlace> => {
    const [{ config }, rules, known] = await Promise.all([place.open(), place.rules(), place.names()]);
    return readCompliance(config, rules, knownOf(known, deps.known), places.length > 1 ? place.shown : undefined);
  };
  const compliance = async (): Promise<Compliance> => {
    const read = await readPlaces(places, judged);
    judgedIn = new Map(
      read.found.toReversed().flatMap(({ place, value }) => value.resources.map((row) => [keyOf(row), place] as const)),
    );
    const merged = mergedCompliance(read.found.map(({ value }) => value));
    const notes = [...(deps.notes ?? []), ...read.notes];
    return { ...merged, trend: trend.note(merged.resources, now()), ...(notes.length === 0 ? {} : { notes }) };
  };
  return {
    gate,
    names,
    compliance,
    async detail(key) {
      const [first] = places;
      const asked = parseKey(key, kinds);
      if (asked === undefined || first === undefined)
        throw new Failure('USAGE', 'there is no such resource: choose one of the list');
      if (places.length > 1 && !judgedIn.has(keyOf(asked))) await compliance();
      const place = judgedIn.get(keyOf(asked)) ?? first;
      const judging: readonly DeployedRule[] = await place.rules().catch(() => []);
      return readDetail((await place.open()).readers[asked.type](), asked.id, judging, !deps.canWrite);
    },
    async history() {
      const bucket = deps.ledgerBucket();
      const until = new Date(now().getTime() + 1000);
      const since = new Date(until.getTime() - deps.historyMs);
      const { entries, unreadable } = await readHistory(s3, bucket, { since, until }).catch((error: unknown) =>
        Promise.reject(explainLedgerError(error, bucket)),
      );
      const known = await names();
      const actions = withNames(listed(entries), members)
        .filter(({ resource }) => isAsked(resource))
        .map((action) => historyAction(action, known, (of) => undoOf(of, bucket, deps.ownAccount)));
      return { since: since.toISOString(), actions, unreadable, canUndo: deps.canWrite };
    },
    health: () =>
      readHealth({
        gate: async () => ({ ...(await gate()), parameter: deps.gateParameter }),
        safety: () => settled(() => createSafetyStore(s3, deps.ledgerBucket())),
        exemptions: () => settled(() => exemptionReader(s3, deps.ledgerBucket())),
        queue: deps.queue,
        deadLetters: deps.deadLetters,
        names,
        canWrite: deps.canWrite,
        now,
      }),
  };
}

function keyOf({ type, id }: { readonly type: ResourceType; readonly id: string }): string {
  return `${type}/${id}`;
}

function undoOf({ id, resource }: Pick<ListedAction, 'id' | 'resource'>, bucket: string, ownAccount: string): string {
  const role = resource.accountId === ownAccount ? '' : ' --role-name ROLE';
  return `configmend restore ${id} --bucket ${bucket}${role}`;
}

/** What was read of each place; a place that cannot be read is a note and hides no other. Rejects where none could be. */
async function readPlaces<T>(
  places: readonly KnownPlace[],
  read: (place: KnownPlace) => Promise<T>,
): Promise<{ found: { place: KnownPlace; value: T }[]; notes: string[] }> {
  const found: { place: KnownPlace; value: T }[] = [];
  const failures: { place: KnownPlace; error: unknown }[] = [];
  const all = await pMap(
    places,
    (place) =>
      read(place).then(
        (value) => ({ place, value }),
        (error: unknown) => ({ place, error }),
      ),
    { concurrency: placesAtOnce },
  );
  for (const one of all) {
    if ('error' in one) failures.push(one);
    else found.push(one);
  }
  const [first] = failures;
  if (found.length === 0 && first !== undefined) throw first.error;
  const notes = failures.map(
    ({ place: { shown }, error }) => `Not read: ${shown.account} in ${shown.region}: ${problemOf(error).message}`,
  );
  return { found, notes };
}

/** What throws at once rejects. */
async function settled<T>(make: () => T): Promise<T> {
  return make();
}

function knownOf(
  names: ReadonlyMap<string, string>,
  more: ReadonlyMap<string, KnownAs> = new Map(),
): ReadonlyMap<string, KnownAs> {
  const known = new Map<string, KnownAs>([...names].map(([id, name]) => [id, { name }]));
  for (const [id, about] of more) known.set(id, { ...known.get(id), ...about });
  return known;
}
