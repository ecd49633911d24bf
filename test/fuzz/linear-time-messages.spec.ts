import type { Instruction } from '../../contract/instruction.ts';
import type { HeldMessage } from '../../contract/remediation-batch.ts';
import { claimsOf } from '../../coordinator/claims.ts';
import { coalesce } from '../../coordinator/coalesce.ts';
import { route } from '../../coordinator/route.ts';
import { oneForAll } from '../../queue/one-of-each.ts';
import { groupIdentity, held } from '../support/instructions.ts';
import { costsWhatItWeighs, hostile } from './support/hostile.ts';
import { each } from './support/worked-group.ts';

/** Put together by resource, told apart by rule, without the stale ones, and in batches, as the coordinator does it. */
function worked(messages: readonly HeldMessage[]): void {
  const work = coalesce(messages);
  for (const item of work) claimsOf(item);
  route(
    work.map((item) => ({ ...item, messages: oneForAll(item.messages).kept })),
    'run-1',
  );
  route(work, 'run-1', { resourcesPerBatch: 100, bytesPerBatch: 100_000 });
}

const heldMessages =
  (of: (at: number) => Partial<Instruction>) =>
  (count: number): HeldMessage[] =>
    each(count, (at) => held(of(at)));
const from = (at: number): Instruction['evidence'] => ({
  source: 'cloudtrail',
  eventId: `event-${at}`,
  capturedAt: new Date(Date.UTC(2026, 10, 20) + at).toISOString(),
});

describe('very many messages cost no more than they weigh', function () {
  costsWhatItWeighs([
    hostile(
      '10,000 of one rule about one resource, each of another call',
      5000,
      heldMessages((at) => ({ evidence: from(at) })),
      worked,
    ),
    hostile(
      '10,000 of a rule each about one resource',
      5000,
      heldMessages((at) => ({ rule: `rule-${at}` })),
      worked,
    ),
    hostile(
      '10,000 of 5,000 rules about one resource',
      5000,
      heldMessages((at) => ({ rule: `rule-${Math.floor(at / 2)}`, evidence: from(at) })),
      worked,
    ),
    hostile(
      '10,000 about a resource each',
      5000,
      heldMessages((at) => ({ resource: groupIdentity(`sg-${at}`) })),
      worked,
    ),
    hostile(
      '10,000 about a resource each, of an account each',
      5000,
      heldMessages((at) => ({ resource: groupIdentity(`sg-${at}`, { accountId: String(100_000_000_000 + at) }) })),
      worked,
    ),
  ]);
});
