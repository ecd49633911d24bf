import { assert } from 'chai';
import * as sinon from 'sinon';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { SecurityGroup } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import type { ResourceReader } from '../../resources/reader.ts';
import { securityGroupFromItem } from '../../resources/security-group-from-item.ts';
import { type EvaluateDeps, evaluateEvent } from '../../rules/evaluate-event.ts';
import { register } from '../../rules/registered-rule.ts';
import type { Rule } from '../../rules/rule.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import {
  type RestrictedPorts,
  securityGroupRestrictedPorts as rule,
} from '../../rules/security-group-restricted-ports.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { reading } from '../support/exemptions.ts';
import {
  changeEvent,
  deletedGroupItem,
  groupItem,
  harmlessGroupItem,
  oversizedEvent,
  scheduledEvent,
} from '../support/rule-events.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

type Deps = EvaluateDeps<'AWS::EC2::SecurityGroup'>;
interface Listed {
  readonly groups?: readonly SecurityGroup[];
  readonly unread?: readonly Failure[];
  readonly reported?: readonly string[];
}

function depsWith({ groups = [], unread = [], reported = [] }: Listed = {}) {
  const reader: ResourceReader<'AWS::EC2::SecurityGroup'> = {
    read: sinon.fake.rejects(new Error('a verdict reads no resource live')),
    async *list(tell) {
      for (const failure of unread) tell?.(failure);
      yield* groups;
    },
    count: () => Promise.resolve(0),
    contextOf: () => Promise.resolve(emptyContext),
    complete: (group) => Promise.resolve(group),
    passing: () => [],
  };
  return {
    kind: { fromItem: securityGroupFromItem },
    reader,
    remediator: securityGroupRemediator,
    fetchItem: sinon.spy<Deps['fetchItem']>(async () => parseConfigurationItem(groupItem())),
    reportedBefore: sinon.spy<Deps['reportedBefore']>(async () => reported),
    exemptions: reading(),
    now: () => new Date('2026-11-21T12:00:00Z'),
  };
}

const { needs: _needs, ...withoutNeeds } = rule;
const evaluate = (
  event: unknown,
  deps: Deps = depsWith(),
  judging: Rule<'AWS::EC2::SecurityGroup', RestrictedPorts> = rule,
) => evaluateEvent(judging, parseRuleEvent(event), deps);
const capturedAt = new Date('2026-11-20T10:00:00.123Z');
const sshOpen = [ingress('tcp', 22, '0.0.0.0/0')];

