import { assert } from 'chai';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { at, mainTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

describe('the stack, for each registered rule that AWS Config has judge', () => {
  const judging = rules.filter(isJudgedByConfig);
  for (const { id, resourceType, severity, triggers, mend } of judging) {
    describe(id, () => {
      it('has a function with its queue, mode, severity and grace', () => {
        const created = resourceOf(mainTemplate(), 'aws_lambda_function', id);

        assert.deepEqual(at(created, 'environment.variables'), {
          QUEUE_URL: '${aws_sqs_queue.remediation.url}',
          EXEMPTIONS_BUCKET: '${aws_s3_bucket.ledger.bucket}',
          RULE_MODE: `\${lookup(var.rule_modes, "${id}", "auto")}`,
          RULE_SEVERITY: `\${lookup(var.rule_severities, "${id}", "${severity}")}`,
          RULE_GRACE: `\${lookup(var.grace_periods, "${id}", "")}`,
        });
        assert.equal(created['function_name'], `\${var.name_prefix}-${id}`);
      });

      it('is upgraded after all that read what it queues', () => {
        const { depends_on: after } = resourceOf(mainTemplate(), 'aws_lambda_function', id);

        const readers = ['coordinator', ...remediators.map((one) => `remediator-${one.id}`)];
        assert.includeMembers(
          Array.isArray(after) ? after : [],
          readers.map((name) => `aws_lambda_function.${name}`),
        );
      });

      it('lets AWS Config invoke the function for this account and, one by one, for members that it judges', () => {
        const permissions = resourcesOf(mainTemplate(), 'aws_lambda_permission').filter(([, { function_name: name }]) =>
          String(name).includes(`aws_lambda_function.${id}.`),
        );

        const [members, own, ...more] = permissions.map(([, permission]) => permission);
        const invoking = { action: 'lambda:InvokeFunction', principal: 'config.amazonaws.com' };
        assert.include(own, { ...invoking, source_account: '${data.aws_caller_identity.caller.account_id}' });
        assert.include(members, { ...invoking, source_account: '${each.value}' });
        assert.isEmpty(more);
      });

      it('has a Config rule of its type with all its triggers, oversized items included', () => {
        const rule = resourceOf(mainTemplate(), 'aws_config_config_rule', `${id}-rule`);

        assert.deepEqual(at(rule, 'scope.compliance_resource_types'), [resourceType]);
        assert.equal(at(rule, 'source.source_identifier'), `\${aws_lambda_function.${id}.arn}`);
        const details = JSON.stringify(at(rule, 'source.source_detail'));
        const change = ['"ConfigurationItemChangeNotification"', '"OversizedConfigurationItemChangeNotification"'];
        for (const type of triggers.includes('change') ? change : []) assert.include(details, type);
        assert.equal(details.includes('"ScheduledNotification"'), triggers.includes('periodic'));
      });

      it('can be switched off, and takes its parameters from the variable', () => {
        const rule = resourceOf(mainTemplate(), 'aws_config_config_rule', `${id}-rule`);

        assert.equal(rule['count'], `\${var.watch_own_account && contains(var.enabled_rules, "${id}") ? 1 : 0}`);
        assert.equal(rule['input_parameters'], `\${jsonencode(lookup(var.rule_parameters, "${id}", {}))}`);
      });

      it('waits for permission, recorder and the lists that its function reads first', () => {
        const rule = resourceOf(mainTemplate(), 'aws_config_config_rule', `${id}-rule`);

        assert.deepEqual(rule['depends_on'], [
          `aws_lambda_permission.${id}-permission`,
          'aws_config_configuration_recorder_status.recorder-status',
          'aws_s3_object.accounts',
          'aws_s3_object.declared-exemptions',
          'aws_s3_object.added-exemptions',
        ]);
      });

      if ('by' in mend) {
        it('has the remediator it names', () => {
          assert.exists(resourceOf(mainTemplate(), 'aws_lambda_function', `remediator-${mend.by}`));
        });
      }
    });
  }

  it('has no function of its own for a rule that judges upon API calls alone', () => {
    const functions = resourcesOf(mainTemplate(), 'aws_lambda_function').map(([name]) => name);

    const others = rules.filter((rule) => !isJudgedByConfig(rule)).map(({ id }) => id);

    assert.deepEqual(others, ['security-group-unapproved-change']);
    for (const id of others) assert.notInclude(functions, id);
  });

  it('deploys no Config rule beyond them but those that AWS manages', () => {
    const names = resourcesOf(mainTemplate(), 'aws_config_config_rule').map(([name]) => name);

    assert.sameMembers(names, [...judging.map(({ id }) => `${id}-rule`), 'managed-rule']);
  });

  it('takes the rules that AWS manages from the variable, one each', () => {
    const rule = resourceOf(mainTemplate(), 'aws_config_config_rule', 'managed-rule');

    assert.equal(rule['for_each'], '${toset([for id in var.managed_rules : id if var.watch_own_account])}');
    assert.deepEqual(rule['source'], { owner: 'AWS', source_identifier: '${each.value}' });
    assert.equal(rule['name'], '${var.name_prefix}-managed-${lower(replace(each.key, "_", "-"))}');
    const { default: given } = mainTemplate().variable['managed_rules'] ?? {};
    assert.sameMembers(Array.isArray(given) ? given : [], [
      'CLOUD_TRAIL_ENABLED',
      'IAM_PASSWORD_POLICY',
      'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
      'RESTRICTED_INCOMING_TRAFFIC',
      'VPC_DEFAULT_SECURITY_GROUP_CLOSED',
    ]);
  });
});
