import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { listed } from '../cli/history.ts';
import { explainLedgerError } from '../cli/ledger-error.ts';
import { Failure } from '../contract/failure.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import { exemptionReader } from '../exemptions/read-exemptions.ts';
import type { AnyReader } from '../resources/reader.ts';
import { parameterGate } from '../safety/gate.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { createSafetyStore } from '../safety/safety-store.ts';
import type { Compliance, GateState, Health, HistoryData, ResourceDetail } from './console-data.ts';
import { type DeployedRule, deployedRules } from './deployed-rules.ts';
import { historyAction } from './history-action.ts';
import { problemOf } from './problem.ts';
import { type KnownAs, readCompliance } from './read-compliance.ts';
import { parseKey, readDetail } from './read-detail.ts';
import { type HealthDeps, readHealth } from './read-health.ts';
import { createTrend } from './trend.ts';

/** What the views of any account need, a real one or the local one. */
export interface AccountDeps {
  readonly config: ConfigServiceClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  /** New ones each time: a reader keeps what it read of prefix lists. */
  readonly readers: Readonly<Record<ResourceType, () => AnyReader>>;
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

/** Rules and names change seldom, and are asked for by every page. */
const rememberMs = 60_000;

export function createAccountViews(deps: AccountDeps): AccountViews {
  const { config, s3, readers, now } = deps;
  const trend = createTrend();
  const rules = remembered(() => deployedRules(config), now);
  const names = remembered(() => namesOf(readers['AWS::EC2::SecurityGroup']()), now);
  const open = parameterGate(deps.ssm, deps.gateParameter);
  const gate = async (): Promise<GateState> => {
    try {
      return { state: (await open()) ? 'open' : 'closed' };
    } catch (error) {
      return { state: 'unknown', problem: problemOf(error) };
    }
  };
  return {
    gate,
    names,
    async compliance() {
      const deployed = await rules();
      const found = await readCompliance(config, deployed, knownOf(await names(), deps.known));
      return { ...found, trend: trend.note(found.resources, now()) };
    },
    async detail(key) {
      const asked = parseKey(key, readers);
      if (asked === undefined) throw new Failure('USAGE', 'there is no such resource: choose one of the list');
      const judging: readonly DeployedRule[] = await rules().catch(() => []);
      return readDetail(readers[asked.type](), asked.id, judging, !deps.canWrite);
    },
    async history() {
      const bucket = deps.ledgerBucket();
      const until = new Date(now().getTime() + 1000);
      const since = new Date(until.getTime() - deps.historyMs);
      const { entries, unreadable } = await readHistory(s3, bucket, { since, until }).catch((error: unknown) =>
        Promise.reject(explainLedgerError(error, bucket)),
      );
      const known = await names();
      const actions = listed(entries).map((action) =>
        historyAction(action, known, (id) => `configmend restore ${id} --bucket ${bucket}`),
      );
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

/** What throws at once rejects. */
async function settled<T>(make: () => T): Promise<T> {
  return make();
}

/** Kept for a while, unless it failed. */
function remembered<T>(read: () => Promise<T>, now: () => Date): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = now().getTime();
    if (last !== undefined && at - last.at < rememberMs) return last.value;
    const value = read();
    last = { at, value };
    value.catch(() => (last = undefined));
    return value;
  };
}

/** Without the permission to list groups they are shown by their ids. */
async function namesOf(groups: AnyReader): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  try {
    for await (const group of groups.list(() => undefined)) names.set(group.id, nameOf(group));
  } catch {
    return names;
  }
  return names;
}

function nameOf(resource: Resource): string {
  return resource.type === 'AWS::EC2::SecurityGroup' ? resource.name : resource.id;
}

function knownOf(
  names: ReadonlyMap<string, string>,
  more: ReadonlyMap<string, KnownAs> = new Map(),
): ReadonlyMap<string, KnownAs> {
  const known = new Map<string, KnownAs>([...names].map(([id, name]) => [id, { name }]));
  for (const [id, about] of more) known.set(id, { ...known.get(id), ...about });
  return known;
}
