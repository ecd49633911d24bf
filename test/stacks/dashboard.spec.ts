import { assert } from 'chai';
import * as v from 'valibot';
import { lambdaSources } from '../../build/lambdas.ts';
import { Outcome } from '../../contract/outcome.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { type DashboardQuery, dashboardQueries } from '../../stacks/dashboard-queries.ts';
import { type Line, linesOfRemediator, linesOfRule } from './support/logged-lines.ts';
import { queryFields, queryMessage } from './support/query-fields.ts';
import { at, mainTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

const dashboard = () => resourceOf(mainTemplate(), 'aws_cloudwatch_dashboard', 'dashboard');
const body = (): string => String(dashboard()['dashboard_body']);
const widgets = (): unknown[] => {
  const all = at(JSON.parse(body()), 'widgets');
  return Array.isArray(all) ? all : [];
};

describe('the dashboard', () => {
  it('is of one region, since dashboards are an account’s', () => {
    assert.equal(dashboard()['dashboard_name'], '${var.name_prefix}-${var.region}-pipeline');
    assert.notInclude(body(), '"region":"eu');
  });

  it('shows the queues and every function', () => {
    for (const queue of ['remediation', 'dead-letters', 'failed-invocations']) {
      assert.include(body(), `\${aws_sqs_queue.${queue}.name}`);
    }
    for (const { name } of lambdaSources()) assert.include(body(), `\${aws_lambda_function.${name}.function_name}`);
    for (const metric of ['Invocations', 'Errors', 'Duration', 'ApproximateAgeOfOldestMessage']) {
      assert.include(body(), metric);
    }
  });

  it('shows compliance first, and mends, failures and the time to mend', () => {
    const titles = widgets().map((widget) => String(at(widget, 'properties.title')));

    assert.match(titles[0] ?? '', /^Compliance by rule/);
    for (const figure of ['Mends', 'Failures', 'Time to mend', 'Outcomes']) {
      assert.isTrue(
        titles.some((title) => title.startsWith(figure)),
        figure,
      );
    }
  });

  it('asks the logs of every rule, or of every remediator', () => {
    const queries = widgets()
      .filter((widget) => at(widget, 'type') === 'log')
      .map((widget) => String(at(widget, 'properties.query')));

    assert.lengthOf(queries, dashboardQueries.length);
    for (const [index, { of, text }] of dashboardQueries.entries()) {
      const names =
        of === 'rules'
          ? rules.filter(isJudgedByConfig).map(({ id }) => id)
          : remediators.map(({ id }) => `remediator-${id}`);
      const sources = names.map((name) => `SOURCE '/aws/lambda/\${aws_lambda_function.${name}.function_name}'`);
      assert.equal(queries[index], [...sources, text].join(' | '));
    }
  });

  it('lays its widgets side by side without overlap, within the 24 columns', () => {
    const places = widgets().map((widget) => JSON.stringify([at(widget, 'x'), at(widget, 'y')]));

    assert.lengthOf(places, dashboardQueries.length + 6);
    assert.lengthOf(new Set(places), places.length);
    for (const widget of widgets()) assert.isAtMost(Number(at(widget, 'x')) + Number(at(widget, 'width')), 24);
  });

  it('opens on a time in which resources have changed, with every graph at the period that fits', () => {
    assert.equal(at(JSON.parse(body()), 'start'), '-P28D');
    assert.notProperty(JSON.parse(body()), 'periodOverride');
  });
});

describe('the queries of the dashboard', () => {
  const lines = new Map<DashboardQuery['of'], Line[]>();
  before(async () => {
    lines.set('rules', await linesOfRule());
    lines.set('remediators', await linesOfRemediator());
  });

  for (const { title, of, text } of dashboardQueries) {
    it(`name fields that are logged: ${title}`, () => {
      const about = (lines.get(of) ?? []).filter(({ message }) => message === queryMessage(text));
      const logged = new Set(about.flatMap((line) => Object.keys(line)));

      assert.isNotEmpty(about);
      for (const field of queryFields(text))
        assert.isTrue(logged.has(field), `${field} is not among ${[...logged].join(', ')}`);
    });

    it(`are of a form that Logs Insights takes: ${title}`, () => {
      const commands = text.split(' | ').map((command) => command.split(' ')[0] ?? '');

      assert.isAtMost(commands.filter((command) => command === 'stats').length, 2);
      assert.isTrue(commands.every((command) => ['filter', 'stats', 'sort'].includes(command)));
      assert.notInclude(commands.slice(0, commands.lastIndexOf('stats')), 'sort');
    });
  }

  it('draw a time series only of what is grouped by time', () => {
    for (const { title, view, text } of dashboardQueries)
      assert.equal(text.includes('bin('), view === 'timeSeries', title);
  });

  it('compare with values that are logged', () => {
    const [verdict] = (lines.get('rules') ?? []).filter(({ message }) => message === 'verdict');
    const outcomes = (lines.get('remediators') ?? []).filter(({ message }) => message === 'outcome');

    assert.deepInclude(verdict, {
      rule: 'security-group-restricted-ports',
      resourceId: 'sg-1',
      compliance: 'NON_COMPLIANT',
    });
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['mended', 'nothing-to-do'],
    );
  });

  it('know no outcome that there is not', () => {
    const asked = dashboardQueries.flatMap(({ text }) =>
      [...(/\boutcome (?:=|in) (\[[^\]]*\]|"[^"]*")/.exec(text)?.[1]?.matchAll(/"([^"]*)"/g) ?? [])].map(
        ([, value]) => value,
      ),
    );

    assert.includeMembers(asked, ['mended', 'failed']);
    for (const value of asked) assert.isTrue(v.is(Outcome, value), value);
  });

  it('find the time to mend as a number, on what was mended only', () => {
    const outcomes = (lines.get('remediators') ?? []).filter(({ message }) => message === 'outcome');

    assert.isAtLeast(Number(outcomes[0]?.['secondsToMend']), 90);
    assert.isBelow(Number(outcomes[0]?.['secondsToMend']), 150);
    assert.isNumber(outcomes[0]?.['secondsToMend']);
    assert.notProperty(outcomes[1], 'secondsToMend');
  });

  it('are answered only while Lambda writes our lines as they are', () => {
    for (const [name, created] of resourcesOf(mainTemplate(), 'aws_lambda_function')) {
      assert.notProperty(created, 'logging_config', name);
    }
  });
});

describe('the fields of a query', () => {
  const cases: readonly [text: string, fields: readonly string[]][] = [
    ['filter message = "a" | stats count(*) as n by rule', ['message', 'rule']],
    ['filter message = "a" | stats latest(x) as y by r, bin(1h) | stats count(*) as n by y, r', ['message', 'x', 'r']],
    ['filter message = "as b" and ispresent(x) and z in ["c"] | sort x asc', ['message', 'x', 'z']],
  ];
  for (const [text, fields] of cases) {
    it(`are found in ${text}`, () => {
      assert.deepEqual(queryFields(text), fields);
    });
  }

  it('come with a message, always', () => {
    assert.throws(() => queryMessage('stats count(*)'), 'names no message');
  });
});
