import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Change } from '../../contract/plan.ts';
import type { RemediationBatch, RemediationReport, Work } from '../../contract/remediation-batch.ts';
import type { Resource } from '../../contract/resource.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import type { Apply } from '../../remediators/apply.ts';
import { remediate, type RemediateDeps, type Workplace } from '../../remediators/remediate.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import { ledgerId } from '../../safety/ledger.ts';
import { reading } from './exemptions.ts';
import { accountsOf } from './accounts.ts';
import { accountId, batch, portsRule, region } from './instructions.ts';
import { type MemorySafety, memorySafety, safeguardsOver } from './safety.ts';
import { type Journal, memoryLedger, memoryQueue, memoryTopic, type World, world } from './pipeline.ts';

export function judgeOf(ruleId: string, parameters: Record<string, string> = {}): Judge {
  const rule = ruleOf(ruleId);
  if (rule === undefined) assert.fail(`no rule ${ruleId}`);
  return rule.withParameters(parameters);
}

/** `web-rule` stands for a second rule of security groups: nobody may reach port 8081. */
export const judges: ReadonlyMap<string, Judge> = new Map([
  [portsRule, judgeOf(portsRule)],
  ['web-rule', judgeOf(portsRule, { ports: '8081' })],
]);

export interface Remediation extends World {
  run(...items: readonly Work[]): Promise<RemediationReport>;
  runBatch(given: RemediationBatch): Promise<RemediationReport>;
  readonly queue: ReturnType<typeof memoryQueue>;
  readonly ledger: ReturnType<typeof memoryLedger>;
  readonly topic: ReturnType<typeof memoryTopic>;
  readonly safety: MemorySafety;
  readonly report: sinon.SinonSpy<[string, Record<string, unknown>], void>;
  readonly pauses: number[];
  /** The calls that were tried, in order: `AuthorizeSecurityGroupIngress sg-1`. */
  calls(): string[];
}

/** The security-group remediator over live groups in memory; the journal has the order of everything. */
export function remediation(
  resources: readonly Resource[],
  overrides: Partial<RemediateDeps & Workplace & { apply: Apply }> = {},
  refuseWrite?: (write: number) => Error | undefined,
): Remediation {
  const journal: Journal = [];
  const made = world(resources, journal);
  const queue = memoryQueue([], journal);
  const ledger = memoryLedger(journal, refuseWrite);
  const topic = memoryTopic(journal);
  const report = sinon.spy<RemediateDeps['report']>(() => undefined);
  const pauses: number[] = [];
  const safety = memorySafety();
  const remediator = remediatorOf('security-group');
  if (remediator === undefined) assert.fail('no remediator of security groups');
  let entries = 0;
  const guarded = safeguardsOver(safety, { existing: () => made.reader.count() });
  const {
    apply = (change) => made.apply(change),
    applyFor = () => Promise.resolve(apply),
    reader = made.reader,
    safeguards = guarded.safeguards,
    ...others
  } = overrides;
  const deps: RemediateDeps = {
    here: { accountId, region },
    accounts: () => Promise.resolve(accountsOf()),
    workplaceOf: () => ({ reader, applyFor, safeguards }),
    ledgerBucket: 'the-ledger',
    gate: () => Promise.resolve(true),
    judges,
    exemptions: reading(),
    remediator,
    ledger,
    queue,
    tell: (notices) => topic.tell(notices),
    newId: () => ledgerId(new Date('2026-11-20T12:00:00Z'), String((entries += 1)).padStart(8, '0')),
    now: () => new Date('2026-11-20T12:00:00.000Z'),
    async pause(ms) {
      pauses.push(ms);
    },
    report,
    announce: () => guarded.announce(),
    ...others,
  };
  return Object.assign(made, {
    run: (...items: readonly Work[]) => remediate(batch(items), deps),
    runBatch: (given: RemediationBatch) => remediate(given, deps),
    queue,
    ledger,
    topic,
    safety,
    report,
    pauses,
    calls: () => journal.filter((line) => /^(Authorize|Revoke)/.test(line)),
  });
}

/** A hook that throws at the nth call of an operation, before it takes effect or after. */
export function failing(
  operation: string,
  error: Error,
  options: { when?: 'before' | 'after'; id?: string; times?: number } = {},
): World['hook'] {
  const { when = 'before', id, times = Infinity } = options;
  let left = times;
  return (at, change: Change) => {
    const concerned = change.operation === operation && (id === undefined || change.input['GroupId'] === id);
    if (at !== when || !concerned || left <= 0) return;
    left -= 1;
    throw error;
  };
}

export const outcomesOf = ({ results }: RemediationReport): [string, string][] =>
  results.map(({ resourceId, outcome }) => [resourceId, outcome]);
