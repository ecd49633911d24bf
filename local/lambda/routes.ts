import type { AwsRequest } from '../service.ts';

/** Which operation a request is. `name` and `last` are what the path holds in its first and second place. */
export interface Route {
  readonly operation: string;
  readonly name: string;
  readonly last: string;
}

/** The Lambda API's operations, implemented or not, by method and path; `*` stands for one segment (AWS Lambda API Reference). */
const paths: Readonly<Record<string, string>> = {
  Invoke: 'POST /2015-03-31/functions/*/invocations',
  ListFunctions: 'GET /2015-03-31/functions',
  GetFunctionConfiguration: 'GET /2015-03-31/functions/*/configuration',
  AddPermission: 'POST /2015-03-31/functions/*/policy',
  GetPolicy: 'GET /2015-03-31/functions/*/policy',
  RemovePermission: 'DELETE /2015-03-31/functions/*/policy/*',
  PutFunctionConcurrency: 'PUT /2017-10-31/functions/*/concurrency',
  GetFunctionConcurrency: 'GET /2019-09-30/functions/*/concurrency',
  DeleteFunctionConcurrency: 'DELETE /2017-10-31/functions/*/concurrency',
  CreateFunction: 'POST /2015-03-31/functions',
  GetFunction: 'GET /2015-03-31/functions/*',
  DeleteFunction: 'DELETE /2015-03-31/functions/*',
  UpdateFunctionCode: 'PUT /2015-03-31/functions/*/code',
  UpdateFunctionConfiguration: 'PUT /2015-03-31/functions/*/configuration',
  InvokeAsync: 'POST /2014-11-13/functions/*/invoke-async',
  InvokeWithResponseStream: 'POST /2021-11-15/functions/*/response-streaming-invocations',
  PublishVersion: 'POST /2015-03-31/functions/*/versions',
  ListVersionsByFunction: 'GET /2015-03-31/functions/*/versions',
  CreateAlias: 'POST /2015-03-31/functions/*/aliases',
  ListAliases: 'GET /2015-03-31/functions/*/aliases',
  GetAlias: 'GET /2015-03-31/functions/*/aliases/*',
  UpdateAlias: 'PUT /2015-03-31/functions/*/aliases/*',
  DeleteAlias: 'DELETE /2015-03-31/functions/*/aliases/*',
  CreateEventSourceMapping: 'POST /2015-03-31/event-source-mappings',
  ListEventSourceMappings: 'GET /2015-03-31/event-source-mappings',
  GetEventSourceMapping: 'GET /2015-03-31/event-source-mappings/*',
  UpdateEventSourceMapping: 'PUT /2015-03-31/event-source-mappings/*',
  DeleteEventSourceMapping: 'DELETE /2015-03-31/event-source-mappings/*',
  PutFunctionEventInvokeConfig: 'PUT /2019-09-25/functions/*/event-invoke-config',
  UpdateFunctionEventInvokeConfig: 'POST /2019-09-25/functions/*/event-invoke-config',
  GetFunctionEventInvokeConfig: 'GET /2019-09-25/functions/*/event-invoke-config',
  DeleteFunctionEventInvokeConfig: 'DELETE /2019-09-25/functions/*/event-invoke-config',
  CreateFunctionUrlConfig: 'POST /2021-10-31/functions/*/url',
  GetFunctionUrlConfig: 'GET /2021-10-31/functions/*/url',
  PutFunctionRecursionConfig: 'PUT /2024-08-31/functions/*/recursion-config',
  GetFunctionRecursionConfig: 'GET /2024-08-31/functions/*/recursion-config',
  GetAccountSettings: 'GET /2016-08-19/account-settings',
  PublishLayerVersion: 'POST /2018-10-31/layers/*/versions',
  ListTags: 'GET /2017-03-31/tags/*',
  TagResource: 'POST /2017-03-31/tags/*',
  UntagResource: 'DELETE /2017-03-31/tags/*',
};

const routes = Object.entries(paths).map(([operation, path]) => ({
  operation,
  pattern: new RegExp(`^${path.replaceAll('*', '([^/]+)')}/?$`),
}));

/** Those that the table lacks go by method and path. */
export function routeOf({ method, path }: Pick<AwsRequest, 'method' | 'path'>): Route {
  const asked = `${method} ${path}`;
  for (const { operation, pattern } of routes) {
    const match = pattern.exec(asked);
    if (match !== null) return { operation, name: match[1] ?? '', last: match[2] ?? '' };
  }
  return { operation: asked, name: '', last: '' };
}
