import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { EndParts } from './in-the-end.ts';
import { stateOf } from './observed.ts';
import type { Broken } from './watch.ts';

const invariant = 'a restore gives back the state before';
/** Of a scenario; each costs as much as a mend. */
const mostRestores = 3;

interface Candidate {
  readonly action: ActionRecord;
  /** The resource before the first change that the action, and those that it goes on with, made. */
  readonly before: string | undefined;
  /** A function that made some of it ended before it could write which. */
  readonly isInDoubt: boolean;
}

/** Puts back what was changed, and compares: every resource that nobody else has changed since. */
export async function putsBack(parts: EndParts): Promise<{ readonly broken: Broken[]; readonly restored: number }> {
  const broken: Broken[] = [];
  let restored = 0;
  for (const candidate of candidatesOf(parts).slice(0, mostRestores)) {
    const wrong = await putBack(parts, candidate);
    restored += 1;
    if (wrong !== undefined) broken.push({ invariant, detail: wrong });
  }
  return { broken, restored };
}

function candidatesOf({ services, watch }: EndParts): Candidate[] {
  const entries = [...watch.ledger.values()];
  const snapshotAt = (action: ActionRecord): number =>
    Date.parse(entries.find((entry) => entry.actions.includes(action))?.startedAt ?? '');
  const actions = entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap((entry) => entry.actions);
  const changed = [...new Set(watch.mutations.map(({ resourceId }) => resourceId))];
  return changed.flatMap((id): Candidate[] => {
    const [first] = watch.mutations.filter(({ resourceId }) => resourceId === id);
    const [opening, ...others] = actions.filter(({ resource }) => resource.id === id);
    const action = others.at(-1) ?? opening;
    if (first === undefined || opening === undefined || action === undefined) return [];
    // Between the reading and the change counts as well: S3 has no conditional write of a policy.
    const began = Math.min(first.actor.startedAt, snapshotAt(opening));
    if ((watch.touchedByPeople.get(id) ?? 0) >= began) return [];
    const isOneWork = others.every(({ continues }) => continues !== undefined);
    const isWhole = action.outcome === 'mended' || action.outcome === 'partly-mended';
    if (!isOneWork || !isWhole || stateOf(services, id) === undefined) return [];
    const isInDoubt = watch.mutations.some(({ resourceId, actor }) => resourceId === id && actor.dead);
    return [{ action, before: first.before, isInDoubt }];
  });
}

/** What is wrong with it, if anything. */
async function putBack(parts: EndParts, { action, before, isInDoubt }: Candidate): Promise<string | undefined> {
  const { product, services } = parts;
  const { prepareRestore, carryOutRestore, restoreDeps } = product.restore();
  const deps = await restoreDeps({});
  const prepared = await prepareRestore(action.id, deps);
  const { id } = action.resource;
  // Where it is not known who made a change, people have to say that it is to be undone.
  if (prepared.restore.conflicts.length > 0 && !isInDoubt)
    return `${action.id} of ${id}, which nobody has changed since: ${JSON.stringify(prepared.restore.conflicts)}`;
  const { outcome } = await carryOutRestore(prepared, { exemptMs: 3_600_000, force: isInDoubt }, deps);
  const after = stateOf(services, id);
  if (outcome === 'restored' && after === before) return undefined;
  return `${action.id} of ${id}: ${outcome}\n  before ${before}\n  after  ${after}`;
}
