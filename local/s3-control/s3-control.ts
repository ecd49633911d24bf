import { AwsError, notImplemented } from '../aws-error.ts';
import { type BlockSettings, blockSettingsElements, readBlockSettings } from '../s3/block-settings.ts';
import { noSuchBlock } from '../s3/block-operations.ts';
import { readBody } from '../s3/request-body.ts';
import { accessDenied, emptyAnswer, renderS3Error } from '../s3/s3-answer.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService, Recordable, ServiceDeps } from '../service.ts';
import { toXml } from '../xml.ts';

const accountBlockType = 'AWS::S3::AccountPublicAccessBlock';
const path = '/v20180820/configuration/publicAccessBlock';
const operations: Readonly<Record<string, string>> = {
  GET: 'GetPublicAccessBlock',
  PUT: 'PutPublicAccessBlock',
  DELETE: 'DeletePublicAccessBlock',
};

/** Block Public Access of whole accounts, which S3 combines with each bucket's own. */
export interface AccountBlocks {
  /** Undefined where it was never set, or was deleted: all four are off then. */
  blockOf(accountId: string): BlockSettings | undefined;
}

/**
 * S3 Control's account-level Block Public Access (REST XML under `/v20180820/`). The settings hold for an account in every region at once;
 * in AWS they spread eventually. Any other operation answers NotImplemented.
 */
export function createS3Control(deps: ServiceDeps): LocalService & Recordable & AccountBlocks {
  const blocks = new Map<string, BlockSettings>();
  /** Regions whose recorder looked at an account: each has an item of its own. */
  const watched = new Map<string, Set<string>>();
  const watch = ({ accountId, region }: { accountId: string; region: string }): Set<string> => {
    const regions = watched.get(accountId) ?? new Set();
    watched.set(accountId, regions.add(region));
    return regions;
  };

  const run = (request: AwsRequest, caller: Caller): AwsResponse => {
    const { accountId } = caller;
    const { body } = readBody(request);
    checkAccount(request, accountId);
    switch (request.method) {
      case 'GET': {
        const settings = blocks.get(accountId);
        if (settings === undefined) throw noSuchBlock({ AccountId: accountId });
        return {
          status: 200,
          headers: { 'content-type': 'application/xml' },
          body: `<?xml version="1.0" encoding="UTF-8"?>\n${toXml('PublicAccessBlockConfiguration', blockSettingsElements(settings), undefined)}`,
        };
      }
      case 'PUT':
        blocks.set(accountId, readBlockSettings(body));
        break;
      default:
        if (!blocks.delete(accountId)) return emptyAnswer(204);
    }
    for (const region of watch(caller)) {
      deps.changed({ accountId, region, resourceType: accountBlockType, resourceId: accountId });
    }
    return emptyAnswer(request.method === 'PUT' ? 200 : 204);
  };

  return {
    signingName: 's3-control',
    operations: Object.values(operations),
    operationOf,
    async handle(request, caller) {
      if (request.path !== path || operations[request.method] === undefined) {
        throw notImplemented('s3-control', operationOf(request));
      }
      return run(request, caller);
    },
    /** S3 Control wraps its error one level deeper than S3 does. */
    renderError(error, caller) {
      const { body = '', ...rest } = renderS3Error(error, caller);
      const wrapped = String(body)
        .replace('<Error>', '<ErrorResponse><Error>')
        .replace(/<RequestId>.*<\/Error>$/, `</Error><RequestId>${caller.requestId}</RequestId></ErrorResponse>`);
      return { ...rest, body: wrapped };
    },
    blockOf: (accountId) => blocks.get(accountId),
    resourceTypes: [accountBlockType],
    recordedState(resourceType, resourceId, where) {
      watch(where);
      const settings =
        resourceType === accountBlockType && resourceId === where.accountId ? blocks.get(resourceId) : undefined;
      if (settings === undefined) return undefined;
      return {
        resourceName: null,
        arn: null,
        availabilityZone: 'Not Applicable',
        resourceCreationTime: null,
        tags: {},
        configuration: { ...settings },
        supplementaryConfiguration: {},
        relationships: [],
      };
    },
    resourceIds(resourceType, where) {
      watch(where);
      return resourceType === accountBlockType && blocks.has(where.accountId) ? [where.accountId] : [];
    },
  };
}

function operationOf(request: AwsRequest): string {
  if (request.path === path) return operations[request.method] ?? request.method;
  return request.query.get('x-id') ?? `${request.method} ${request.path}`;
}

function checkAccount(request: AwsRequest, accountId: string): void {
  const asked = request.headers['x-amz-account-id'];
  if (asked === undefined) {
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-account-id');
  }
  if (asked !== accountId) throw accessDenied();
}
