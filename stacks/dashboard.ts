import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { rules } from '../rules/registry.ts';
import { type DashboardQuery, dashboardQueries } from './dashboard-queries.ts';
import { accountName, type Deployment } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';
import type { Outbox } from './outbox.ts';
import type { Queues } from './queues.ts';

export interface DashboardParts {
  readonly queue: Queues;
  readonly outbox: Outbox;
  readonly functions: readonly DeployedFunction[];
}

/** `[namespace, metric, dimension, value]` (CloudWatch API, "Dashboard body structure and syntax"). */
type MetricRow = readonly string[];

/** Half of a dashboard's 24 columns, and a height, in its grid units. */
const [width, height] = [12, 6];
/** What it shows when it is opened. Rules judge a resource when it changes, so a short time would show few verdicts. */
const start = '-P28D';

/**
 * How the pipeline is: what is compliant, what waits and for how long, what was mended, how fast, what failed, and each Lambda's
 * runs. Dashboards are an account's, not a region's, so the name carries the region.
 */
export function dashboard(deployment: Deployment, { queue, outbox, functions }: DashboardParts): CloudwatchDashboard {
  const region = deployment.variables.region.stringValue;
  const isRule = ({ name }: DeployedFunction): boolean => rules.some(({ id }) => id === name);
  const loggers = {
    rules: functions.filter(isRule),
    remediators: functions.filter(({ name }) => name.startsWith('remediator-')),
  };
  const workers = functions.filter(({ name }) => rules.every(({ id }) => id !== name));
  const metrics = (title: string, stat: string, rows: readonly MetricRow[]): object => ({
    type: 'metric',
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics: rows },
  });
  const query = ({ title, of, view, text }: DashboardQuery): object => {
    const sources = loggers[of].map(({ functionName }) => `SOURCE '/aws/lambda/${functionName}'`);
    return { type: 'log', properties: { title, region, view, query: [...sources, text].join(' | ') } };
  };
  const ofQueue = ({ name }: { readonly name: string }, metric: string): MetricRow => [
    'AWS/SQS',
    metric,
    'QueueName',
    name,
  ];
  // A dashboard is free up to fifty metrics: what runs for every change is counted by its alarms, and logged.
  const ofEach = (metric: string, of: readonly DeployedFunction[]): MetricRow[] =>
    of.map(({ functionName }) => ['AWS/Lambda', metric, 'FunctionName', functionName]);
  const [compliance, ...more] = dashboardQueries.map(query);
  const widgets = [
    compliance,
    metrics('Fix instructions waiting', 'Maximum', [ofQueue(queue.remediation, 'ApproximateNumberOfMessagesVisible')]),
    metrics('Age of the oldest, in seconds', 'Maximum', [ofQueue(queue.remediation, 'ApproximateAgeOfOldestMessage')]),
    metrics('Dead letters and failed invocations', 'Maximum', [
      ofQueue(queue.deadLetters, 'ApproximateNumberOfMessagesVisible'),
      ofQueue(queue.failures, 'ApproximateNumberOfMessagesVisible'),
      ofQueue(outbox.deadLetters, 'ApproximateNumberOfMessagesVisible'),
    ]),
    ...more,
    metrics('Errors', 'Sum', ofEach('Errors', functions)),
    metrics('Invocations of what mends and tells', 'Sum', ofEach('Invocations', workers)),
    metrics('Duration of what mends and tells at p95, in milliseconds', 'p95', ofEach('Duration', workers)),
  ];
  return new CloudwatchDashboard(deployment.stack, 'dashboard', {
    dashboardName: accountName(deployment, 'pipeline'),
    dashboardBody: JSON.stringify({
      start,
      widgets: widgets.map((widget, index) => ({
        x: (index % 2) * width,
        y: Math.floor(index / 2) * height,
        width,
        height,
        ...widget,
      })),
    }),
  });
}
