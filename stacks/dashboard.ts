import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { rules } from '../rules/registry.ts';
import { accountName, type Deployment } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';
import type { Queues } from './queues.ts';

export interface DashboardParts {
  readonly queue: Queues;
  readonly functions: readonly DeployedFunction[];
}

/** `[namespace, metric, dimension, value]` (CloudWatch API, "Dashboard body structure and syntax"). */
type MetricRow = readonly string[];

/** Half of a dashboard's 24 columns, and a height, in its grid units. */
const [width, height] = [12, 6];

/**
 * How the pipeline is: what waits and for how long, what failed, what was found and mended, and each Lambda's runs. Dashboards are
 * an account's, not a region's, so the name carries the region.
 */
export function dashboard(deployment: Deployment, { queue, functions }: DashboardParts): CloudwatchDashboard {
  const region = deployment.variables.region.stringValue;
  const logsOf = (test: (name: string) => boolean): string =>
    functions
      .filter(({ name }) => test(name))
      .map(({ function: { functionName } }) => `SOURCE '/aws/lambda/${functionName}'`)
      .join(' | ');
  const isRule = (name: string): boolean => rules.some(({ id }) => id === name);
  const metrics = (title: string, stat: string, rows: readonly MetricRow[]): object => ({
    type: 'metric',
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics: rows },
  });
  const query = (title: string, sources: string, text: string): object => ({
    type: 'log',
    properties: { title, region, view: 'table', query: `${sources} | ${text}` },
  });
  const ofQueue = ({ name }: { readonly name: string }, metric: string): MetricRow => [
    'AWS/SQS',
    metric,
    'QueueName',
    name,
  ];
  const ofEach = (metric: string): MetricRow[] =>
    functions.map(({ function: { functionName } }) => ['AWS/Lambda', metric, 'FunctionName', functionName]);
  const widgets = [
    metrics('Fix instructions waiting', 'Maximum', [ofQueue(queue.remediation, 'ApproximateNumberOfMessagesVisible')]),
    metrics('Age of the oldest, in seconds', 'Maximum', [ofQueue(queue.remediation, 'ApproximateAgeOfOldestMessage')]),
    metrics('Dead letters and failed invocations', 'Maximum', [
      ofQueue(queue.deadLetters, 'ApproximateNumberOfMessagesVisible'),
      ofQueue(queue.failures, 'ApproximateNumberOfMessagesVisible'),
    ]),
    query(
      'Outcomes of mends',
      logsOf((name) => name.startsWith('remediator-')),
      'filter message = "outcome" | stats count(*) as resources by outcome',
    ),
    query(
      'Verdicts and fix instructions by rule',
      logsOf(isRule),
      'filter message = "evaluated" | stats sum(evaluations) as verdicts, sum(instructions) as queued by rule',
    ),
    metrics('Invocations', 'Sum', ofEach('Invocations')),
    metrics('Errors', 'Sum', ofEach('Errors')),
    metrics('Duration at p95, in milliseconds', 'p95', ofEach('Duration')),
  ];
  return new CloudwatchDashboard(deployment.stack, 'dashboard', {
    dashboardName: accountName(deployment, 'pipeline'),
    dashboardBody: JSON.stringify({
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
