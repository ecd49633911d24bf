import { isDeepStrictEqual } from 'node:util';
import { assert } from 'chai';
import { isRead } from '../../aws/action-scopes.ts';
import { menderRoleName, readerRoleName, sessionTagKeys } from '../../accounts/membership.ts';
import { toText } from '../../local/terraform/value.ts';
import { remediators } from '../../remediators/registry.ts';
import { fastPathActions } from '../../stacks/fast-path.ts';
import { commandActions } from '../../stacks/member-roles.ts';
import { mostReaders } from '../../stacks/member-stack-variables.ts';
import { longestExternalId } from '../../stacks/member-variables.ts';
import { ruleActions } from '../../stacks/rule-actions.ts';
import { judgingRules } from '../../stacks/rule-functions.ts';
import { sweepActions } from '../../stacks/sweep.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { memberAccount, memberOf } from './support/members.ts';
import { memberTemplate, type Statement, statementsIn } from './support/synthesised.ts';

const hub = '111122223333';
const member = (over: Record<string, unknown> = {}): Evaluated =>
  evaluated(memberOf(over), memberTemplate(), memberAccount);
const find = (planned: Evaluated, type: string, name: string) =>
  planned.resources(type).find((one) => one.name === name)?.arguments;
const allowedOf = (planned: Evaluated, id: string): Statement[] =>
  statementsIn(find(planned, 'aws_iam_role_policy', `${id}-policy`)?.['policy']);
const trustText = (planned: Evaluated, id: string): string =>
  toText(find(planned, 'aws_iam_role', `${id}-role`)?.['assume_role_policy'] ?? null, id);
const trustOf = (planned: Evaluated, id: string): Statement[] => statementsIn(trustText(planned, id));
const actionsOf = (statements: readonly Statement[]): string[] => statements.flatMap(({ Action }) => [Action].flat());
/** The hub's own name of a function's role, from its own template. */
const hubRole = (name: string): string => {
  const role = find(evaluated({}), 'aws_iam_role', `${name}-role`);
  return `arn:aws:iam::${hub}:role/${toText(role?.['name'] ?? null, name)}`;
};

describe('the roles of a member', () => {
  it('are one for each remediator and one that reads, where its roles are made, and nothing elsewhere', () => {
    const ofAccount = (planned: Evaluated): unknown[] =>
      planned
        .resources('aws_iam_role')
        .filter(({ name }) => !['forwarder-role', 'config-role'].includes(name))
        .map(({ arguments: given }) => given['name']);

    assert.sameMembers(ofAccount(member()), [
      ...remediators.map(({ id }) => menderRoleName('configmend', id)),
      readerRoleName('configmend'),
    ]);
    assert.isEmpty(ofAccount(member({ region: 'us-east-1' })));
    assert.isNotEmpty(ofAccount(member({ region: 'us-east-1', roles_region: 'us-east-1' })));
  });

  for (const { id, iamActions } of remediators) {
    describe(`for the remediator ${id}`, () => {
      it('may do what it declares, and nothing more', () => {
        assert.sameMembers(actionsOf(allowedOf(member(), `mender-${id}`)), [...iamActions]);
      });

      it('may be taken by that function of the hub alone, with the external id', () => {
        const Principal = { AWS: `arn:aws:iam::${hub}:root` };
        const ArnEquals = { 'aws:PrincipalArn': hubRole(`remediator-${id}`) };
        assert.deepEqual(trustOf(member(), `mender-${id}`), [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal,
            Condition: { ArnEquals, StringEquals: { 'sts:ExternalId': 'an-external-id' } },
          },
          {
            Effect: 'Allow',
            Action: 'sts:TagSession',
            Principal,
            Condition: {
              ArnEquals,
              'ForAllValues:StringEquals': { 'aws:TagKeys': Object.values(sessionTagKeys) },
            },
          },
        ]);
      });
    });
  }

  it('for reading may read what is judged, report to AWS Config, and change nothing', () => {
    const actions = actionsOf(allowedOf(member(), 'reader'));

    assert.sameMembers(actions, [
      ...new Set([...judgingRules.flatMap(ruleActions), ...fastPathActions, ...sweepActions, ...commandActions]),
    ]);
    assert.deepEqual(
      actions.filter((action) => !isRead(action)),
      ['config:PutEvaluations'],
    );
  });

  it('for reading may be taken by what judges in the hub, and by nothing else of it', () => {
    const [statement, ...more] = trustOf(member(), 'reader');

    assert.isEmpty(more);
    assert.deepEqual(statement, {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: [`arn:aws:iam::${hub}:root`] },
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': [
            // In whichever region they judge.
            ...judgingRules.map(({ id }) => hubRole(id).replace('-eu-west-1-', '-*-')),
            hubRole('fast-path'),
            hubRole('sweep'),
          ],
        },
        StringEquals: { 'sts:ExternalId': 'an-external-id' },
      },
    });
  });

  it('for reading may be taken by people of the hub’s account, where they are named', () => {
    const people = [`arn:aws:iam::${hub}:role/operator`];

    const [statement] = trustOf(member({ reader_principals: people }), 'reader');

    assert.includeMembers(Object.values(Object(statement?.Condition)['ArnLike']).flat(), [...people, hubRole('sweep')]);
    const strangers = ['arn:aws:iam::999999999999:role/operator'];
    assert.match(member({ reader_principals: strangers }).refused.join(), /must be of the account hub_account_id/);
    assert.isEmpty(member({ reader_principals: people }).refused);
  });

  it('for reading may be taken by the functions of the account that judges, where that is another', () => {
    const [statement] = trustOf(member({ judging_account_id: '999999999999' }), 'reader');

    const text = JSON.stringify(statement);
    assert.include(text, '["arn:aws:iam::111122223333:root","arn:aws:iam::999999999999:root"]');
    assert.include(text, 'arn:aws:iam::999999999999:role/configmend-*-s3-bucket-logging');
    assert.notInclude(text, 'arn:aws:iam::111122223333:role/configmend-*');
    assert.include(text, hubRole('fast-path'));
  });

  it('reach every region of the account, and nothing of another but the prefix lists that it shares, to read', () => {
    for (const id of ['reader', ...remediators.map((one) => `mender-${one.id}`)]) {
      for (const { Action, Resource, Condition } of allowedOf(member(), id)) {
        for (const resource of [Resource ?? []].flat()) {
          if (resource === '*') continue;
          const [, , service, region, account] = resource.split(':');
          if (service === 's3') {
            assert.deepEqual(Condition, { StringEquals: { 's3:ResourceAccount': memberAccount } }, String(Action));
          } else {
            assert.equal(region, '*');
            const readsLists = isDeepStrictEqual(Action, ['ec2:GetManagedPrefixListEntries']);
            assert.include(readsLists ? ['*'] : [memberAccount, 'aws'], account, resource);
          }
        }
      }
    }
  });

  it('have trust policies of the 2,048 characters that IAM takes, with the longest names and all readers', () => {
    const reader = `arn:aws-us-gov:iam::${hub}:role/${'o'.repeat(64)}`;
    const longest = {
      name_prefix: 'p'.repeat(16),
      region: 'us-gov-west-1',
      hub_region: 'us-gov-west-1',
      roles_region: 'us-gov-west-1',
      external_id: 'x'.repeat(longestExternalId),
      judging_account_id: '444455556666',
      reader_principals: Array.from({ length: mostReaders }, () => reader),
    };

    for (const id of ['reader', ...remediators.map((one) => `mender-${one.id}`)]) {
      assert.isAtMost(trustText(member(longest), id).length, 2048, id);
    }
  });
});
