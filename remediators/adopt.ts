import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { InFlight } from '../contract/safety-state.ts';
import type { Ledger } from '../safety/ledger.ts';
import { type Mending, recall } from './mending.ts';
import type { SiftingJudge } from './sifting-judge.ts';

export interface AdoptDeps {
  readonly ledger: Pick<Ledger, 'read'>;
  /** The judges of those of these rules that are enabled. */
  judgesOf(rules: readonly string[]): readonly SiftingJudge[];
  report(message: string, fields: Record<string, unknown>): void;
}

/**
 * Goes on where functions that are gone stopped: where the first began is what a restore goes back to, and their rules judge as well. Of
 * what had ended it is not known whether people were told: they are told now, with whatever comes of these messages.
 */
export async function adopt(mending: Mending, begun: readonly InFlight[], deps: AdoptDeps): Promise<void> {
  const records: ActionRecord[] = [];
  for (const action of begun) records.push(...(await recordOf(action, deps)));
  const open = records.filter(({ outcome }) => outcome === undefined);
  mending.interrupted = begun;
  // What was refused was not begun: there is nothing to tell of it.
  mending.untold = records.filter(({ outcome }) => outcome !== undefined && outcome !== 'refused');
  const asking = new Set(mending.work.messages.map(({ instruction }) => instruction.rule));
  const others = new Set(open.flatMap(({ rules }) => rules).filter((rule) => !asking.has(rule)));
  mending.judges = [...mending.judges, ...deps.judgesOf([...others])];
  recall(mending, open);
}

/** None where it was to be mended and nothing was recorded: then nothing was changed. */
async function recordOf(action: InFlight, deps: AdoptDeps): Promise<ActionRecord[]> {
  try {
    const entry = await deps.ledger.read(action.entryId);
    return entry.actions.filter((record) => isRecordOf(action, record));
  } catch (error) {
    if (error instanceof Failure && error.transient) throw error;
    deps.report('interrupted action is not in the ledger', { ...action, error: errorText(error) });
    return [];
  }
}

/** Pure. What is recorded under its id of another resource, which no function of ours writes, is none of it. */
export function isRecordOf({ actionId, resource }: InFlight, record: Pick<ActionRecord, 'id' | 'resource'>): boolean {
  return record.id === actionId && mendedKey(record.resource) === resource;
}
