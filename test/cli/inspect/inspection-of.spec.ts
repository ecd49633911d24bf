import { assert } from 'chai';
import { inspectionOfMessages, type QueueRead } from '../../../cli/inspect/inspection-of.ts';
import { Failure } from '../../../contract/failure.ts';
import type { Instruction } from '../../../contract/instruction.ts';
import type { Peeked } from '../../../queue/peek.ts';
import { exemption, exemptionList } from '../../support/exemptions.ts';
import { groupIdentity, portsRule, sqsMessage } from '../../support/instructions.ts';
import { closing, openGroup } from '../../support/inspections.ts';

const now = new Date('2026-11-20T13:00:00.000Z');
const authorised = 'security-group-authorized-ports';
const peeked: Peeked = { messages: 5, ended: 'empty', heldMs: 1234, notGivenBack: 0, holdSeconds: 30, mostReceives: 3 };
const facts = { visible: 5, inFlight: 0, delayed: 0, maxReceiveCount: 1000 };

function inspect(instructions: readonly (Instruction | string)[], read: Partial<QueueRead> = {}) {
  const messages = instructions.map((one) => sqsMessage(one));
  return inspectionOfMessages(messages, { queueUrl: 'https://q', at: now, facts, ...read });
}

const captured = (hour: number) => ({
  source: 'config' as const,
  capturedAt: `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`,
});

