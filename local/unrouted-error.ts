import type { AwsError } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './service.ts';
import { xmlChildren } from './xml.ts';

/**
 * The error of a request that no service here is asked about (not signed, or for a service that is lacking), written so that the
 * client that sent it can read it: the protocol is told by what the request looks like (Smithy docs, AWS protocols).
 */
export function unroutedError(
  request: AwsRequest,
  signingName: string | undefined,
  error: AwsError,
  requestId: string,
): AwsResponse {
  const fields = xmlChildren({ Code: error.code, Message: error.message }, undefined);
  switch (protocolOf(request, signingName)) {
    case 'json':
      return {
        status: error.status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
        body: JSON.stringify({ __type: error.code, message: error.message }),
      };
    case 'ec2':
      return xml(
        error.status,
        `<Response><Errors><Error>${fields}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    case 'query':
    case 's3-control':
      return xml(
        error.status,
        `<ErrorResponse><Error>${fields}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 's3':
      return xml(error.status, `<Error>${fields}<RequestId>${requestId}</RequestId></Error>`);
  }
}

function protocolOf(
  { path, headers, body }: AwsRequest,
  signingName: string | undefined,
): 'json' | 'ec2' | 'query' | 's3' | 's3-control' {
  if (path.startsWith('/v20180820/')) return 's3-control';
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    return new URLSearchParams(body.toString()).get('Version') === '2016-11-15' ? 'ec2' : 'query';
  }
  if (headers['x-amz-target'] !== undefined || headers['content-type']?.includes('json') === true) return 'json';
  const isS3 = signingName === undefined ? !/^\/\d{4}-\d\d-\d\d\//.test(path) : signingName.startsWith('s3');
  return isS3 ? 's3' : 'json';
}

function xml(status: number, body: string): AwsResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