describe('evaluateEvent, for a change', () => {
  it('has read live what the rule needs, and nothing for a rule that needs nothing', async () => {
    for (const needs of [undefined, ['ownership'] as const] as const) {
      const deps = depsWith();
      const complete = sinon.spy(deps.reader, 'complete');
      const contextOf = sinon.spy(deps.reader, 'contextOf');

      await evaluate(changeEvent(), deps, needs === undefined ? withoutNeeds : { ...rule, needs });

      sinon.assert.calledOnceWithExactly(complete, sinon.match.any, needs ?? []);
      sinon.assert.calledOnceWithExactly(contextOf, sinon.match.any, needs ?? []);
    }
  });

  it('reports a violating resource with what is at fault, and instructs to mend it', async () => {
    const { evaluations, instructions, unjudged } = await evaluate(changeEvent());

    const [evaluation] = evaluations;
    assert.lengthOf(evaluations, 1);
    assert.deepEqual(
      { ...evaluation, Annotation: '' },
      {
        ComplianceResourceType: 'AWS::EC2::SecurityGroup',
        ComplianceResourceId: 'sg-1',
        ComplianceType: 'NON_COMPLIANT',
        Annotation: '',
        OrderingTimestamp: capturedAt,
      },
    );
    assert.match(evaluation?.Annotation ?? '', /0\.0\.0\.0\/0/);
    assert.deepEqual(
      instructions.map(({ resource, evidence }) => [resource.id, evidence]),
      [['sg-1', { source: 'config', capturedAt: '2026-11-20T10:00:00.123Z' }]],
    );
    assert.deepEqual(unjudged, []);
  });

  it('reports a harmless resource without annotation, and instructs nothing', async () => {
    const { evaluations, instructions } = await evaluate(changeEvent(harmlessGroupItem()));

    assert.deepEqual(evaluations, [
      {
        ComplianceResourceType: 'AWS::EC2::SecurityGroup',
        ComplianceResourceId: 'sg-1',
        ComplianceType: 'COMPLIANT',
        OrderingTimestamp: capturedAt,
      },
    ]);
    assert.deepEqual(instructions, []);
  });

  for (const [what, event] of [
    ['that was deleted', changeEvent(deletedGroupItem())],
    ['that was deleted and is not recorded', changeEvent(deletedGroupItem('ResourceDeletedNotRecorded'))],
    ['that is not recorded', changeEvent(groupItem({ configurationItemStatus: 'ResourceNotRecorded' }))],
    ['that left the scope', changeEvent(groupItem(), { eventLeftScope: true })],
    ['of another type', changeEvent(groupItem({ resourceType: 'AWS::EC2::Instance' }))],
    ['that was deleted while its item was too large', oversizedEvent({ configurationItemStatus: 'ResourceDeleted' })],
  ] as const) {
    it(`calls a resource ${what} not applicable, and instructs nothing`, async () => {
      const deps = depsWith();

      const { evaluations, instructions } = await evaluate(event, deps);

      assert.deepEqual(
        evaluations.map(({ ComplianceType, ComplianceResourceId, OrderingTimestamp }) => [
          ComplianceType,
          ComplianceResourceId,
          OrderingTimestamp,
        ]),
        [['NOT_APPLICABLE', 'sg-1', capturedAt]],
      );
      assert.deepEqual(instructions, []);
      sinon.assert.notCalled(deps.fetchItem);
    });
  }

  it('judges a resource that was only now discovered', async () => {
    const { evaluations } = await evaluate(changeEvent(groupItem({ configurationItemStatus: 'ResourceDiscovered' })));

    assert.equal(evaluations[0]?.ComplianceType, 'NON_COMPLIANT');
  });

  it('fetches an item that was too large, and judges it', async () => {
    const deps = depsWith();

    const { evaluations } = await evaluate(oversizedEvent(), deps);

    sinon.assert.calledOnce(deps.fetchItem);
    assert.equal(deps.fetchItem.args[0]?.[0].captureTime, '2026-11-20T10:00:00.123Z');
    assert.equal(evaluations[0]?.ComplianceType, 'NON_COMPLIANT');
  });

  it('calls a resource not applicable whose fetched item says that it was deleted', async () => {
    const deps = { ...depsWith(), fetchItem: async () => parseConfigurationItem(deletedGroupItem()) };

    const { evaluations, instructions } = await evaluate(oversizedEvent(), deps);

    assert.deepEqual(
      evaluations.map(({ ComplianceType }) => ComplianceType),
      ['NOT_APPLICABLE'],
    );
    assert.deepEqual(instructions, []);
  });

  it('judges by the parameters of the event', async () => {
    const event = changeEvent(groupItem(), { ruleParameters: '{"ports":"3389"}' });

    assert.equal((await evaluate(event)).evaluations[0]?.ComplianceType, 'COMPLIANT');
  });

  for (const ruleParameters of [
    '{"ports":""}',
    '{"ports":"22,"}',
    '{"ports":"ssh"}',
    '{"ports":"99999"}',

    '{"port":"22"}',
    '{"ipv4Addresses":"many"}',
    '{"ipv4Addresses":"-1"}',
    '{"ipv6Addresses":"2^128"}',
    '["ports"]',
    '"ports"',
  ]) {
    it(`refuses the parameters ${ruleParameters} and reports nothing`, async () => {
      const event = changeEvent(harmlessGroupItem(), { ruleParameters });

      await assertRejects(evaluate(event), 'PARAMETER_INVALID', 'security-group-restricted-ports');
    });
  }

  it('rejects, and so reports nothing, where the rule throws', async () => {
    const evaluateAndThrow: typeof rule.evaluate = () => {
      throw new RangeError('a bug');
    };

    const error = await evaluate(changeEvent(), depsWith(), { ...rule, evaluate: evaluateAndThrow }).catch(
      (thrown: unknown) => thrown,
    );

    assert.instanceOf(error, RangeError);
  });

  it('rejects where the item cannot be understood', async () => {
    const item = groupItem({
      configuration: { groupName: 'web', ipPermissions: [{ ipProtocol: 'tcp', fromPort: 22 }] },
    });

    await assertRejects(evaluate(changeEvent(item)), 'ITEM_UNREADABLE', 'sg-1');
  });
});

