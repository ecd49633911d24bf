import type { Mutation } from './bundles.ts';

/** A fault put into the product on purpose, which the simulator has to find. */
export interface Mutant extends Mutation {
  readonly name: string;
  /** Found by the first so many seeds at the latest. */
  readonly within: number;
  /** The one that found it last, which is tried first; 1 unless given. */
  readonly seed?: number;
}

/** Faults that would each be a breach or an outage. That every one of them is found says what the simulator's silence is worth. */
export const mutants: readonly Mutant[] = [
  {
    name: 'changes without a snapshot',
    file: 'remediators/mend-batch.ts',
    find: 'return await deps.ledger.open({ ...head, actions: steps.map(({ action }) => action) });',
    replace: 'return { close: async () => {} };',
    within: 20,
  },
  {
    name: 'revokes before it authorises',
    file: 'remediators/mend-step.ts',
    find: 'for (const change of found.plan.changes) {',
    replace: 'for (const change of found.plan.changes.toReversed()) {',
    within: 60,
  },
  {
    name: 'the remediator does not ask the gate',
    file: 'remediators/preconditions.ts',
    find: "return (await gate()) ? 'open' : gateClosed();",
    replace: "return 'open';",
    within: 20,
  },
  {
    name: 'takes a gate that cannot be read for open',
    file: 'remediators/preconditions.ts',
    find: 'if (cause instanceof Failure && cause.transient) return cause;\n    throw cause;\n  }\n}\n\nfunction gateClosed',
    replace: "return 'open';\n  }\n}\n\nfunction gateClosed",
    within: 200,
    seed: 66,
  },
  {
    name: 'deletes the messages before it mends',
    file: 'remediators/remediate.ts',
    find: 'if (mendDeps !== undefined) await mendBatch(workable, mendDeps);',
    replace:
      'await deps.queue.delete(batch.work.flatMap(({ messages }) => messages));\n  if (mendDeps !== undefined) await mendBatch(workable, mendDeps);',
    within: 200,
    seed: 37,
  },
  {
    name: 'takes a successful call for a mend, without reading again',
    file: 'remediators/verify.ts',
    find: 'const assessed = await assessLive(\n      waiting.map(({ step }) => step.mending),\n      deps,\n    );',
    replace:
      "const assessed = new Map<Mending, Assessment>(waiting.map(({ step }) => [step.mending, { kind: 'clean', resource: step.found.resource }]));",
    within: 200,
  },
  {
    name: 'revokes the whole rule where a part would do',
    file: 'remediators/rule-cut.ts',
    find: 'return { ...wholeOf(rule), kept, pieces: left.map(({ from, to }) => ({ ...rule, fromPort: from, toPort: to })) };',
    replace: 'return { ...wholeOf(rule), kept };',
    within: 60,
  },
  {
    name: 'leaves no exemption',
    file: 'remediators/sifting-judge.ts',
    find: 'sift: (resource, context) => applyExemptions(resource, ruleId, judge(resource, context), list, now()),',
    replace:
      'sift: (resource, context) => applyExemptions(resource, ruleId, judge(resource, context), { ...list, exemptions: [] }, now()),',
    within: 100,
    seed: 5,
  },
  {
    name: 'mends what another is mending',
    file: 'safety/safeguards.ts',
    find: "if (busy.length > 0) return { next: state, answer: { kind: 'busy', inFlight: busy } };",
    replace: '',
    within: 200,
    seed: 71,
  },
  {
    name: 'mends what trips the breaker',
    file: 'remediators/safeguarded.ts',
    find: "refuseAll(mendings, tripped(admission.trip));\n        if (admission.newly) await announce(deps);\n        return 'refused';",
    replace: "return 'admitted';",
    within: 200,
    seed: 2,
  },
  {
    name: 'tells nobody of a mend',
    file: 'remediators/settle.ts',
    find: 'await deps.tell([...notices.values()]);',
    replace: '',
    within: 20,
  },
  {
    name: 'deletes what it could not tell',
    file: 'remediators/settle.ts',
    find: 'return new Set(told ? silent : [...silent, ...notices.keys()]);',
    replace: 'return new Set();',
    within: 200,
    seed: 13,
  },
  {
    name: 'drops the messages of a batch that crashed',
    file: 'coordinator/settle-unworked.ts',
    find: 'if (instruction.attempt + 1 < maxAttempts) {',
    replace:
      'if (instruction.attempt + 1 < maxAttempts) {\n            await queue.delete([message]);\n            continue;',
    within: 200,
    seed: 17,
  },
  {
    name: 'dead-letters without telling',
    file: 'remediators/outcome-notice.ts',
    find: "if (willRetry && result.outcome === 'failed') return undefined;",
    replace: "if (result.outcome === 'failed') return undefined;",
    within: 100,
    seed: 8,
  },
  {
    name: 'queues all instructions but the first',
    file: 'queue/send-instructions.ts',
    find: 'Entries }))).Failed;\n  });\n  const [first] = refusals;\n  if (first === undefined) return;',
    replace:
      'Entries: Entries.slice(1) }))).Failed;\n  });\n  const [first] = refusals;\n  if (first === undefined) return;',
    within: 20,
  },
  {
    name: 'a restore leaves out its last call',
    file: 'restore/make-restore-calls.ts',
    find: 'for (const change of restore.plan.changes) {',
    replace: 'for (const change of restore.plan.changes.slice(0, -1)) {',
    within: 60,
  },
  {
    name: 'a policy is written without its other statements',
    file: 'remediators/policy-text.ts',
    find: 'if (append === undefined && statements.every((_, index) => remove.has(index))) return null;',
    replace: 'if (append === undefined && remove.size > 0) return null;',
    within: 100,
  },
  {
    name: 'the notifier deletes before it has told',
    file: 'notifier/outbox-settling.ts',
    find: 'export function createOutboxSettling(outbox: Outbox, log: Log, planned: readonly Outgoing[]): OutboxSettling {',
    replace:
      'export function createOutboxSettling(outbox: Outbox, log: Log, planned: readonly Outgoing[]): OutboxSettling {\n  void outbox.delete(planned.flatMap(({ items }) => items.map(({ message }) => message))).catch(() => {});',
    within: 200,
    seed: 38,
  },
  {
    name: 'mends what is in its grace period',
    file: 'coordinator/grace-period.ts',
    find: 'return Date.parse(period.until) <= now.getTime();',
    replace: 'return true;',
    within: 200,
    seed: 84,
  },
  {
    name: 'knows no limit of a run',
    file: 'safety/breaker.ts',
    find: 'if (inRun > limits.perRun) return',
    replace: 'if (inRun > Infinity) return',
    within: 200,
    seed: 2,
  },
  {
    name: 'knows no limit of an hour',
    file: 'safety/breaker.ts',
    find: 'if (inHour > limits.perHour) return',
    replace: 'if (inHour > Infinity) return',
    within: 200,
    seed: 17,
  },
  {
    name: 'tells nobody that the breaker has tripped',
    file: 'safety/announce.ts',
    find: 'if (tripped === null || tripped.told) return tugs;',
    replace: 'return tugs;',
    within: 200,
    seed: 2,
  },
  {
    name: 'mends for ever what keeps coming back',
    file: 'safety/tug-of-war.ts',
    find: 'if (held.has(violation) || marks.length < limit) return [];',
    replace: 'if (held.has(violation) || marks.length < Infinity) return [];',
    within: 400,
  },
  {
    name: 'writes its state over what others wrote',
    file: 'safety/state-store.ts',
    find: ', IfMatch: etag }',
    replace: ' }',
    within: 1000,
  },
  {
    name: 'the sweep queues nothing',
    file: 'sweep/work-place.ts',
    find: 'await sendInstructions(deps.sqs, queueUrl, instructions);',
    replace: 'void queueUrl;',
    within: 200,
    seed: 94,
  },
  {
    name: 'cuts off other accounts with the block of a public bucket',
    file: 'rules/s3-bucket-public-access-block.ts',
    find: 'const unmendable = reason === null ? {} :',
    replace: 'const unmendable = reason !== undefined ? {} :',
    within: 400,
    seed: 350,
  },
];
