import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';
import { longestGraceDays } from '../../contract/grace-length.ts';
import { rules } from '../../rules/registry.ts';
import { cisVariables } from '../../stacks/cis-alarms-stack.ts';
import { stackVariables } from '../../stacks/variables.ts';
import { evaluated } from '../stacks/support/evaluated.ts';
import { cisTemplate, mainTemplate } from '../stacks/support/synthesised.ts';

const root = repositoryRoot();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const document = (): string => read('docs/deploy.md');

/** The rows of the table of costs, by their first cell: of the small account, of the large one. */
function costs(): Map<string, readonly [small: string, large: string]> {
  const [, table = ''] = /\| \| small account \| large account \|\n\| --- .*\n((?:\|.*\n)+)/.exec(document()) ?? [];
  const rows = table.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((row) => {
      const [, what = '', small = '', large = ''] = row.split('|').map((cell) => cell.trim());
      return [what, [small, large]];
    }),
  );
}

const number = (text: string): number => Number(text.replaceAll(',', '').replaceAll('**', ''));

/** Products, added up. */
function calculated(sum: string): number {
  return sum
    .split(' + ')
    .map((product) =>
      product
        .split(' × ')
        .map(number)
        .reduce((one, other) => one * other),
    )
    .reduce((one, other) => one + other);
}

const cents = (amount: number): string => amount.toFixed(2);
const isPrice = (text: string): boolean => /^[\d,]+\.\d\d$/.test(text);

/** What the rows above a total add up to, from the row after the total before it. */
function addedUp(total: string, account: 0 | 1): number {
  let sum = 0;
  for (const [what, cells] of costs()) {
    if (what === total) return sum;
    const result = cells[account].split(' = ').at(-1) ?? '';
    if (isPrice(result)) sum += number(result);
  }
  return Number.NaN;
}

describe('the costs in docs/deploy.md', () => {
  it('are calculated as they say', () => {
    const sums = [...costs().values()].flat().filter((cell) => cell.includes(' = '));

    assert.isAtLeast(sums.length, 20);
    for (const cell of sums) {
      const [left = '', result = ''] = cell.split(' = ');
      const exact = calculated(left);
      assert.equal(isPrice(result) ? cents(exact) : String(exact), result.replaceAll(',', ''), cell);
    }
  });

  for (const account of [0, 1] as const) {
    it(`add up to the totals of the ${['small', 'large'][account]} account`, () => {
      for (const total of ['**gate closed**', '**gate open**']) {
        const said = number(costs().get(total)?.[account] ?? '');
        assert.equal(cents(addedUp(total, account)), cents(said), total);
      }
    });
  }

  it('say what is left to pay where there is a recorder', () => {
    const left = ([0, 1] as const).map((account) => {
      const items = costs().get('configuration items, all types')?.[account].split(' = ')[1] ?? '';
      return cents(number(costs().get('**gate closed**')?.[account] ?? '') - number(items));
    });

    assert.include(document(), `paid for already: ${left.join(' and ')} with the gate closed`);
  });

  it('count the alarms that there are', () => {
    const alarms = (open: boolean) =>
      evaluated({ enable_auto_response: open }).resources('aws_cloudwatch_metric_alarm').length;
    const cis = evaluated({ enabled: true, cloudtrail_log_group: 'trail' }, cisTemplate());
    const count = cis.resources('aws_cloudwatch_metric_alarm').length;

    assert.include(document(), `| ${alarms(false)} alarms (`);
    assert.include(document(), `| ${alarms(false)} × 0.10 = ${cents(alarms(false) / 10)} |`);
    assert.include(document(), `| ${alarms(true) - alarms(false)} more alarm |`);
    assert.include(document(), `The CIS alarms are ${count} × 0.10 = ${cents(count / 10)}`);
  });

  it('count the metrics of a dashboard that is free', () => {
    const { dashboard_body: text } = mainTemplate().resource['aws_cloudwatch_dashboard']?.['dashboard'] ?? {};
    const Body = v.object({
      widgets: v.array(v.object({ properties: v.object({ metrics: v.optional(v.array(v.unknown()), []) }) })),
    });

    const metrics = v.parse(Body, JSON.parse(String(text))).widgets.flatMap(({ properties }) => properties.metrics);

    assert.isAtMost(metrics.length, 50);
    assert.isNotEmpty(metrics);
  });

  it('are in the README as in the document', () => {
    const rounded = (total: string, account: 0 | 1) =>
      Math.floor(number(costs().get(total)?.[account] ?? '')).toLocaleString('en');
    const [small, large] = ([0, 1] as const).map((account) => rounded('**gate closed**', account));
    const open = ([0, 1] as const).map((account) => rounded('**gate open**', account));

    const text = read('README.md').replaceAll(/\s+/g, ' ');
    assert.include(text, `about ${small} USD a month in a small account and ${large} in a large one`);
    assert.include(text, `${open.join(' and ')} with the gate open`);
  });
});

describe('docs/deploy.md', () => {
  it('sets only variables that the stacks have', () => {
    const known = { ...stackVariables, ...cisVariables };
    const set = [...document().matchAll(/-var ([a-z_]+)=/g), ...document().matchAll(/TF_VAR_([a-z_]+)=/g)];

    assert.isNotEmpty(set);
    for (const [, name = ''] of set) assert.property(known, name);
  });

  it('gives the Slack webhook in both ways that the stack takes', () => {
    const values = [...document().matchAll(/-var slack_webhook_parameter=(\S+)/g)].map(([, value = '']) => value);

    assert.includeMembers(values, ['/configmend/slack', '/aws/reference/secretsmanager/configmend/slack']);
    for (const value of values) assert.doesNotThrow(() => evaluated({ slack_webhook_parameter: value }), value);
  });

  it('names rules that there are, in modes that there are', () => {
    const modes = [...document().matchAll(/"([a-z0-9-]+)" = "([a-z]+)"/g)];

    assert.isNotEmpty(modes);
    for (const [, rule = '', mode = ''] of modes) {
      assert.include(
        rules.map(({ id }) => id),
        rule,
      );
      assert.doesNotThrow(() => evaluated({ rule_modes: { [rule]: mode } }));
    }
  });

  it('gives grace to rules that there are, as long as it may be', () => {
    const graces = [...document().matchAll(/"([a-z0-9-]+)" = "(\d\w*)"/g)];

    assert.isNotEmpty(graces);
    for (const [, rule = '', length = ''] of graces) {
      assert.doesNotThrow(() => evaluated({ grace_periods: { [rule]: length } }), `${rule} ${length}`);
    }
    assert.include(document(), 'ten days at most');
    assert.equal(longestGraceDays, 10);
  });

  it('names outputs that the stack has', () => {
    const named = [...document().matchAll(/output `([a-z_]+)`/g)].map(([, name = '']) => name);

    assert.isNotEmpty(named);
    for (const name of named) assert.property(mainTemplate().output, name);
  });

  it('has the same five commands as the README', () => {
    const commands = (text: string) => /```sh\n(npm ci\nnpm run synth\n[^`]+)```/.exec(text)?.[1] ?? '';

    assert.equal(commands(document()), commands(read('README.md')));
    assert.lengthOf(commands(document()).trim().split('\n'), 5);
  });
});
