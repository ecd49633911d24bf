import { assert } from 'chai';
import { enabledRules, menderRoles, ownRoles, rulesIn } from '../../fast-path/settings.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertFails } from '../support/assert-fails.ts';

const ports = 'security-group-restricted-ports';
const settings = {
  RULE_PARAMETERS: JSON.stringify({ [ports]: { ports: '8081' }, 's3-bucket-versioning': {} }),
  RULE_SEVERITIES: JSON.stringify({ 's3-bucket-versioning': 'critical' }),
  GRACE_PERIODS: JSON.stringify({ [ports]: '30m', 's3-bucket-logging': '1d' }),
  CONFIG_RULE_PREFIX: 'configmend-',
};

describe('the rules of the fast path', () => {
  it('are those that were deployed for mending, with their terms and Config rules', () => {
    const enabled = enabledRules(settings, rules);

    assert.deepEqual(
      enabled.map(({ rule: { id }, terms, configRule }) => [id, terms, configRule]),
      [
        [ports, { severity: 'critical', graceMs: 1_800_000 }, `configmend-${ports}`],
        ['s3-bucket-versioning', { severity: 'critical', graceMs: 0 }, 'configmend-s3-bucket-versioning'],
      ],
    );
  });

  it('have no Config rule where AWS Config does not ask them', () => {
    const unasked = rules
      .filter(({ id }) => id === ports)
      .map((rule): RegisteredRule => ({ ...rule, triggers: ['cloudtrail'] }));
    const [enabled] = enabledRules({ ...settings, RULE_PARAMETERS: `{"${ports}":{}}` }, unasked);

    assert.notProperty(enabled, 'configRule');
  });

  for (const [name, value, code] of [
    ['RULE_PARAMETERS', '', 'SETTING_MISSING'],
    ['RULE_PARAMETERS', '{"no-such-rule":{}}', 'PARAMETER_INVALID'],
    ['RULE_PARAMETERS', `{"${ports}":{"port":"22"}}`, 'PARAMETER_INVALID'],
    ['RULE_SEVERITIES', '', 'SETTING_MISSING'],
    ['RULE_SEVERITIES', 'high', 'SETTING_INVALID'],
    ['RULE_SEVERITIES', `{"${ports}":"dreadful"}`, 'SETTING_INVALID'],
    ['GRACE_PERIODS', '', 'SETTING_MISSING'],
    ['GRACE_PERIODS', '["24h"]', 'SETTING_INVALID'],
    ['GRACE_PERIODS', `{"${ports}":"a day"}`, 'SETTING_INVALID'],
    ['CONFIG_RULE_PREFIX', '', 'SETTING_MISSING'],
  ] as const) {
    it(`are not known with ${name}=${value}`, () => {
      assertFails(() => enabledRules({ ...settings, [name]: value }, rules), code, '');
    });
  }
});

describe('rulesIn', () => {
  const enabled = enabledRules(settings, rules);

  it('are as they were deployed in an account that is mended', () => {
    assert.deepEqual(rulesIn({ mode: 'auto' }, enabled), enabled);
  });

  it('all say so in one that is only observed', () => {
    assert.deepEqual(
      rulesIn({ mode: 'observe' }, enabled).map(({ rule, inObservedAccount }) => [rule.id, inObservedAccount]),
      [
        [ports, true],
        ['s3-bucket-versioning', true],
      ],
    );
  });
});

describe('menderRoles', () => {
  it('are those of every remediator in every account, by the ARN that AWS writes', () => {
    const accounts = {
      ...accountsOf(memberAccount()),
      prefix: 'acme',
      hub: { accountId: '123456789012', region: 'us-gov-west-1' },
    };

    assert.deepEqual(
      menderRoles(accounts),
      ['123456789012', '111122223333'].flatMap((id) =>
        ['security-group', 's3-bucket', 's3-account'].map(
          (remediator) => `arn:aws-us-gov:iam::${id}:role/acme-mender-${remediator}`,
        ),
      ),
    );
  });
});

describe('ownRoles', () => {
  const role = 'arn:aws:iam::123456789012:role/configmend-eu-west-1-remediator-s3-bucket';

  it('are the roles given', () => {
    assert.deepEqual([...ownRoles({ OWN_ROLE_ARNS: JSON.stringify([role]) })], [role]);
  });

  for (const [value, code] of [
    ['', 'SETTING_MISSING'],
    ['[]', 'SETTING_INVALID'],
    [role, 'SETTING_INVALID'],
    ['["remediator"]', 'SETTING_INVALID'],
  ] as const) {
    it(`are not known from ${value === '' ? 'nothing' : value}: mends would be followed by mends`, () => {
      assertFails(() => ownRoles({ OWN_ROLE_ARNS: value }), code, 'OWN_ROLE_ARNS');
    });
  }
});
