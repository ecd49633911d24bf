import { assert } from 'chai';
import { toText } from '../../local/terraform/value.ts';
import { judgingRules } from '../../stacks/rule-functions.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { membersOf } from './support/members.ts';

const hub = (over: Record<string, unknown> = {}): Evaluated =>
  evaluated({
    watch_own_account: false,
    enable_fast_path: true,
    member_accounts: membersOf(1),
    external_id: 'an-external-id',
    ...over,
  });
const names = (planned: Evaluated, type: string): string[] => planned.resources(type).map(({ name }) => name);

describe('a hub that does not watch its own account', () => {
  it('has no Config rules there, no recorder and nothing that AWS Config delivers to', () => {
    for (const create_config_recorder of [true, false]) {
      const planned = hub({ create_config_recorder });

      for (const type of [
        'aws_config_config_rule',
        'aws_config_configuration_recorder',
        'aws_config_configuration_recorder_status',
        'aws_config_delivery_channel',
        'aws_iam_role_policy_attachment',
      ]) {
        assert.isEmpty(planned.resources(type), type);
      }
      assert.deepEqual(names(planned, 'aws_s3_bucket'), ['ledger']);
    }
  });

  it('hears of nothing there, and of everything in members', () => {
    for (const create_config_recorder of [true, false]) {
      const hearing = hub({ create_config_recorder })
        .resources('aws_cloudwatch_event_rule')
        .filter(({ arguments: rule }) => rule['event_pattern'] !== undefined);

      assert.sameMembers(
        hearing.map(({ name }) => name),
        ['member-verdicts', 'member-calls-ec2', 'member-calls-s3'],
      );
      for (const { arguments: rule } of hearing) assert.equal(rule['event_bus_name'], 'configmend-members');
    }
  });

  it('keeps the functions that judge for members, and those that mend', () => {
    const functions = names(hub(), 'aws_lambda_function');

    assert.includeMembers(functions, [
      ...judgingRules.map(({ id }) => id),
      'coordinator',
      'remediator-s3-bucket',
      'fast-path',
      'sweep',
    ]);
    assert.sameMembers(functions, names(evaluated({}), 'aws_lambda_function'));
  });

  it('has its sweep pass it over', () => {
    const setting = (planned: Evaluated): string => {
      const [sweep] = planned.resources('aws_lambda_function').filter(({ name }) => name === 'sweep');
      return toText(Object(Object(sweep?.arguments['environment'])['variables'])['WATCH_OWN_ACCOUNT'], 'setting');
    };

    assert.equal(setting(hub()), 'false');
    assert.equal(setting(evaluated({})), 'true');
  });
});
