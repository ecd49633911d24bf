import { assert } from 'chai';
import { mainTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

const onlyIfCreated = '${var.watch_own_account && var.create_config_recorder ? 1 : 0}';

/** Every resource that exists with a recorder of ours only. */
const ofRecorder: readonly (readonly [type: string, name: string])[] = [
  ['aws_config_configuration_recorder', 'recorder'],
  ['aws_config_configuration_recorder_status', 'recorder-status'],
  ['aws_config_delivery_channel', 'delivery-channel'],
  ['aws_iam_role', 'config-role'],
  ['aws_iam_role_policy', 'config-role-delivers'],
  ['aws_iam_role_policy_attachment', 'config-role-reads'],
  ['aws_s3_bucket', 'config'],
  ['aws_s3_bucket_lifecycle_configuration', 'config-lifecycle'],
  ['aws_s3_bucket_policy', 'config-policy'],
  ['aws_s3_bucket_public_access_block', 'config-block'],
  ['aws_s3_bucket_server_side_encryption_configuration', 'config-encryption'],
  ['aws_s3_bucket_versioning', 'config-versioning'],
];

describe('the Config recorder', () => {
  for (const [type, name] of ofRecorder) {
    it(`leaves no ${type} behind where the account keeps its own`, () => {
      assert.equal(resourceOf(mainTemplate(), type, name)['count'], onlyIfCreated);
    });
  }

  it('counts nothing else', () => {
    const counted = Object.keys(mainTemplate().resource).flatMap((type) =>
      resourcesOf(mainTemplate(), type).filter(([, { count }]) => count === onlyIfCreated),
    );

    assert.sameMembers(
      counted.map(([name]) => name),
      ofRecorder.map(([, name]) => name),
    );
  });

  it('is referred to by index wherever it is counted, and by nothing that is there without it', () => {
    const counted = new Set(ofRecorder.map(([type, name]) => `${type}.${name}`));
    for (const type of Object.keys(mainTemplate().resource)) {
      for (const [name, resource] of resourcesOf(mainTemplate(), type)) {
        const text = JSON.stringify(resource);
        for (const [, address, index] of text.matchAll(/\$\{(aws_\w+\.[a-z-]+)(\[0\])?/g)) {
          if (!counted.has(address ?? '')) continue;
          assert.equal(index, '[0]', `${type}.${name} refers to ${address}`);
          assert.include([...counted], `${type}.${name}`, `refers to ${address}`);
        }
      }
    }
  });

  it('is started when all that it writes to lets it', () => {
    const channel = resourceOf(mainTemplate(), 'aws_config_delivery_channel', 'delivery-channel');
    const status = resourceOf(mainTemplate(), 'aws_config_configuration_recorder_status', 'recorder-status');

    assert.deepEqual(channel['depends_on'], [
      'aws_config_configuration_recorder.recorder',
      'aws_s3_bucket_policy.config-policy',
      'aws_iam_role_policy.config-role-delivers',
      'aws_sns_topic_policy.config-topic-policy',
    ]);
    assert.deepEqual(status['depends_on'], ['aws_config_delivery_channel.delivery-channel']);
    assert.equal(status['name'], '${aws_config_configuration_recorder.recorder[0].name}');
    assert.equal(status['is_enabled'], true);
  });

  it('can be given up again: its bucket is not held by Terraform', () => {
    assert.notProperty(resourceOf(mainTemplate(), 'aws_s3_bucket', 'config'), 'lifecycle');
  });

  it('that is not ours sends its verdicts as events, so that they are told once either way', () => {
    const without = '${var.watch_own_account && !var.create_config_recorder ? 1 : 0}';
    const rule = resourceOf(mainTemplate(), 'aws_cloudwatch_event_rule', 'compliance-events');
    const target = resourceOf(mainTemplate(), 'aws_cloudwatch_event_target', 'compliance-events-target');

    for (const { count } of [rule, target]) assert.equal(count, without);
    assert.deepEqual(JSON.parse(String(rule['event_pattern'])), {
      source: ['aws.config'],
      'detail-type': ['Config Rules Compliance Change'],
      detail: {
        messageType: ['ComplianceChangeNotification'],
        configRuleName: [{ prefix: '${var.name_prefix}-' }],
      },
    });
    assert.equal(target['arn'], '${aws_sqs_queue.outbox.arn}');
  });
});
