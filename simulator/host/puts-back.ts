import type { ActionRecord } from '../../contract/ledger-entry.ts';
import { accessOf, changedParts } from './access.ts';
import type { EndParts } from './in-the-end.ts';
import { accountBlock, stateOf } from './observed.ts';
import { typeOf } from './resource-type.ts';
import type { RestoreEnd } from './restorer.ts';
import { accountId } from './services.ts';
import type { Broken, Mutation } from './watch.ts';

const exact = 'a restore gives back the state before';
const considerate = 'a restore keeps what people changed since';
const coded = 'a restore that fails says why by a code';
const keptOpen = 'a restore takes nothing legal away on its way';
const recorded = 'a restore changes nothing without a snapshot before';
/** Of a scenario, where people changed the resource since; each costs as much as a mend. */
const mostConsiderate = 2;

/** The mends of one resource, and how they can be put back. */
interface Candidate {
  readonly action: ActionRecord;
  readonly first: Mutation;
  readonly last: Mutation;
  /** Nobody else has changed the resource since, and one restore undoes all of it. */
  readonly isUntouched: boolean;
  /** A function that made some of it ended before it could write which. */
  readonly isInDoubt: boolean;
}

/** Puts back what was changed: exactly, where nobody else has changed the resource since, and else so that what people changed stays. */
export async function putsBack(parts: EndParts): Promise<{ readonly broken: Broken[]; readonly restored: number }> {
  const candidates = candidatesOf(parts);
  const touched = candidates.filter(({ isUntouched, isInDoubt }) => !isUntouched && !isInDoubt);
  const tried = new Set([...candidates.filter(({ isUntouched }) => isUntouched), ...touched.slice(0, mostConsiderate)]);
  const broken: Broken[] = [];
  // The account's block says what of a bucket can be put back, and so it is the last.
  for (const candidate of [...tried].toSorted((a, b) => rank(a) - rank(b))) {
    const putBack = candidate.isUntouched ? putBackExactly : putBackConsiderately;
    broken.push(...(await putBack(parts, candidate)));
  }
  return { broken, restored: tried.size };
}

function rank({ first }: Candidate): number {
  return first.resourceId === accountId ? 1 : 0;
}

function candidatesOf(parts: EndParts): Candidate[] {
  const { services, watch } = parts;
  const entries = [...watch.ledger.values()];
  const snapshotAt = (action: ActionRecord): number =>
    Date.parse(entries.find((entry) => entry.actions.includes(action))?.startedAt ?? '');
  const actions = entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap((entry) => entry.actions);
  const changed = [...new Set(watch.mutations.map(({ resourceId }) => resourceId))];
  return changed.flatMap((id): Candidate[] => {
    const made = watch.mutations.filter(({ resourceId }) => resourceId === id);
    const [[first], last] = [made, made.at(-1)];
    const [opening, ...others] = actions.filter(({ resource }) => resource.id === id);
    const action = others.at(-1) ?? opening;
    if (first === undefined || last === undefined || opening === undefined || action === undefined) return [];
    const isWhole = action.outcome === 'mended' || action.outcome === 'partly-mended';
    if (!isWhole || stateOf(services, id) === undefined) return [];
    // Between the reading and the change counts as well: S3 has no conditional write of a policy.
    const began = Math.min(first.actor.startedAt, snapshotAt(opening));
    const isOneWork = others.every(({ continues }) => continues !== undefined);
    const isUntouched = isOneWork && othersChangedAt(parts, id) < began && !isRefused(parts, id);
    return [{ action, first, last, isUntouched, isInDoubt: made.some(({ actor }) => actor.dead) }];
  });
}

/** Whether the account's block refuses what may have to be put back in a bucket, as it did before the mend. */
function isRefused({ services }: EndParts, id: string): boolean {
  const { blockPublicAcls, blockPublicPolicy } = accountBlock(services);
  return typeOf(id) === 'AWS::S3::Bucket' && (blockPublicAcls === true || blockPublicPolicy === true);
}

