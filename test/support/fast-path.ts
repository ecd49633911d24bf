import { assert } from 'chai';
import * as sinon from 'sinon';
import { type Context, emptyContext, type GroupChanges } from '../../contract/context.ts';
import type { Failure } from '../../contract/failure.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { askedOf } from '../../fast-path/asked-of.ts';
import { type FindDeps, findViolations } from '../../fast-path/find-violations.ts';
import type { LiveReader } from '../../fast-path/live-reader.ts';
import { enabledRules, rulesIn } from '../../fast-path/settings.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';
import { apiCallEvent, type Fields } from './api-calls.ts';
import { reading } from './exemptions.ts';
import { groupId, ingress, securityGroup } from './security-groups.ts';

export const ssh = [ingress('tcp', 22, '0.0.0.0/0')];
export const lookedAt = new Date('2026-11-20T10:00:05.000Z');
export const portsRule = 'security-group-restricted-ports';
const noRoles = new Set<string>();

export interface Given {
  readonly groups?: Readonly<Record<string, readonly GroupRule[]>>;
  readonly deps?: Partial<FindDeps>;
  readonly parameters?: object;
  readonly graces?: object;
  readonly known?: readonly RegisteredRule[];
  readonly detail?: Fields;
  readonly failed?: Failure;
  /** Unless given, nothing is recorded of any group, and nothing else is known. */
  readonly context?: Context;
  readonly modes?: object;
  /** Of the account. */
  readonly mode?: 'auto' | 'observe';
}

/** The fast path over live groups in memory: one that is open to the world, unless said otherwise. */
export function looking(given: Given = {}) {
  const asked = askedOf(apiCallEvent(given.detail), noRoles);
  if ('ignored' in asked) assert.fail(asked.ignored);
  const live = new Map(
    Object.entries(given.groups ?? { [groupId]: ssh }).map(([id, its]) => [id, securityGroup(its, { id })]),
  );
  const nothing: GroupChanges = { kind: 'read', rules: [], changes: [], approvals: { kind: 'none' } };
  const nothingKnown = { ...emptyContext, recordedChanges: new Map([...live.keys()].map((id) => [id, nothing])) };
  const reader: LiveReader = {
    read: (ids) =>
      Promise.resolve({
        found: new Map([...live].filter(([id]) => ids.includes(id))),
        failed: new Map(given.failed === undefined ? [] : [[groupId, given.failed]]),
      }),
    contextOf: sinon.spy<LiveReader['contextOf']>(() => Promise.resolve(given.context ?? nothingKnown)),
  };
  const readerIn = sinon.spy<FindDeps['readerIn']>(() => reader);
  const violatedBefore = sinon.spy<FindDeps['violatedBefore']>(() => Promise.resolve(false));
  const deps: FindDeps = {
    exemptions: reading(),
    now: () => lookedAt,
    remediatorOf,
    readerIn,
    recordChange: () => Promise.reject(new Error('nothing is to be recorded')),
    groupsNamed: () => Promise.resolve([...live.keys()]),
    violatedBefore,
    report: () => undefined,
    ...given.deps,
  };
  const settings = {
    RULE_PARAMETERS: JSON.stringify(given.parameters ?? { [portsRule]: {} }),
    RULE_SEVERITIES: '{}',
    ...(given.modes === undefined ? {} : { RULE_MODES: JSON.stringify(given.modes) }),
    GRACE_PERIODS: JSON.stringify(given.graces ?? {}),
    CONFIG_RULE_PREFIX: 'configmend-',
  };
  const enabled = rulesIn({ mode: given.mode ?? 'auto' }, enabledRules(settings, given.known ?? rules));
  return { run: () => findViolations(asked, enabled, deps), reader, readerIn, violatedBefore };
}
