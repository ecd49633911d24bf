import { assert } from 'chai';
import * as v from 'valibot';
import { Accounts } from '../../accounts/accounts.ts';
import { membershipOf, placesOf, roleArn } from '../../accounts/membership.ts';
import { toText } from '../../local/terraform/value.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { mainTemplate, resourcesOf, type Statement, statementsIn } from './support/synthesised.ts';

const own = '111122223333';
const payments = '444455556666';
const old = '777788889999';
const members = {
  [payments]: { name: 'payments', mode: 'auto', regions: ['eu-west-1', 'us-east-1'] },
  [old]: { name: 'old', mode: 'observe', regions: ['us-east-1'] },
};
const external_id = 'an-external-id';
const judging = rules.filter(isJudgedByConfig).map(({ id }) => id);

const accountsOf = (planned: Evaluated): Accounts => {
  const [object] = planned.resources('aws_s3_object').filter(({ name }) => name === 'accounts');
  return v.parse(Accounts, JSON.parse(toText(object?.arguments['content'] ?? null, 'content')));
};
const accountsWith = (given: Record<string, unknown>): Accounts => accountsOf(evaluated({ external_id, ...given }));
/** What functions may do as others, by role policy. */
const assuming = (planned: Evaluated): Map<string, Statement[]> =>
  new Map(
    planned
      .resources('aws_iam_role_policy')
      .map(({ name, arguments: given }): [string, Statement[]] => [name, statementsIn(given['policy'])])
      .map(([name, statements]): [string, Statement[]] => [
        name,
        statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('sts:'))),
      ])
      .filter(([, statements]) => statements.length > 0),
  );
const policyOf = (planned: Evaluated, type: string, name: string): Statement[] =>
  statementsIn(planned.resources(type).find((one) => one.name === name)?.arguments['policy']);

describe('the accounts of a deployment', () => {
  it('are its own alone, to be mended in its own region, unless told otherwise', () => {
    assert.deepEqual(accountsOf(evaluated({ name_prefix: 'mine', region: 'eu-north-1' })), {
      version: 1,
      hub: { accountId: own, region: 'eu-north-1' },
      prefix: 'mine',
      accounts: [{ id: own, name: own, mode: 'auto', regions: ['eu-north-1'] }],
    });
  });

  it('are its own and its members, which ask for the external id', () => {
    const accounts = accountsWith({ member_accounts: members });

    assert.equal(accounts.externalId, external_id);
    assert.deepEqual(accounts.accounts, [
      { id: own, name: own, mode: 'auto', regions: ['eu-west-1'] },
      { id: payments, ...members[payments], mode: 'auto' },
      { id: old, ...members[old], mode: 'observe' },
    ]);
  });

  it('have its own as it is named, always with the region of the hub', () => {
    const named = { name: 'security', mode: 'observe', regions: ['us-east-1'] };

    const accounts = accountsWith({ member_accounts: { ...members, [own]: named } });

    assert.deepEqual(
      accounts.accounts.find(({ id }) => id === own),
      { id: own, name: 'security', mode: 'observe', regions: ['eu-west-1', 'us-east-1'] },
    );
    assert.lengthOf(accounts.accounts, 3);
    assert.equal(membershipOf(accounts, { accountId: own, region: 'eu-west-1' }).kind, 'home');
    assert.lengthOf(placesOf(accounts), 5);
  });

  it('have its own observed only, where it is a hub and nothing else', () => {
    const modes = accountsWith({ member_accounts: members, watch_own_account: false }).accounts.map(({ mode }) => mode);

    assert.deepEqual(modes, ['observe', 'auto', 'observe']);
  });

  for (const [says, given] of [
    ['another account', { member_accounts: members }],
    ['another region of this one', { member_accounts: { [own]: { name: 'x', mode: 'auto', regions: ['us-east-1'] } } }],
  ] as const) {
    it(`cannot be without an external id once ${says} is one of them`, () => {
      assert.match(evaluated(given).refused.join(), /^external_id must be given once member_accounts names another/);
      assert.isEmpty(evaluated({ ...given, external_id }).refused);
    });
  }

  it('need no external id for a name alone', () => {
    const named = { [own]: { name: 'only', mode: 'auto', regions: ['eu-west-1'] } };

    assert.isEmpty(evaluated({ member_accounts: named }).refused);
  });
});

describe('without members', () => {
  it('nobody takes a role, there is no bus, and nobody else has anything judged', () => {
    for (const planned of [
      evaluated({ enable_fast_path: true }),
      evaluated({ member_accounts: { [own]: { name: 'only', mode: 'auto', regions: ['eu-west-1'] } } }),
    ]) {
      assert.isEmpty([...assuming(planned)]);
      assert.isEmpty(planned.resources('aws_cloudwatch_event_bus'));
      assert.isEmpty(planned.resources('aws_config_configuration_aggregator'));
      const accounts = planned
        .resources('aws_lambda_permission')
        .map(({ arguments: given }) => given['source_account']);
      assert.deepEqual([...new Set(accounts)], [own]);
    }
  });
});

