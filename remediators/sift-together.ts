import type { Context } from '../contract/context.ts';
import type { Resource } from '../contract/resource.ts';
import { isMendable } from '../contract/violation.ts';
import type { Sifted } from '../exemptions/apply-exemptions.ts';
import { identifyViolation } from '../rules/annotation.ts';
import type { RegisteredRemediator } from './registered-remediator.ts';
import type { SiftingJudge } from './sifting-judge.ts';

/**
 * Pure. What each rule finds in the resource. Where changes are reverted that nobody approved, the other rules judge what that leads to:
 * what goes anyhow must cost no rule that was there before, and what is put back is judged as well, also by the `others`, which did not
 * ask: a revert must open nothing that they would close, and that is closed now.
 */
export function siftTogether(
  resource: Resource,
  judges: readonly SiftingJudge[],
  context: Context,
  remediator: RegisteredRemediator,
  held: ReadonlySet<string>,
  others: readonly SiftingJudge[] = [],
): SiftedByRule[] {
  const sifted = judges.map(({ rule, sift }) => ({ rule, sift, ...sift(resource, context) }));
  const reverted = sifted
    .flatMap(({ open }) => open)
    .filter((one) => one.kind === 'unapproved-change' && isMendable(one) && !held.has(identifyViolation(one)));
  const then = reverted.length === 0 ? undefined : remediator.revertedState?.(resource, reverted);
  if (then === undefined) return sifted.map(({ rule, open, exempt }) => ({ rule, open, exempt }));
  const asked = sifted.map(({ rule, sift, open, exempt }): SiftedByRule => {
    const isAboutChanges = open.some(({ kind }) => kind === 'unapproved-change');
    return isAboutChanges ? { rule, open, exempt } : { rule, ...sift(then, context) };
  });
  const asking = new Set(judges.map(({ rule }) => rule));
  const opened = others
    .filter(({ rule }) => !asking.has(rule))
    .flatMap((one) => openedBy(one, resource, then, context));
  return [...asked, ...opened];
}

type SiftedByRule = { readonly rule: string } & Sifted;

/** What is not there yet and may be mended; nothing else of a rule that nobody asked. */
function openedBy({ rule, sift }: SiftingJudge, now: Resource, then: Resource, context: Context): SiftedByRule[] {
  const there = new Set(sift(now, context).open.map(identifyViolation));
  const { open, exempt } = sift(then, context);
  const opened = open.filter(
    (one) => isMendable(one) && one.kind !== 'unapproved-change' && !there.has(identifyViolation(one)),
  );
  return opened.length === 0 ? [] : [{ rule, open: opened, exempt }];
}
