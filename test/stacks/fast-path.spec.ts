import { assert } from 'chai';
import * as v from 'valibot';
import { eventPatterns } from '../../fast-path/watched-calls.ts';
import { enabledRules, ownRoles } from '../../fast-path/settings.ts';
import { toText } from '../../local/terraform/value.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { evaluated } from './support/evaluated.ts';
import { mainTemplate, resourceOf } from './support/synthesised.ts';

const Variables = v.object({ variables: v.record(v.string(), v.string()) });
const settingsWith = (given: Record<string, unknown>): Record<string, string> => {
  const found = evaluated(given)
    .resources('aws_lambda_function')
    .find(({ name }) => name === 'fast-path');
  return v.parse(Variables, found?.arguments['environment']).variables;
};
const started = (given: Record<string, unknown>) =>
  evaluated(given)
    .resources('aws_cloudwatch_event_rule')
    .filter(({ name }) => name.startsWith('fast-path'));

describe('the fast path of the stack', () => {
  it('is started by nothing unless it is switched on, and its function is there', () => {
    const off = evaluated({});

    assert.deepEqual(started({}), []);
    for (const type of ['aws_cloudwatch_event_target', 'aws_lambda_permission']) {
      assert.isEmpty(
        off.resources(type).filter(({ name }) => name.startsWith('fast-path')),
        type,
      );
    }
    assert.isNotEmpty(settingsWith({}));
  });

  it('is started by the calls that it follows, of each service by a rule', () => {
    const found = started({ enable_fast_path: true });

    assert.deepEqual(
      found.map(
        ({ arguments: { event_pattern: pattern } }) => JSON.parse(toText(pattern ?? null, 'event_pattern')) as unknown,
      ),
      eventPatterns().map(({ pattern }) => pattern),
    );
  });

  it('may be invoked on behalf of these rules in this account, and of nothing else', () => {
    const permissions = evaluated({ enable_fast_path: true })
      .resources('aws_lambda_permission')
      .filter(({ arguments: { function_name: name } }) => toText(name ?? null, 'function_name').endsWith('fast-path'));

    assert.lengthOf(permissions, eventPatterns().length);
    for (const { name, arguments: given } of permissions) {
      assert.deepInclude(given, { principal: 'events.amazonaws.com', source_account: '111122223333' });
      assert.include(toText(given['source_arn'] ?? null, 'source_arn'), name.replace('-permission', ''));
    }
  });

  it('knows the roles of all remediators, by what AWS calls them', () => {
    const { OWN_ROLE_ARNS: text = '' } = settingsWith({});

    assert.sameMembers(
      JSON.parse(text) as unknown[],
      remediators.map(({ id }) => `(aws_iam_role.remediator-${id}-role: arn)`),
    );
    const known = text.replaceAll(/\([^)]+\)/g, 'arn:aws:iam::111122223333:role/r');
    assert.doesNotThrow(() => ownRoles({ OWN_ROLE_ARNS: known }));
  });

  it('judges by the rules that may be mended by, with their terms, in a form that it reads', () => {
    const settings = settingsWith({
      enabled_rules: ['security-group-restricted-ports', 's3-bucket-versioning', 's3-bucket-logging'],
      rule_modes: { 's3-bucket-logging': 'observe' },
      rule_parameters: { 'security-group-restricted-ports': { ports: '22' } },
      rule_severities: { 's3-bucket-versioning': 'high' },
      grace_periods: { 's3-bucket-versioning': '24h' },
      name_prefix: 'mine',
    });

    assert.equal(settings['RULE_PARAMETERS']?.includes('"ports":"22"'), true);
    assert.deepEqual(
      enabledRules(settings, rules).map(({ rule, terms, configRule }) => [rule.id, terms, configRule]),
      [
        [
          'security-group-restricted-ports',
          { severity: 'critical', graceMs: 0 },
          'mine-security-group-restricted-ports',
        ],
        ['s3-bucket-versioning', { severity: 'high', graceMs: 86_400_000 }, 'mine-s3-bucket-versioning'],
      ],
    );
  });

  for (const [gate, coordinator] of [
    [false, ''],
    [true, 'configmend-coordinator'],
  ] as const) {
    it(`wakes ${coordinator === '' ? 'nobody' : 'the coordinator'} with the gate ${gate ? 'open' : 'closed'}`, () => {
      assert.equal(settingsWith({ enable_auto_response: gate })['COORDINATOR'], coordinator);
    });
  }

  it('has settings that Lambda takes, with every rule enabled: at most 4 KB', () => {
    const settings = settingsWith({ enabled_rules: rules.map(({ id }) => id), name_prefix: 'a-name-of-16-let' });

    assert.isAtMost(Buffer.byteLength(JSON.stringify(settings)), 4096);
  });

  it('keeps events that it failed on for good', () => {
    const { destination_config: destination } = resourceOf(
      mainTemplate(),
      'aws_lambda_function_event_invoke_config',
      'fast-path-retries',
    );

    assert.include(JSON.stringify(destination), 'aws_sqs_queue.failed-invocations.arn');
  });
});
