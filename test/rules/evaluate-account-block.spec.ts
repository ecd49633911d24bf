import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { s3AccountRemediator } from '../../remediators/s3-account.ts';
import { accountBlockFromItem } from '../../resources/account-block-from-item.ts';
import { createAccountBlockReader } from '../../resources/account-block-reader.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { evaluateEvent } from '../../rules/evaluate-event.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { s3AccountPublicAccessBlock as rule } from '../../rules/s3-account-public-access-block.ts';
import { accountIdentity, allOn } from '../support/account-blocks.ts';
import { answering, awsError } from '../support/aws.ts';
import { reading } from '../support/exemptions.ts';
import { accountId, region } from '../support/instructions.ts';
import { changeEvent, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { accountBlock as accountItem } from '../support/scanned-items.ts';

const item = (overrides: Record<string, unknown> = {}, configuration: unknown = allOn) =>
  accountItem(configuration, { awsAccountId: accountId, ...overrides });
const deleted = (status = 'ResourceDeleted') => item({ configurationItemStatus: status }, null);
const neverSet = awsError('NoSuchPublicAccessBlockConfiguration', { status: 404 });

function evaluate(
  event: unknown,
  { live = neverSet, reported = [] as string[] }: { live?: unknown; reported?: string[] } = {},
) {
  const { client } = answering(new S3ControlClient({ region }), { GetPublicAccessBlock: live });
  const { ruleParameters, ...asked } = parseRuleEvent(event);
  const wordGiven = { ...asked, ruleParameters: { publicBuckets: 'none', ...Object(ruleParameters) } };
  return evaluateEvent(rule, wordGiven, {
    kind: { fromItem: accountBlockFromItem },
    reader: createAccountBlockReader(client, { accountId, region, partition: 'aws' }),
    remediator: s3AccountRemediator,
    fetchItem: async () => parseConfigurationItem(deleted()),
    reportedBefore: async () => reported,
    exemptions: reading(),
    now: () => new Date('2026-11-21T12:00:00Z'),
  });
}
const everything =
  'Block Public Access of the account lacks blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets';
const violating = {
  ComplianceResourceType: 'AWS::S3::AccountPublicAccessBlock',
  ComplianceResourceId: accountId,
  ComplianceType: 'NON_COMPLIANT',
  Annotation: everything,
} as const;

describe('evaluateEvent, for the block of an account', () => {
  it('judges a change by its item', async () => {
    const { evaluations, instructions } = await evaluate(changeEvent(item()));

    assert.deepEqual(
      evaluations.map(({ ComplianceType }) => ComplianceType),
      ['COMPLIANT'],
    );
    assert.deepEqual(instructions, []);
  });

  for (const [what, event] of [
    ['a deleted block', changeEvent(deleted())],
    ['a deleted block that is not recorded any more', changeEvent(deleted('ResourceDeletedNotRecorded'))],
    [
      'a deleted block whose item is fetched',
      oversizedEvent({
        resourceType: 'AWS::S3::AccountPublicAccessBlock',
        resourceId: accountId,
        configurationItemStatus: 'ResourceDeleted',
      }),
    ],
  ] as const) {
    it(`takes ${what} for one that is off, and instructs to set it`, async () => {
      const { evaluations, instructions } = await evaluate(event);

      assert.deepEqual(evaluations, [{ ...violating, OrderingTimestamp: new Date('2026-11-20T10:00:00.123Z') }]);
      assert.deepInclude(instructions[0], { remediator: 's3-account', severity: 'high', resource: accountIdentity });
      assert.lengthOf(instructions, 1);
    });
  }

  it('says nothing of an account from an item that is not recorded', async () => {
    const { evaluations } = await evaluate(changeEvent(item({ configurationItemStatus: 'ResourceNotRecorded' }, null)));

    assert.equal(evaluations[0]?.ComplianceType, 'NOT_APPLICABLE');
  });

  it('finds an account that never set it by the periodic run, once', async () => {
    const { evaluations, instructions, unjudged } = await evaluate(scheduledEvent(), { reported: [accountId] });

    assert.deepEqual(evaluations, [{ ...violating, OrderingTimestamp: new Date('2026-11-20T11:00:00.000Z') }]);
    assert.deepEqual(
      instructions.map(({ resource, evidence }) => [resource, evidence.source]),
      [[accountIdentity, 'sweep']],
    );
    assert.deepEqual(unjudged, []);
  });

  it('reports the same resource from the periodic run as from a change', async () => {
    const [changed, swept] = await Promise.all([evaluate(changeEvent(deleted())), evaluate(scheduledEvent())]);

    assert.deepEqual(
      changed.instructions.map(({ id, plan }) => ({ id, plan })),
      swept.instructions.map(({ id, plan }) => ({ id, plan })),
    );
  });

  it('says nothing, least of all compliant or gone, where the account does not answer', async () => {
    const denied = awsError('AccessDenied', { status: 403 });

    const { evaluations, instructions, unjudged } = await evaluate(scheduledEvent(), {
      live: denied,
      reported: [accountId],
    });

    assert.deepEqual([evaluations, instructions], [[], []]);
    assert.deepEqual(
      unjudged.map(({ code, transient }) => [code, transient]),
      [['READ_FAILED', false]],
    );
  });
});