describe('with members', () => {
  const planned = (): Evaluated => evaluated({ member_accounts: members, external_id, enable_fast_path: true });

  it('each function takes its own role in them and no other', () => {
    const accounts = accountsOf(planned());
    const arns = (name: string, ...ids: string[]): string[] => ids.map((id) => roleArn(accounts, id, name));

    const reading = { Effect: 'Allow', Action: ['sts:AssumeRole'] };
    const mending = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'] };
    assert.deepEqual(
      Object.fromEntries(assuming(planned())),
      Object.fromEntries([
        // AWS Config has them judge for accounts in this region.
        ...judging.map((id) => [
          `${id}-members-policy`,
          [{ ...reading, Resource: arns('configmend-reader', payments) }],
        ]),
        ...['fast-path', 'sweep'].map((name) => [
          `${name}-members-policy`,
          [{ ...reading, Resource: arns('configmend-reader', payments, old) }],
        ]),
        ...remediators.map(({ id }) => [
          `remediator-${id}-members-policy`,
          [{ ...mending, Resource: arns(`configmend-mender-${id}`, payments, old) }],
        ]),
      ]),
    );
  });

  it('remediators take a role in other regions of their own account too', () => {
    const here = { [own]: { name: 'security', mode: 'auto', regions: ['us-east-1'] } };

    const [statement] = assuming(evaluated({ member_accounts: here, external_id })).get('sweep-members-policy') ?? [];

    assert.deepEqual(statement?.Resource, [`arn:aws:iam::${own}:role/configmend-reader`]);
  });

  it('AWS Config of those in this region may have each rule judge, and nobody else’s', () => {
    const permissions = planned()
      .resources('aws_lambda_permission')
      .filter(({ arguments: given }) => given['principal'] === 'config.amazonaws.com');

    assert.sameDeepMembers(
      permissions.map(({ arguments: given }) => [
        given['function_name'],
        given['source_account'],
        given['statement_id'],
      ]),
      judging.flatMap((id) => [
        [`configmend-${id}`, own, 'config'],
        [`configmend-${id}`, payments, `config-${payments}`],
      ]),
    );
  });

  const everyone = { AWS: [own, payments, old].map((id) => `arn:aws:iam::${id}:root`) };
  const judges = {
    ArnLike: { 'aws:PrincipalArn': judging.map((id) => `arn:aws:iam::*:role/configmend-*-${id}`) },
  };
  const inOrganization = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };

  for (const [how, organization_id, organization] of [
    ['', '', {}],
    [' while they belong to the organization', 'o-a1b2c3d4e5', inOrganization],
  ] as const) {
    const told = (): Evaluated => evaluated({ member_accounts: members, external_id, organization_id });

    it(`functions that judge in them may queue here${how}, and nothing else of them`, () => {
      assert.deepEqual(policyOf(told(), 'aws_sqs_queue_policy', 'remediation-policy')[0], {
        Sid: 'MembersQueue',
        Effect: 'Allow',
        Principal: everyone,
        Action: 'sqs:SendMessage',
        Resource: ['(aws_sqs_queue.remediation: arn)'],
        Condition: { ...judges, ...organization },
      });
    });

    it(`functions that judge in them may read exemptions and accounts${how}, and nothing else of the ledger`, () => {
      const bucket = '(aws_s3_bucket.ledger: arn)';
      const allowed = policyOf(told(), 'aws_s3_bucket_policy', 'ledger-policy').filter(
        ({ Effect }) => Effect === 'Allow',
      );

      assert.deepEqual(allowed, [
        {
          Sid: 'MembersRead',
          Effect: 'Allow',
          Principal: everyone,
          Action: 's3:GetObject',
          Resource: ['exemptions/declared.json', 'exemptions/added.json', 'accounts.json'].map(
            (key) => `${bucket}/${key}`,
          ),
          Condition: { ...judges, ...organization },
        },
      ]);
    });

    it(`their accounts may send to the bus${how}, and nobody else`, () => {
      assert.deepEqual(policyOf(told(), 'aws_cloudwatch_event_bus_policy', 'members-policy'), [
        {
          Sid: 'MembersTell',
          Effect: 'Allow',
          Principal: everyone,
          Action: 'events:PutEvents',
          Resource: [`arn:aws:events:eu-west-1:${own}:event-bus/configmend-members`],
          Condition: organization,
        },
      ]);
    });
  }

  it('Terraform’s text of what is allowed names no account beyond those', () => {
    const policies = resourcesOf(mainTemplate(), 'aws_iam_role_policy').filter(([name]) =>
      name.endsWith('-members-policy'),
    );

    assert.lengthOf(policies, judging.length + remediators.length + 2);
    for (const [name, { policy }] of policies) assert.notMatch(String(policy), /iam::(\*|\d)/, name);
  });
});
