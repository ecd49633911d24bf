import { assert } from 'chai';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { evaluated } from './support/evaluated.ts';
import { at, mainTemplate, resourceOf } from './support/synthesised.ts';

describe('the gate', () => {
  it('is closed unless somebody opens it', () => {
    assert.include(mainTemplate().variable['enable_auto_response'], {
      type: 'bool',
      default: false,
      nullable: false,
    });
  });

  it('is the schedule, and the parameter that the functions ask', () => {
    const schedule = resourceOf(mainTemplate(), 'aws_cloudwatch_event_rule', 'schedule');
    const parameter = resourceOf(mainTemplate(), 'aws_ssm_parameter', 'gate');

    assert.include(schedule, {
      schedule_expression: 'rate(1 minute)',
      state: '${var.enable_auto_response ? "ENABLED" : "DISABLED"}',
    });
    assert.equal(parameter['value'], '${var.enable_auto_response ? "true" : "false"}');
    for (const name of ['coordinator', ...remediators.map(({ id }) => `remediator-${id}`)]) {
      const created = resourceOf(mainTemplate(), 'aws_lambda_function', name);
      assert.equal(at(created, 'environment.variables.GATE_PARAMETER'), '${aws_ssm_parameter.gate.name}');
    }
  });
});

describe('the coordinator', () => {
  const coordinator = () => resourceOf(mainTemplate(), 'aws_lambda_function', 'coordinator');

  it('runs once at a time', () => {
    assert.equal(coordinator()['reserved_concurrent_executions'], 1);
  });

  it('is started by the schedule only', () => {
    const target = resourceOf(mainTemplate(), 'aws_cloudwatch_event_target', 'schedule-target');
    const permission = resourceOf(mainTemplate(), 'aws_lambda_permission', 'schedule-permission');

    assert.equal(target['arn'], '${aws_lambda_function.coordinator.arn}');
    assert.include(permission, {
      principal: 'events.amazonaws.com',
      source_arn: '${aws_cloudwatch_event_rule.schedule.arn}',
      source_account: '${data.aws_caller_identity.caller.account_id}',
    });
  });

  it('forgets a tick that it was too busy for', () => {
    const tick = resourceOf(mainTemplate(), 'aws_lambda_function_event_invoke_config', 'coordinator-retries');

    assert.include(tick, { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 });
    assert.notProperty(tick, 'destination_config');
  });

  it('knows the function of every remediator, and leaves the slowest the time it needs', () => {
    const environment = at(coordinator(), 'environment.variables');

    assert.deepEqual(
      JSON.parse(String(at(environment, 'REMEDIATORS'))),
      Object.fromEntries(remediators.map(({ id }) => [id, `\${aws_lambda_function.remediator-${id}.function_name}`])),
    );
    const reserved = Number(at(environment, 'REMEDIATOR_SECONDS'));
    assert.isAbove(Number(coordinator()['timeout']), reserved);
    for (const { id } of remediators) {
      const { timeout } = resourceOf(mainTemplate(), 'aws_lambda_function', `remediator-${id}`);
      assert.isAtMost(Number(timeout), reserved);
    }
  });
});

describe('the remediators', () => {
  for (const { id } of remediators) {
    it(`${id} is not retried by Lambda, and what fails is kept`, () => {
      const name = `remediator-${id}-retries`;
      const settings = resourceOf(mainTemplate(), 'aws_lambda_function_event_invoke_config', name);

      assert.equal(settings['maximum_retry_attempts'], 0);
      assert.equal(
        at(settings, 'destination_config.on_failure.destination'),
        '${aws_sqs_queue.failed-invocations.arn}',
      );
    });

    it(`${id} is given ledger, queues and the rules that may be mended by`, () => {
      const created = resourceOf(mainTemplate(), 'aws_lambda_function', `remediator-${id}`);

      assert.deepInclude(at(created, 'environment.variables'), {
        QUEUE_URL: '${aws_sqs_queue.remediation.url}',
        DEAD_LETTER_QUEUE_URL: '${aws_sqs_queue.dead-letters.url}',
        NOTIFICATION_TOPIC_ARN: '${aws_sns_topic.notices-topic.arn}',
        LEDGER_BUCKET: '${aws_s3_bucket.ledger.bucket}',
      });
      const planned = evaluated({ rule_modes: { 's3-bucket-versioning': 'observe' } })
        .resources('aws_lambda_function')
        .find(({ name }) => name === `remediator-${id}`);
      const mended = rules.filter(({ mend, enabledByDefault }) => enabledByDefault && 'by' in mend && mend.by === id);
      const given = String(at(planned?.arguments, 'environment.variables.RULE_PARAMETERS'));
      assert.sameMembers(
        Object.keys(JSON.parse(given)),
        mended.map((rule) => rule.id).filter((rule) => rule !== 's3-bucket-versioning'),
      );
    });
  }
});

describe('an upgrade', () => {
  const after = (name: string): unknown => resourceOf(mainTemplate(), 'aws_lambda_function', name)['depends_on'];

  it('reaches the notifier before what tells it, and the remediators before what invokes them', () => {
    for (const { id } of remediators) {
      assert.include(after(`remediator-${id}`), 'aws_lambda_function.notifier');
      assert.include(after('coordinator'), `aws_lambda_function.remediator-${id}`);
    }
  });
});

describe('what is remembered of grace periods', () => {
  it('is there from the start, empty, and from then on the coordinator’s alone', () => {
    const state = resourceOf(mainTemplate(), 'aws_s3_object', 'grace-state');

    assert.deepInclude(state, { key: 'grace/state.json', lifecycle: { ignore_changes: ['content'] } });
    assert.deepEqual(JSON.parse(String(state['content'])), { version: 1, periods: {} });
    const allowed = ['coordinator', ...remediators.map(({ id }) => `remediator-${id}`)].filter((name) =>
      JSON.stringify(resourceOf(mainTemplate(), 'aws_iam_role_policy', `${name}-policy`)).includes('grace-state.key'),
    );
    assert.deepEqual(allowed, ['coordinator']);
  });
});