describe('inspectionOf', () => {
  it('shows a resource with what is exposed, the calls, the diff and the age', () => {
    const [resource, ...others] = inspect([openGroup({ attempt: 2 }), openGroup()]).resources;

    assert.deepEqual(others, []);
    assert.deepInclude(resource, {
      resource: groupIdentity(),
      severity: 'critical',
      plan: closing(22),
      oldestAt: '2026-11-20T10:00:00.000Z',
      messages: 2,
      attempts: 2,
      state: 'as-queued',
    });
    assert.deepEqual(resource?.findings[0]?.exposure, ['tcp 22 from the whole IPv4 internet']);
  });

  it('puts the worst first, and of equals the oldest', () => {
    const of = (id: string, severity: Instruction['severity'], hour: number): Instruction =>
      openGroup({ resource: groupIdentity(id), severity, evidence: captured(hour) });

    const { resources } = inspect([
      of('low-old', 'low', 1),
      of('critical-new', 'critical', 12),
      of('medium', 'medium', 3),
      of('critical-old', 'critical', 2),
      of('high', 'high', 9),
    ]);

    assert.deepEqual(
      resources.map(({ resource }) => resource.id),
      ['critical-old', 'critical-new', 'high', 'medium', 'low-old'],
    );
  });

  it('is as bad as its worst finding, which it shows first', () => {
    const { resources } = inspect([openGroup({ rule: authorised, severity: 'low' }), openGroup()]);

    assert.equal(resources[0]?.severity, 'critical');
    assert.deepEqual(
      resources[0]?.findings.map(({ rule }) => rule),
      [portsRule, authorised],
    );
  });

  it('has a call of two rules once, and says where their plans differ', () => {
    const [same] = inspect([openGroup(), openGroup({ rule: authorised })]).resources;
    const [other] = inspect([openGroup(), openGroup({ rule: authorised, plan: closing(80) })]).resources;

    assert.deepEqual(same?.plan, closing(22));
    assert.lengthOf(other?.plan.changes ?? [], 2);
    assert.match(other?.plan.notes.join() ?? '', /the mend makes one of them/);
  });

  for (const [filter, ids] of [
    [{ rule: authorised }, ['sg-2']],
    [{ severity: 'high' }, ['sg-1', 'sg-2']],
    [{ severity: 'critical' }, ['sg-1']],
    [{ severity: 'low' }, ['sg-1', 'sg-2', 'sg-3']],
  ] as const) {
    it(`shows ${ids.join(', ')} where asked for ${JSON.stringify(filter)}, each whole`, () => {
      const { resources, messages } = inspect(
        [
          openGroup(),
          openGroup({ resource: groupIdentity('sg-2'), severity: 'high', rule: authorised }),
          openGroup({ resource: groupIdentity('sg-2'), severity: 'low', rule: portsRule }),
          openGroup({ resource: groupIdentity('sg-3'), severity: 'low' }),
        ],
        { filter },
      );

      assert.deepEqual(
        resources.map(({ resource }) => resource.id),
        [...ids],
      );
      assert.equal(messages, 4);
      assert.lengthOf(resources.find(({ resource }) => resource.id === 'sg-2')?.findings ?? [1, 2], 2);
    });
  }

  it('says until when a resource is in its grace period, and not that it was', () => {
    const of = (notBefore: string) => inspect([openGroup({ notBefore })]).resources[0]?.notBefore;

    assert.equal(of('2026-11-21T10:00:00.000Z'), '2026-11-21T10:00:00.000Z');
    assert.isUndefined(of('2026-11-20T12:59:59.000Z'));
  });

  const early = '2026-11-21T10:00:00.000Z';
  const late = '2026-11-21T20:00:00.000Z';
  for (const [what, given, whole, each] of [
    ['the earliest of what is asked several times', [{ notBefore: late }, { notBefore: early }], early, [early]],
    ['none, where a message asks for it at once', [{ notBefore: late }, {}], undefined, [undefined]],
    [
      'that of each rule by itself, and none of all, where one rule has none',
      [{ notBefore: late }, { rule: authorised }],
      undefined,
      [undefined, late],
    ],
    [
      'the first to end, where every rule has one',
      [{ notBefore: late }, { rule: authorised, notBefore: early }],
      early,
      [early, late],
    ],
  ] as const) {
    it(`tells of grace periods ${what}`, () => {
      const [resource] = inspect(given.map((one) => openGroup(one))).resources;

      assert.equal(resource?.notBefore, whole);
      assert.deepEqual(
        resource?.findings.map(({ notBefore }) => notBefore),
        [...each],
      );
    });
  }

  const list = exemptionList(exemption({ resource: 'sg-1', port: '22' }));
  for (const [what, instruction, state, lines] of [
    ['all of it', openGroup(), 'exempt', 1],
    ['a port that is not open', openGroup({}, 3389), 'as-queued', 0],
    ['one of its rules', undefined, 'as-queued', 1],
  ] as const) {
    it(`calls a resource ${state} where ${what} is exempt`, () => {
      const given = instruction === undefined ? [openGroup(), openGroup({ rule: authorised })] : [instruction];

      const [resource] = inspect(given, { exemptions: { kind: 'read', list } }).resources;

      assert.equal(resource?.state, state);
      assert.lengthOf(resource?.exemption ?? [], lines);
      if (given.length > 1)
        assert.match(resource?.exemption?.[0] ?? '', /^security-group-restricted-ports: exempt until /);
    });
  }

  it('never calls exempt what is not listed whole', () => {
    const cut = openGroup({
      plan: { changes: [], before: [], after: [], notes: ['2 of 3 violations are not listed.'] },
    });

    const [resource] = inspect([cut], { exemptions: { kind: 'read', list } }).resources;

    assert.equal(resource?.state, 'as-queued');
  });

  it('says that exemptions were not read, or that nobody said where they are', () => {
    const failure = new Failure('EXEMPTIONS_UNREADABLE', 'exemptions/declared.json: AccessDenied');

    assert.match(inspect([]).notes.join(), /nobody said where they are: give --bucket/);
    assert.match(
      inspect([], { exemptions: { kind: 'unreadable', failure } }).notes.join(),
      /declared.json: AccessDenied/,
    );
    assert.isUndefined(inspect([openGroup()]).resources[0]?.exemption);
  });

  const read = (over: Partial<Peeked>, of: Partial<typeof facts> = {}) =>
    inspect([], { peeked: { ...peeked, ...over }, facts: { ...facts, ...of } });
  for (const [what, inspection, complete, partial] of [
    ['everything was read', read({}), true, undefined],
    [
      'time was up',
      read({ ended: 'time', messages: 80, heldMs: 90_000 }, { visible: 120 }),
      false,
      /^80 of about 120 messages were read in 90 s/,
    ],
    [
      'too many are there',
      read({ ended: 'many', messages: 100 }, { visible: 120 }),
      false,
      /^100 of about 120 .* as many as may be held/,
    ],
    ['SQS had counted more', read({ messages: 4 }), true, /^4 messages were read where SQS had counted about 5$/],
    ['a coordinator has some', read({}, { inFlight: 3 }), true, /^about 3 are with a coordinator/],
    ['some are delayed', read({}, { delayed: 2 }), true, /^about 2 are delayed/],
  ] as const) {
    it(`says how partial the read is where ${what}`, () => {
      assert.equal(inspection.complete, complete);
      if (partial === undefined) assert.isUndefined(inspection.partial);
      else assert.match(inspection.partial ?? '', partial);
    });
  }

  it('does not know how many there are without the permission, and says so', () => {
    const messages = [sqsMessage(openGroup())];
    const inspection = inspectionOfMessages(messages, { queueUrl: 'https://q', at: now });

    assert.equal(inspection.expected, 1);
    assert.match(inspection.notes.join(), /may not sqs:GetQueueAttributes/);
  });

  it('warns before SQS moves away what was looked at too often, and of what was not given back', () => {
    const warned = (mostReceives: number): boolean =>
      read({ mostReceives }).notes.some((note) => note.includes('after 1000'));

    assert.isFalse(warned(899));
    assert.isTrue(warned(900));
    assert.match(read({ notGivenBack: 2 }).notes.join(), /did not take 2 messages back: .* within 30 s/);
  });
});