/** When anybody else last changed a resource, or of a bucket the account's block, which says what of it has effect and can be put back. */
function othersChangedAt({ watch }: EndParts, id: string): number {
  const byPeople = watch.touchedByPeople.get(id) ?? 0;
  if (typeOf(id) !== 'AWS::S3::Bucket') return byPeople;
  const ofAccount = watch.mutations.filter(({ resourceId }) => resourceId === accountId).map(({ at }) => at);
  return Math.max(byPeople, watch.touchedByPeople.get(accountId) ?? 0, ...ofAccount);
}

/**
 * What is wrong with it. What trouble left undone, or nobody knows the end of, the operator does once more, and needs no force for it where nobody
 * else has changed the resource.
 */
async function putBackExactly(parts: EndParts, { action, first, isInDoubt }: Candidate): Promise<Broken[]> {
  const { restorer, scenario, services, watch } = parts;
  const { id } = action.resource;
  const what = `${action.id} of ${id}`;
  const legal = [...accessOf(parts, id).legal];
  const before = watch.restoreCalls.length;
  // Where it is not known who made a change, people have to say that it is to be undone.
  const asked = { actionId: action.id, force: isInDoubt };
  const ends = [await restorer({ ...asked, faults: scenario.restoreFaults })];
  if (scenario.restoreFaults.length > 0 && !isRestored(ends[0])) ends.push(await restorer({ ...asked, faults: [] }));
  const [after, kept] = [stateOf(services, id), accessOf(parts, id).held];
  const broken: Broken[] = [];
  if (!isRestored(ends.at(-1)) || after !== first.before) {
    const detail = `${what}: ${ends.map(endText).join(', then ')}\n  before ${first.before}\n  after  ${after}`;
    broken.push({ invariant: exact, detail });
  }
  for (const { access, operation, hasSnapshot } of watch.restoreCalls.slice(before)) {
    const lost = legal.filter((one) => kept.has(one) && !access.held.has(one));
    if (lost.length > 0) broken.push({ invariant: keptOpen, detail: `${what}, ${operation}: ${lost.join(', ')}` });
    if (!hasSnapshot) broken.push({ invariant: recorded, detail: `${what}, ${operation}` });
  }
  if (ends.some((end) => end.kind === 'rejected' && end.code === 'none'))
    broken.push({ invariant: coded, detail: `${what}: ${ends.map(endText).join(', then ')}` });
  return broken;
}

function isRestored(end: RestoreEnd | undefined): boolean {
  return end?.kind === 'carried out' && end.outcome === 'restored';
}

function endText(end: RestoreEnd): string {
  switch (end.kind) {
    case 'carried out':
      return end.outcome;
    case 'rejected':
      return `${end.code} ${end.message}`;
    case 'died':
      return 'died';
  }
}

/** The same. It is refused and changes nothing, or whatever people opened and shut since the last change of a mend is as they left it. */
async function putBackConsiderately(parts: EndParts, { action, last }: Candidate): Promise<Broken[]> {
  const { id } = action.resource;
  const [state, left] = [stateOf(parts.services, id), accessOf(parts, id)];
  const broken = (detail: string): Broken[] => [{ invariant: considerate, detail: `${action.id} of ${id}: ${detail}` }];
  const end = await parts.restorer({ actionId: action.id, force: false, faults: [] });
  if (end.kind === 'rejected') {
    const now = stateOf(parts.services, id);
    if (end.code === 'RESTORE_REFUSED' && now === state) return [];
    return broken(`${endText(end)}\n  before ${state}\n  after  ${now}`);
  }
  const theirs = changedParts(last.access, left);
  const undone = changedParts(left, accessOf(parts, id)).filter((one) => theirs.includes(one));
  return undone.length === 0 ? [] : broken(`undoes ${undone.join(', ')}`);
}
