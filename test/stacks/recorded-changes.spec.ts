import { assert } from 'chai';
import * as v from 'valibot';
import { startLocalAccount } from '../../local/local-account.ts';
import { toText } from '../../local/terraform/value.ts';
import { createWorkspace } from '../../local/terraform/workspace.ts';
import { enabledRules } from '../../fast-path/settings.ts';
import { rules } from '../../rules/registry.ts';
import { template } from '../../stacks/template.ts';
import { assertTemplateError } from '../local/terraform/support/assert-template-error.ts';
import { fakeBundles } from '../local/terraform/support/fake-bundles.ts';
import { evaluated } from './support/evaluated.ts';
import { mainTemplate, resourceOf, statementsIn } from './support/synthesised.ts';

const id = 'security-group-unapproved-change';
const given = { approvedPrincipals: 'arn:aws:iam::111122223333:role/deploy' };
const approvals = { approvalBucket: 'acme-approvals', approvalAccount: '210987654321' };
const readers = ['fast-path', 'sweep', 'remediator-security-group'];

const policiesWith = (variables: Record<string, unknown>) =>
  evaluated(variables)
    .resources('aws_iam_role_policy')
    .filter(({ name }) => name.endsWith('-approvals-policy'));
const statementsOf = (name: string) =>
  statementsIn(resourceOf(mainTemplate(), 'aws_iam_role_policy', `${name}-policy`)['policy']);
const Settings = v.object({ variables: v.record(v.string(), v.string()) });

describe('what the stack lets functions do with recorded changes', () => {
  it('is writing for the fast path alone', () => {
    const roles = rules
      .map((rule) => rule.id)
      .filter((ruleId) => ruleId !== id)
      .concat('coordinator', 'notifier', 'exemption-watch', 'remediator-security-group', 'remediator-s3-bucket');
    const writes = (name: string): boolean =>
      statementsOf(name).some(
        ({ Action, Resource }) =>
          [Action].flat().includes('s3:PutObject') && [Resource].flat().some((one) => one?.endsWith('/changes/*')),
      );

    assert.deepEqual(
      [...roles, 'fast-path'].filter((name) => writes(name)),
      ['fast-path'],
    );
  });

  it('is listing nothing else of the ledger, and reading', () => {
    for (const name of readers.filter((one) => one !== 'sweep')) {
      const listing = statementsOf(name).filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));

      assert.lengthOf(listing, 1, name);
      assert.deepInclude(listing[0], {
        Resource: ['${aws_s3_bucket.ledger.arn}'],
        Condition: { StringLike: { 's3:prefix': 'changes/*' } },
      });
    }
  });

  it('is for the sweep listing names of the whole ledger, without which S3 denies what is not there, and reading', () => {
    const [listing, ...more] = statementsOf('sweep').filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));

    assert.deepEqual(listing, {
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: ['${aws_s3_bucket.ledger.arn}'],
    });
    assert.isEmpty(more);
  });

  it('is nothing with approvals, unless there is a bucket of them and the rule is on', () => {
    for (const variables of [
      {},
      { enabled_rules: [id], rule_parameters: { [id]: given } },
      { enabled_rules: [id], rule_parameters: { [id]: { ...given, approvalBucket: 'acme-approvals' } } },
      { rule_parameters: { [id]: { ...given, ...approvals } } },
    ]) {
      assert.deepEqual(policiesWith(variables), []);
    }
  });

  it('is reading that bucket, of that account, for those that judge', () => {
    const found = policiesWith({ enabled_rules: [id], rule_parameters: { [id]: { ...given, ...approvals } } });

    assert.sameMembers(
      found.map(({ name }) => name),
      readers.map((name) => `${name}-approvals-policy`),
    );
    const Condition = { StringEquals: { 's3:ResourceAccount': '210987654321' } };
    for (const { arguments: policy } of found) {
      assert.deepEqual(statementsIn(toText(policy['policy'] ?? null, 'policy')), [
        { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::acme-approvals'], Condition },
        { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::acme-approvals/*'], Condition },
      ]);
    }
  });
});

describe('the rule about changes in the stack', () => {
  it('is judged by in the fast path whatever its mode, so that what it finds is told', () => {
    const [found] = evaluated({
      enabled_rules: [id, 'security-group-restricted-ports'],
      rule_modes: { [id]: 'observe', 'security-group-restricted-ports': 'observe' },
      rule_parameters: { [id]: given },
    })
      .resources('aws_lambda_function')
      .filter(({ name }) => name === 'fast-path');

    const settings = v.parse(Settings, found?.arguments['environment']).variables;

    assert.deepEqual(
      enabledRules(settings, rules).map(({ rule, observed }) => [rule.id, observed]),
      [[id, true]],
    );
  });

  it('is not asked of AWS Config, which has no rule of it to judge again by', () => {
    const [watch] = evaluated({ enabled_rules: [id, 's3-bucket-versioning'] })
      .resources('aws_lambda_function')
      .filter(({ name }) => name === 'exemption-watch');

    const { CONFIG_RULES: text = '' } = v.parse(Settings, watch?.arguments['environment']).variables;

    assert.deepEqual(JSON.parse(text), { 's3-bucket-versioning': 'configmend-s3-bucket-versioning' });
  });

  for (const [variables, says] of [
    [{ enabled_rules: [id], enable_fast_path: true }, `${id} needs approvedPrincipals: give it in rule_parameters`],
    [
      { enabled_rules: [id], rule_parameters: { [id]: given } },
      `${id} judges upon API calls alone: set enable_fast_path`,
    ],
  ] as const) {
    it(`cannot be enabled for nothing: ${says}`, async () => {
      const account = await startLocalAccount();
      const bundles = fakeBundles();

      await assertTemplateError(() => createWorkspace(account, template(bundles), { bundles }).apply(variables), says);

      await account.stop();
    });
  }
});
