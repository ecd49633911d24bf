import {
  type ConfigRule,
  DeleteConfigRuleCommand,
  DescribeConfigRulesCommand,
  PutConfigRuleCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { changeRule, functionArn, groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';

const { Source } = changeRule('x');
const detail = (MessageType: string, more: object = {}) => ({
  Source: { ...Source, SourceDetails: [{ EventSource: 'aws.config', MessageType, ...more }] } as ConfigRule['Source'],
});

describe('AWS Config rules', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
  });
  afterEach(() => account.stop());

  const describeRules = (input: { ConfigRuleNames?: string[]; NextToken?: string | undefined } = {}) =>
    account.sdk.send(new DescribeConfigRulesCommand(input));

  it('need a recorder', () => assertRefused(account.rule('early'), 'NoAvailableConfigurationRecorderException'));

  it('are described as they were put', async () => {
    await account.record();
    const rule = {
      ...changeRule('open-ports'),
      Description: 'no open ports',
      Scope: { ComplianceResourceTypes: [groupType] },
      InputParameters: '{"ports": "22"}',
    };

    await account.rule('open-ports', rule);

    const [described] = (await describeRules()).ConfigRules ?? [];
    assert.deepInclude(described, {
      ...rule,
      ConfigRuleState: 'ACTIVE' as const,
      EvaluationModes: [{ Mode: 'DETECTIVE' as const }],
    });
    assert.match(described?.ConfigRuleArn ?? '', new RegExp(`config-rule/${described?.ConfigRuleId}$`));
  });

  it('keep id and results when they are put again, by name, ARN or id', async () => {
    await account.record();
    await account.rule('open-ports');
    await account.put('sg-1');
    await account.evaluate();
    const [first] = (await describeRules()).ConfigRules ?? [];

    const { Source } = changeRule('x');
    for (const name of [
      { ConfigRuleName: 'open-ports' },
      { ConfigRuleArn: first?.ConfigRuleArn },
      { ConfigRuleId: first?.ConfigRuleId },
    ]) {
      await account.sdk.send(new PutConfigRuleCommand({ ConfigRule: { ...name, Source, Description: 'new' } }));
    }
    await account.pending.settled();

    const { ConfigRules = [] } = await describeRules();
    assert.lengthOf(ConfigRules, 1);
    assert.deepInclude(ConfigRules[0], { ConfigRuleId: first?.ConfigRuleId ?? '', Description: 'new' });
    assert.equal(account.invoked.length, 4, 'each put evaluates what is recorded');
  });

  it('are listed 25 at a time, or by name', async () => {
    await account.record();
    for (let index = 0; index < 26; index++) await account.rule(`rule-${String(index).padStart(2, '0')}`);

    const first = await describeRules();
    const second = await describeRules({ NextToken: first.NextToken });
    const named = await describeRules({ ConfigRuleNames: ['rule-07', 'rule-03'] });

    assert.deepEqual(
      [first, second].map(({ ConfigRules }) => ConfigRules?.length),
      [25, 1],
    );
    assert.deepEqual(
      named.ConfigRules?.map(({ ConfigRuleName }) => ConfigRuleName),
      ['rule-07', 'rule-03'],
    );
  });

  it('are gone with their results once deleted', async () => {
    await account.record();
    await account.rule('open-ports');
    const named = { ConfigRuleName: 'open-ports' };

    await account.sdk.send(new DeleteConfigRuleCommand(named));

    await assertRefused(describeRules({ ConfigRuleNames: ['open-ports'] }), 'NoSuchConfigRuleException');
    await assertRefused(account.sdk.send(new DeleteConfigRuleCommand(named)), 'NoSuchConfigRuleException');
  });

  it('need a function that exists here and lets AWS Config invoke it', async () => {
    await account.record();
    account.permitted.clear();
    await assertRefused(account.rule('denied'), 'InsufficientPermissionsException', /cannot be invoked/);

    const elsewhere = functionArn.replace('eu-west-1', 'us-east-1');
    account.permitted.add(elsewhere);
    await assertRefused(
      account.rule('far', { Source: { ...Source, Owner: 'CUSTOM_LAMBDA', SourceIdentifier: elsewhere } }),
      'InsufficientPermissionsException',
    );
  });

  const invalid: { name: string; rule: Partial<ConfigRule>; code: string }[] = [
    { name: 'parameters that are not JSON', rule: { InputParameters: '{' }, code: 'InvalidParameterValueException' },
    { name: 'parameters that are a list', rule: { InputParameters: '[]' }, code: 'InvalidParameterValueException' },
    {
      name: 'a parameter that is an object',
      rule: { InputParameters: '{"a":{}}' },
      code: 'InvalidParameterValueException',
    },
    {
      name: 'parameters of 1,025 characters',
      rule: { InputParameters: JSON.stringify({ a: 'x'.repeat(1_017) }) },
      code: 'ValidationException',
    },
    { name: 'a tag value without its key', rule: { Scope: { TagValue: 'x' } }, code: 'InvalidParameterValueException' },
    {
      name: 'tags together with types',
      rule: { Scope: { TagKey: 'x', ComplianceResourceTypes: [groupType] } },
      code: 'InvalidParameterValueException',
    },
    {
      name: 'a resource id without its type',
      rule: { Scope: { ComplianceResourceId: 'sg-1' } },
      code: 'InvalidParameterValueException',
    },
    {
      name: 'a frequency of change notifications',
      rule: detail('ConfigurationItemChangeNotification', { MaximumExecutionFrequency: 'One_Hour' }),
      code: 'InvalidParameterValueException',
    },
    {
      name: 'no source details',
      rule: { Source: { ...Source, Owner: 'CUSTOM_LAMBDA', SourceDetails: [] } },
      code: 'InvalidParameterValueException',
    },
    {
      name: 'a function that is no ARN',
      rule: { Source: { ...Source, Owner: 'CUSTOM_LAMBDA', SourceIdentifier: 'rule' } },
      code: 'InvalidParameterValueException',
    },
    { name: 'snapshot triggers', rule: detail('ConfigurationSnapshotDeliveryCompleted'), code: 'NotImplemented' },
    {
      name: 'managed rules',
      rule: { Source: { Owner: 'AWS', SourceIdentifier: 'INCOMING_SSH_DISABLED' } },
      code: 'NotImplemented',
    },
    { name: 'proactive evaluation', rule: { EvaluationModes: [{ Mode: 'PROACTIVE' }] }, code: 'NotImplemented' },
    {
      name: 'a scope of service principals',
      rule: { Scope: { ServicePrincipals: ['config.amazonaws.com'] } },
      code: 'NotImplemented',
    },
    { name: 'no identifier at all', rule: { ConfigRuleName: undefined }, code: 'InvalidParameterValueException' },
  ];
  for (const { name, rule, code } of invalid) {
    it(`are refused with ${name}: ${code}`, async () => {
      await account.record();

      await assertRefused(account.rule('invalid', rule), code);
    });
  }

  it('are refused with tags, which nothing here would give back', async () => {
    await account.record();

    await assertRefused(
      account.sdk.send(
        new PutConfigRuleCommand({ ConfigRule: changeRule('tagged'), Tags: [{ Key: 'a', Value: 'b' }] }),
      ),
      'NotImplemented',
      /Tags/,
    );
  });

  it('cannot be queried by SQL here, and the answer says so', () =>
    assertRefused(
      account.sdk.send(new SelectResourceConfigCommand({ Expression: 'SELECT resourceId' })),
      'NotImplemented',
      /config:SelectResourceConfig/,
    ));
});