describe('evaluateEvent, while AWS would not say something', () => {
  const throttled = 'RequestLimitExceeded: Request limit exceeded.';
  const finding = (violations: readonly Violation[]): Rule<'AWS::EC2::SecurityGroup', RestrictedPorts> => ({
    ...rule,
    evaluate: () => [...violations],
  });
  const undecided: Violation = { kind: 'undecided', subject: 'prefix list pl-1', reason: throttled };
  const exposed = register(rule).withParameters({})(securityGroup(sshOpen), emptyContext);
  const leftToPeople: Violation = { kind: 'versioning-off', found: 'Off', unmendable: 'it could not be read' };

  const unavailable = (reasons: readonly string[], groups: readonly SecurityGroup[] = []): Deps => {
    const deps = depsWith({ groups });
    return { ...deps, reader: { ...deps.reader, passing: () => reasons } };
  };

  for (const [what, violations, reasons, expected] of [
    ['what is undecided for a reason that passes', [undecided], [throttled], 1],
    ['the same beside what is decided', [...exposed, undecided], [throttled], 1],
    ['what is left to people for a reason that passes', [leftToPeople], [throttled], 1],
    ['what is undecided for good', [undecided], [], 0],
    ['what is decided all the same', exposed, [throttled], 0],
    ['what does not violate', [], [throttled], 0],
  ] as const) {
    it(`${expected === 1 ? 'fails in the end for' : 'is content with'} ${what}, and reports it first`, async () => {
      const found = await evaluate(changeEvent(), unavailable(reasons), finding(violations));

      assert.deepEqual(
        found.evaluations.map(({ ComplianceType }) => ComplianceType),
        [violations.length === 0 ? 'COMPLIANT' : 'NON_COMPLIANT'],
      );
      assert.lengthOf(found.instructions, violations.some(isMendable) ? 1 : 0);
      assert.deepEqual(
        found.unjudged.map(({ code, transient, ids, message }) => [code, transient, ids, message]),
        expected === 0
          ? []
          : [['READ_FAILED', true, { resourceId: 'sg-1' }, `${rule.id} cannot decide on sg-1 for now: ${throttled}`]],
      );
    });
  }

  it('does so on schedule as well', async () => {
    const deps = unavailable([throttled], [securityGroup([], { id: 'sg-2' })]);

    const found = await evaluate(scheduledEvent(), deps, finding([undecided]));

    assert.lengthOf(found.evaluations, 1);
    assert.deepEqual(
      found.unjudged.map(({ ids }) => ids),
      [{ resourceId: 'sg-2' }],
    );
  });
});

describe('evaluateEvent, on schedule', () => {
  const at = new Date('2026-11-20T11:00:00.000Z');
  const verdicts = async (event: unknown, deps: Deps) =>
    (await evaluate(event, deps)).evaluations.map(({ ComplianceResourceId, ComplianceType }) => [
      ComplianceResourceId,
      ComplianceType,
    ]);

  it('judges all there is, and calls not applicable what it reported before and is no more', async () => {
    const groups = [securityGroup(sshOpen, { id: 'sg-1' }), securityGroup([], { id: 'sg-2' })];

    const found = await evaluate(scheduledEvent(), depsWith({ groups, reported: ['sg-2', 'sg-gone'] }));

    assert.deepEqual(
      found.evaluations.map(({ ComplianceResourceId, ComplianceType, OrderingTimestamp }) => [
        ComplianceResourceId,
        ComplianceType,
        OrderingTimestamp,
      ]),
      [
        ['sg-1', 'NON_COMPLIANT', at],
        ['sg-2', 'COMPLIANT', at],
        ['sg-gone', 'NOT_APPLICABLE', at],
      ],
    );
    assert.deepEqual(
      found.instructions.map(({ resource, evidence }) => [resource.id, evidence.source]),
      [['sg-1', 'sweep']],
    );
  });

  it('finds nothing in an empty account', async () => {
    assert.deepEqual(await evaluate(scheduledEvent(), depsWith()), {
      evaluations: [],
      instructions: [],
      unjudged: [],
    });
  });

  it('judges the others where one cannot be read, which has not vanished for that', async () => {
    const unread = [new Failure('READ_FAILED', 'denied', { ids: { resourceId: 'sg-1' } })];
    const groups = [securityGroup([], { id: 'sg-2' })];
    const deps = depsWith({ groups, unread, reported: ['sg-1', 'sg-2'] });

    assert.deepEqual(await verdicts(scheduledEvent(), deps), [['sg-2', 'COMPLIANT']]);
    assert.deepEqual((await evaluate(scheduledEvent(), deps)).unjudged, unread);
  });

  it('judges the others where the rule throws for one, and names that one', async () => {
    const groups = [securityGroup([], { id: 'sg-1' }), securityGroup([], { id: 'sg-2' })];
    const picky: typeof rule.evaluate = (group) => {
      if (group.id === 'sg-1') throw new RangeError('a bug');
      return [];
    };

    const found = await evaluate(scheduledEvent(), depsWith({ groups, reported: ['sg-1'] }), {
      ...rule,
      evaluate: picky,
    });

    assert.deepEqual(
      found.evaluations.map(({ ComplianceResourceId }) => ComplianceResourceId),
      ['sg-2'],
    );
    assert.deepEqual(
      found.unjudged.map(({ ids }) => ids['resourceId']),
      ['sg-1'],
    );
  });
});
