import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { memberCloudFormation, memberCloudFormationText } from '../../stacks/member-cloudformation.ts';
import { memberStackVariables, mostReaders } from '../../stacks/member-stack-variables.ts';
import { mostMembers } from '../../stacks/member-variables.ts';
import { judgingRules } from '../../stacks/rule-functions.ts';
import { evaluated } from '../stacks/support/evaluated.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'organizations.md'), 'utf8');

/** The cells of the tables' rows that begin with code, by what that is. */
const rows = new Map(
  [...text.matchAll(/^\| (`[^|]+) \|(.+)\|$/gm)].flatMap(([, names = '', cells = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']): [string, string[]] => [
      name,
      cells.split('|').map((cell) => cell.trim()),
    ]),
  ),
);

const amount = (number: string): number => Number(number.replaceAll(',', ''));
const product = (factors: string): number =>
  factors
    .split(' × ')
    .map(amount)
    .reduce((one, other) => one * other);

describe('docs/organizations.md', () => {
  it('shows a hub that can be applied', () => {
    const [, block = ''] = /```hcl\n(member_accounts[^]+?)```/.exec(text) ?? [];
    const json = block
      .replaceAll(/^( *)"?(\w+)"? += /gm, '$1"$2": ')
      .replaceAll(/(\w+) = /g, '"$1": ')
      .replaceAll(/([}"])\n(?= *")/g, '$1,\n');
    const variables: Record<string, unknown> = JSON.parse(`{${json}}`);

    assert.sameMembers(Object.keys(variables), ['member_accounts', 'external_id', 'organization_id']);
    assert.doesNotThrow(() => evaluated(variables));
    assert.throws(() => evaluated({ ...variables, organization_id: 'acme' }));
  });

  it('names variables that a member has, and what holds unless given', () => {
    const named = [...rows.keys()].filter((name) => name in memberStackVariables);

    assert.includeMembers(named, ['roles_region', 'judge', 'judged_accounts', 'reader_principals', 'alarm_topic_arn']);
    for (const [name, said] of [
      ['judge', `\`${memberStackVariables.judge.default}\``],
      ['create_config_recorder', `\`${memberStackVariables.create_config_recorder.default}\``],
    ] as const) {
      assert.equal(rows.get(name)?.[0], said);
    }
  });

  it('gives the StackSet what its template asks for, and nothing that it does not know', () => {
    const given = [...text.matchAll(/ParameterKey=(\w+),ParameterValue=/g)].map(([, name = '']) => name);
    const { Parameters } = memberCloudFormation();
    const asked = Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);

    assert.includeMembers(given, asked);
    assert.includeMembers(Object.keys(Parameters), [
      ...given,
      'EnableS3BucketLogging',
      'SecurityGroupRestrictedPortsPorts',
      'JudgingAccountId',
    ]);
    assert.isAtMost(Buffer.byteLength(memberCloudFormationText()), 51_200);
  });

  it('adds up what each way of judging costs', () => {
    const [, table = ''] = /\| \| `hub` \| `local` \|\n\| --- .*\n((?:\|.*\n)+)/.exec(text) ?? [];
    const lines = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const totals = lines.find(([, what]) => what === '**one account and region**') ?? [];

    for (const column of [2, 3]) {
      const sums = lines.flatMap((cells) => {
        const [, factors = '', result = ''] = /^([\d.,× ]+) = ([\d.,]+)/.exec(cells[column] ?? '') ?? [];
        return factors === '' ? [] : [{ what: cells[1] ?? '', factors, result }];
      });
      for (const { what, factors, result } of sums)
        assert.approximately(product(factors), amount(result), 0.005, `${what}: ${factors}`);
      const parts = sums.filter(({ what }) => !what.startsWith('**') && !what.startsWith('functions'));
      const total = parts.reduce((sum, { result }) => sum + amount(result), 0);
      assert.equal(totals[column], `**${total.toFixed(2)}**`);
    }
    assert.include(table, `${judgingRules.length} × 100 = `);
  });

  it('says how many there can be', () => {
    assert.include(text, `${mostMembers} accounts are the most`);
    assert.equal(mostReaders, 5);
    assert.include(text, 'Five `reader_principals` are the most');
  });
});
