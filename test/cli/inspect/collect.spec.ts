import { assert } from 'chai';
import * as fc from 'fast-check';
import { createCollector } from '../../../cli/inspect/collect.ts';
import type { InspectionFilter } from '../../../cli/inspect/inspection.ts';
import type { Instruction } from '../../../contract/instruction.ts';
import { bucketIdentity, groupIdentity, sqsMessage } from '../../support/instructions.ts';
import { openGroup } from '../../support/inspections.ts';

const at = (minute: number): Instruction['evidence'] => ({
  source: 'config',
  capturedAt: `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
});

function collect(instructions: readonly (Instruction | string)[], filter?: InspectionFilter, most?: number) {
  const collector = createCollector(filter, most);
  for (const body of instructions) collector.add(sqsMessage(body));
  return collector;
}

describe('createCollector', () => {
  it('counts duplicates and keeps the newest, with the age of the oldest', () => {
    const [gathered, ...others] = collect([
      openGroup({ evidence: at(5) }),
      openGroup({ evidence: at(9) }, 3389),
      openGroup({ evidence: at(1) }),
    ]).gathered();

    assert.deepEqual(others, []);
    assert.equal(gathered?.messages, 3);
    assert.equal(gathered?.oldestAt, at(1).capturedAt);
    assert.deepEqual(
      [...(gathered?.kept.values() ?? [])].map(({ instruction }) => instruction.plan.before),
      [['tcp 3389 from 0.0.0.0/0']],
    );
  });

  it('keeps one of each rule of a resource', () => {
    const [gathered] = collect([openGroup(), openGroup({ rule: 'security-group-authorized-ports' })]).gathered();

    assert.sameMembers(
      [...(gathered?.kept.keys() ?? [])],
      ['security-group-restricted-ports', 'security-group-authorized-ports'],
    );
  });

  it('keeps who did it, though AWS Config’s newer message does not know', () => {
    const actor = 'arn:aws:iam::123456789012:user/alice';
    const [gathered] = collect([
      openGroup({ evidence: { ...at(1), source: 'cloudtrail', eventId: 'event-1' }, actor }),
      openGroup({ evidence: at(2) }),
    ]).gathered();

    assert.deepEqual(
      [...(gathered?.kept.values() ?? [])].map(({ instruction }) => instruction.actor),
      [actor],
    );
  });

  it('tells what it cannot read from what it can, with the reason', () => {
    const collector = collect(['no JSON', openGroup({ remediator: 's3-bucket' }), openGroup()]);

    assert.lengthOf(collector.gathered(), 1);
    assert.deepEqual(
      collector.unreadable().map(({ reason }) => reason),
      [
        'fix instruction: the body is not JSON [MESSAGE_INVALID]',
        'fix instruction: remediator s3-bucket mends AWS::S3::Bucket, not AWS::EC2::SecurityGroup [MESSAGE_UNROUTABLE]',
      ],
    );
  });

  const other = groupIdentity('sg-2', { accountId: '210987654321' });
  const bucket = openGroup({ resource: bucketIdentity(), remediator: 's3-bucket' });
  for (const [filter, ids] of [
    [{}, ['sg-1', 'sg-2', 'holiday-photos']],
    [{ account: '210987654321' }, ['sg-2']],
    [{ resource: 'holiday-photos' }, ['holiday-photos']],
    [{ resource: 'arn:aws:s3:::holiday-photos' }, ['holiday-photos']],
    [{ resource: 'sg-2', account: '123456789012' }, []],
  ] as const) {
    it(`keeps ${ids.join(', ') || 'nothing'} where asked for ${JSON.stringify(filter)}`, () => {
      const found = collect([openGroup(), openGroup({ resource: other }), bucket], filter).gathered();

      const resources = found.flatMap(({ kept }) =>
        [...kept.values()].map(({ instruction }) => instruction.resource.id),
      );
      assert.deepEqual(resources, [...ids]);
    });
  }

  it('leaves plans out when there is no more room, and says how many', () => {
    const one = JSON.stringify(openGroup()).length;
    const groups = ['sg-1', 'sg-2', 'sg-3'].map((id) => openGroup({ resource: groupIdentity(id) }));
    const collector = collect(groups, {}, one * 2 + 500);

    const plans = collector
      .gathered()
      .flatMap(({ kept }) => [...kept.values()].map(({ instruction }) => instruction.plan));
    assert.deepEqual(
      plans.map(({ changes }) => changes.length),
      [1, 1, 0],
    );
    assert.deepEqual(plans[2]?.notes, ['There is no room for its plan among so many: ask for the resource alone.']);
    assert.equal(collector.shortened(), 1);
  });

  it('takes no room for what it drops', () => {
    const one = JSON.stringify(openGroup()).length;
    const collector = collect(
      Array.from({ length: 50 }, () => openGroup()),
      {},
      one,
    );

    assert.equal(collector.shortened(), 0);
    assert.equal(collector.gathered()[0]?.messages, 50);
  });

  it('comes to the same whatever the order in which SQS hands out the messages', () => {
    const message = fc.record({ group: fc.integer({ min: 1, max: 3 }), minute: fc.integer({ min: 0, max: 59 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(message, { selector: ({ minute }) => minute, maxLength: 12 }),
        fc.nat(),
        (given, seed) => {
          const instructions = given.map(({ group, minute }) =>
            openGroup({ resource: groupIdentity(`sg-${group}`), evidence: at(minute) }),
          );
          const turned = [...instructions.slice(seed % 7), ...instructions.slice(0, seed % 7)].toReversed();
          const shape = (bodies: readonly Instruction[]) =>
            collect(bodies)
              .gathered()
              .map(({ kept, messages, oldestAt }) => ({
                messages,
                oldestAt,
                kept: [...kept.values()].map(({ instruction }) => instruction),
              }))
              .toSorted((one, two) => ((one.kept[0]?.resource.id ?? '') < (two.kept[0]?.resource.id ?? '') ? -1 : 1));

          assert.deepEqual(shape(turned), shape(instructions));
        },
      ),
    );
  });
});
