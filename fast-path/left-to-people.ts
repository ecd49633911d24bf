import type { OutcomeNotice } from '../contract/notice.ts';
import type { RecordedChange } from '../contract/recorded-change.ts';
import type { Resource } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { longestLine, noticeLines } from '../notifier/notice-lines.ts';
import { describeViolation } from '../rules/annotation.ts';
import { identityOf } from '../rules/instruct.ts';
import type { ApiCall } from './api-call.ts';
import type { EnabledRule } from './settings.ts';

/** What was found in a resource, upon which call, when. */
export interface Found {
  readonly resource: Resource;
  readonly open: readonly Violation[];
  readonly call: Pick<ApiCall, 'eventId'>;
  /** What is recorded of the group's changes. */
  readonly changes: readonly RecordedChange[];
  readonly at: Date;
}

const next = 'Put it right by hand, or exempt it; AWS Config has no verdict of this rule.';

/**
 * Pure. What people have to be told of a rule that has no verdict in AWS Config to be told of: changes that this very call made, or had a part
 * in, and that are left to people, because they cannot be reverted for certain or because the rule only observes. A call that is heard of late
 * may be what makes a later one's change uncertain. Undefined where there is none.
 */
export function leftToPeople(
  { rule, terms, observed, inObservedAccount }: EnabledRule,
  { resource, open, call, changes, at }: Found,
): OutcomeNotice | undefined {
  const isObserved = observed === true || inObservedAccount === true;
  const touched = touchedBy(call.eventId, changes);
  const left = open.filter(
    (one) =>
      one.kind === 'unapproved-change' &&
      (one.eventId === call.eventId || touched.has(one.ruleId)) &&
      (isObserved || !isMendable(one)),
  );
  const [first] = left;
  if (first?.kind !== 'unapproved-change') return undefined;
  const failure =
    first.unmendable === undefined
      ? {
          code: 'OBSERVED',
          message: observed
            ? 'rule_modes says that this rule only observes'
            : 'member_accounts says that this account is only observed',
        }
      : { code: 'UNMENDABLE', message: first.unmendable.slice(0, longestLine) };
  return {
    version: 1,
    kind: 'outcome',
    outcome: 'refused',
    resource: identityOf(resource),
    rules: [rule.id],
    severity: terms.severity,
    violations: noticeLines(left.map(describeViolation)),
    actor: first.actor,
    before: [],
    after: [],
    notes: [],
    failure: { ...failure, next },
    at: at.toISOString(),
  };
}

/** The rules that a call added or changed. */
function touchedBy(eventId: string, changes: readonly RecordedChange[]): ReadonlySet<string> {
  const own = changes.filter((change) => change.eventId === eventId);
  return new Set(own.flatMap(({ added, changed }) => [...added, ...changed].map(({ id }) => id)));
}
