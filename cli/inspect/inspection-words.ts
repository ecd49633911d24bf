import { Severity } from '../../contract/instruction.ts';
import { accountText } from './account-text.ts';
import type { InspectedFinding, InspectedResource, InspectedState, Inspection } from './inspection.ts';

/** What each state says of the resource; nothing where the live resource was not looked at. */
const states: Readonly<Record<InspectedState, string>> = {
  'as-queued': '',
  confirmed: 'as it is queued',
  changed: 'changed since',
  clean: 'nothing is wrong any more: nothing will be done',
  gone: 'it is deleted: nothing will be done',
  exempt: 'all of it is exempt: nothing will be done',
  people: 'left to people',
  unreadable: 'not judged',
};

/** `changed since: …`; empty where there is nothing to say. */
export function stateText({ state, stateReason }: Pick<InspectedResource, 'state' | 'stateReason'>): string {
  return stateReason === undefined ? states[state] : `${states[state]}: ${stateReason}`;
}

/** What each account has, in the order of the resources; of one account alone it is one group. */
export function byAccount(
  resources: readonly InspectedResource[],
): readonly { readonly account: string; readonly resources: readonly InspectedResource[] }[] {
  const accounts = new Map<string, InspectedResource[]>();
  for (const one of resources) {
    const known = accounts.get(one.resource.accountId);
    if (known === undefined) accounts.set(one.resource.accountId, [one]);
    else known.push(one);
  }
  return [...accounts.values()].flatMap((of) =>
    of[0] === undefined ? [] : [{ account: accountText(of[0]), resources: of }],
  );
}

/** Beside the name of a rule: who found it, if not AWS Config, and how long it alone waits; empty where there is nothing to say. */
export function asideText({ evidence, notBefore }: InspectedFinding, isOneOfSeveral: boolean): string {
  return [
    ...(evidence.source === 'config' ? [] : [`found by ${evidence.source}`]),
    ...(notBefore === undefined || !isOneOfSeveral ? [] : [`in its grace period until ${notBefore}`]),
  ].join(', ');
}

/** Beside the plans of several rules. */
export const severalPlans =
  'Each rule’s plan is by itself: the mend makes one of them on the live resource, which --live shows.';

/** Whether the plans of its rules have to be shown by themselves: of what is only queued nobody has made one of them yet. */
export function isApart({ state, findings }: InspectedResource): boolean {
  const isPlanned = state === 'confirmed' || state === 'changed';
  return !isPlanned && new Set(findings.map(({ plan }) => JSON.stringify(plan.changes))).size > 1;
}

/** `3 resources (2 critical, 1 low)`. */
export function countText(resources: readonly InspectedResource[]): string {
  const counts = Severity.options.flatMap((severity) => {
    const count = resources.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${number(resources.length, 'resource')} (${counts.join(', ')})`;
}

/** The last line of what is printed: how much there is, and that the queue is as it was. */
export function summaryText({ resources, messages, unreadable, heldSeconds, partial }: Inspection): string {
  if (messages === 0) {
    const none = 'The queue has no message that can be received now';
    return partial === undefined ? `${none}: nothing is to be mended.` : `${none}.`;
  }
  const bad = unreadable.length === 0 ? '' : `, ${unreadable.length} unreadable`;
  const shown =
    resources.length === 0
      ? `Nothing that was asked for is in the ${number(messages, 'message')}${bad}`
      : `${countText(resources)} from ${number(messages, 'message')}${bad}`;
  return `${shown}. Nothing was changed; the messages are visible again after ${heldSeconds} s.`;
}

export function number(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
