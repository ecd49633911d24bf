import { type Access, accessOf, changedParts } from './access.ts';
import type { EndParts } from './in-the-end.ts';
import { stateOf } from './observed.ts';
import { type Candidate, candidatesOf, isRefused } from './restore-candidates.ts';
import type { RestoreEnd } from './restorer.ts';
import { endText, wrongOnTheWay } from './restores-watched.ts';
import { accountId } from './services.ts';
import type { Broken } from './invariants.ts';
import type { Mutation } from './watch.ts';

const exact = 'a restore gives back the state before';
const considerate = 'a restore keeps what people changed since';
/** Of a scenario, where people changed the resource since; each costs as much as a mend. */
const mostConsiderate = 2;

/** What came of all restores of a scenario. */
export interface PutBack {
  readonly broken: readonly Broken[];
  /** How each ended, with its resource. */
  readonly ends: readonly Ended[];
  /** Resources that were tried. */
  readonly restored: number;
}

export interface Ended {
  readonly id: string;
  readonly end: RestoreEnd;
}

/** Puts back what was changed: exactly, where nobody else has changed the resource since, and else so that what people changed stays. */
export async function putsBack(parts: EndParts): Promise<PutBack> {
  const candidates = candidatesOf(parts);
  const touched = candidates.filter(({ isUntouched, isInDoubt }) => !isUntouched && !isInDoubt);
  const tried = new Set([...candidates.filter(({ isUntouched }) => isUntouched), ...touched.slice(0, mostConsiderate)]);
  const broken: Broken[] = [];
  const all: Ended[] = [];
  // The account's block says what of a bucket can be put back, and so it is the last.
  for (const candidate of [...tried].toSorted((a, b) => rank(a) - rank(b))) {
    const { id } = candidate.action.resource;
    const { restoreCalls, mutations } = parts.watch;
    const before = { access: accessOf(parts, id), calls: restoreCalls.length, mutations: mutations.length };
    const ends = await restoresOf(parts, candidate);
    const mended = mutations.slice(before.mutations).filter(({ resourceId }) => resourceId === id);
    const calls = restoreCalls.slice(before.calls);
    const wrong = [
      ...(candidate.isUntouched
        ? isExact(parts, candidate, ends)
        : isConsiderate(parts, candidate, ends, { left: before.access, mended })),
      ...wrongOnTheWay({ before: before.access, after: accessOf(parts, id), calls, ends }),
    ];
    const detail = (what: string): string => `${candidate.action.id} of ${id}: ${what}`;
    broken.push(...wrong.map(({ invariant, detail: what }) => ({ invariant, detail: detail(what) })));
    all.push(...ends.map((end) => ({ id, end })));
  }
  return { broken, restored: tried.size, ends: all };
}

function rank({ first }: Candidate): number {
  return first.resourceId === accountId ? 1 : 0;
}

/** What trouble left undone, or nobody knows the end of, the operator does once more. */
async function restoresOf({ restorer, scenario: { restoreFaults } }: EndParts, candidate: Candidate) {
  const { action, isInDoubt, isUntouched } = candidate;
  // Where it is not known who made a change, people have to say that it is to be undone.
  const asked = { actionId: action.id, force: isUntouched && isInDoubt };
  const first = await restorer({ ...asked, faults: restoreFaults });
  const isOver = isRestored(first) || (isRefusal(first) && !isUntouched);
  return restoreFaults.length === 0 || isOver ? [first] : [first, await restorer({ ...asked, faults: [] })];
}

function isRestored(end: RestoreEnd | undefined): boolean {
  return end?.kind === 'carried out' && end.outcome === 'restored';
}

function isRefusal(end: RestoreEnd | undefined): boolean {
  return end?.kind === 'rejected' && end.code === 'RESTORE_REFUSED';
}

function isExact({ services }: EndParts, { action, first }: Candidate, ends: readonly RestoreEnd[]): Broken[] {
  const after = stateOf(services, action.resource.id);
  if (isRestored(ends.at(-1)) && after === first.before) return [];
  const detail = `${ends.map(endText).join(', then ')}\n  before ${first.before}\n  after  ${after}`;
  return [{ invariant: exact, detail }];
}

/**
 * It is refused, or whatever people opened and shut since the last change of a mend is as they left it, but for what was mended meanwhile: a
 * restore that stalls takes minutes. `left` is who could reach what before the restore.
 */
function isConsiderate(
  parts: EndParts,
  { action, last }: Candidate,
  ends: readonly RestoreEnd[],
  { left, mended }: { readonly left: Access; readonly mended: readonly Mutation[] },
): Broken[] {
  const { id } = action.resource;
  const byMends = new Set(mended.flatMap(({ held, access }) => changedParts(held, access)));
  const theirs = changedParts(last.access, left).filter((part) => !byMends.has(part));
  const undone = changedParts(left, accessOf(parts, id)).filter((one) => theirs.includes(one));
  if (undone.length > 0) return [{ invariant: considerate, detail: `it undoes ${undone.join(', ')}` }];
  const end = ends.at(-1);
  if (isRestored(end) || isRefusal(end) || isRefused(parts, id)) return [];
  return [{ invariant: considerate, detail: `it ends otherwise: ${ends.map(endText).join(', then ')}` }];
}
