import { assert } from 'chai';
import { cisAlarms } from '../../stacks/cis-alarms.ts';
import { at, cisTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

const onlyIfEnabled = '${var.enabled ? 1 : 0}';

describe('the stack of CIS alarms', () => {
  it('has the fourteen of section 3', () => {
    assert.deepEqual(
      cisAlarms.map(({ id }) => id),
      Array.from({ length: 14 }, (_, index) => `3.${index + 1}`),
    );
    assert.lengthOf(resourcesOf(cisTemplate(), 'aws_cloudwatch_log_metric_filter'), 14);
    assert.lengthOf(resourcesOf(cisTemplate(), 'aws_cloudwatch_metric_alarm'), 14);
  });

  it('has nothing unless it is enabled, which it is not by itself', () => {
    assert.include(cisTemplate().variable['enabled'], { type: 'bool', default: false });
    for (const type of Object.keys(cisTemplate().resource)) {
      for (const [name, { count }] of resourcesOf(cisTemplate(), type)) assert.equal(count, onlyIfEnabled, name);
    }
  });

  for (const { id, name, priority, pattern } of cisAlarms) {
    it(`${id}, ${name}, counts its events and tells their priority`, () => {
      const filter = resourceOf(cisTemplate(), 'aws_cloudwatch_log_metric_filter', `${name}-filter`);
      const alarm = resourceOf(cisTemplate(), 'aws_cloudwatch_metric_alarm', `${name}-alarm`);

      assert.include(filter, { pattern, log_group_name: '${var.cloudtrail_log_group}' });
      assert.isAtMost(pattern.length, 1024);
      assert.equal(at(filter, 'metric_transformation.name'), alarm['metric_name']);
      assert.equal(at(filter, 'metric_transformation.namespace'), alarm['namespace']);
      assert.include(alarm, { statistic: 'Sum', threshold: 1, comparison_operator: 'GreaterThanOrEqualToThreshold' });
      assert.match(String(alarm['alarm_description']), new RegExp(`^\\[${priority}\\] .*\\. \\(CIS ${id}\\)$`));
    });
  }

  it('uses every priority', () => {
    assert.sameMembers(
      [...new Set(cisAlarms.map(({ priority }) => priority))],
      ['info', 'low', 'medium', 'high', 'critical'],
    );
  });

  it('tells through the topic of the main stack', () => {
    const topic =
      'arn:${data.aws_partition.partition.partition}:sns:${var.region}:${data.aws_caller_identity.caller.account_id}:${var.name_prefix}-notices';

    for (const [, { alarm_actions: actions }] of resourcesOf(cisTemplate(), 'aws_cloudwatch_metric_alarm')) {
      assert.deepEqual(actions, [topic]);
    }
  });

  it('asks for the log group once it is enabled', () => {
    const filter = resourceOf(cisTemplate(), 'aws_cloudwatch_log_metric_filter', 'root-usage-filter');

    assert.deepEqual(at(filter, 'lifecycle.precondition'), [
      {
        condition: '${var.cloudtrail_log_group != ""}',
        error_message: 'cloudtrail_log_group must be given once enabled is true.',
      },
    ]);
  });
});
