import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { HeldMessage } from '../../contract/remediation-batch.ts';
import { beginMending, type Mending, type Result } from '../../remediators/mending.ts';
import { settle, type SettleDeps } from '../../remediators/settle.ts';
import { groupIdentity, held, work } from './instructions.ts';
import { type Journal, memoryQueue, memoryTopic } from './pipeline.ts';
import { securityGroup } from './security-groups.ts';

export const passing = new Failure('CHANGE_FAILED', 'SlowDown: later', { transient: true });
export const lasting = new Failure('CHANGE_DENIED', 'AccessDenied: no');
export const after = securityGroup([]);

/** A mending of these messages that has come to this. */
export function ended(messages: readonly HeldMessage[], result: Result): Mending {
  return { ...beginMending(work(...messages), []), result };
}

/** Settles over a queue and a topic in memory. */
export function setUp() {
  const journal: Journal = [];
  const queue = memoryQueue([], journal);
  const topic = memoryTopic(journal);
  const report = sinon.spy<SettleDeps['report']>(() => undefined);
  const deps: SettleDeps = {
    queue,
    tell: (notices) => topic.tell(notices),
    now: () => new Date('2026-11-20T12:00:00Z'),
    report,
  };
  return { queue, topic, report, journal, run: (...mendings: Mending[]) => settle(mendings, deps) };
}

/** A message about a group. */
export const about = (id: string, attempt = 0) => held({ resource: groupIdentity(id), attempt });
