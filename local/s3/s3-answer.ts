import { AwsError } from '../aws-error.ts';
import type { AwsResponse, Caller } from '../service.ts';
import { escapeXml, toXml, xmlChildren, type XmlValue } from '../xml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const xml = { 'content-type': 'application/xml' };

/** Children are elements, or text that is XML already. */
export function xmlAnswer(root: string, children: { [element: string]: XmlValue } | string): AwsResponse {
  const inner = typeof children === 'string' ? children : xmlChildren(children, undefined);
  return {
    status: 200,
    headers: xml,
    body: `${declaration}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`,
  };
}

export function emptyAnswer(status: 200 | 204, headers: Record<string, string> = {}): AwsResponse {
  return { status, headers };
}

/**
 * `<Error>` with the error's details as elements; a detail that begins in lower case is a response header instead, as
 * `x-amz-bucket-region` is.
 */
export function renderS3Error(
  error: { code: string; message: string; status: number; details: Readonly<Record<string, string>> },
  caller: Pick<Caller, 'requestId'>,
): AwsResponse {
  const details = Object.entries(error.details);
  const headers = details.filter(([name]) => /^[a-z]/.test(name));
  const elements = details
    .filter(([name]) => !/^[a-z]/.test(name))
    .map(([name, value]) => toXml(name, value, undefined))
    .join('');
  const body = `${declaration}<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>${elements}<RequestId>${caller.requestId}</RequestId></Error>`;
  return {
    status: error.status,
    headers: { ...xml, ...Object.fromEntries(headers) },
    ...(error.status === 304 ? {} : { body }),
  };
}

export function accessDenied(message = 'Access Denied'): AwsError {
  return new AwsError('AccessDenied', message, 403);
}

/** What S3 tells a caller of the bucket's own account whom Block Public Access refuses. */
export function blockedBy(
  setting: 'BlockPublicAcls' | 'BlockPublicPolicy',
  action: string,
  resource: string,
  caller: Caller,
): AwsError {
  const what = setting === 'BlockPublicAcls' ? 'ACLs' : 'policies';
  return accessDenied(
    `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: "${resource}" because public ${what} are prevented by the ${setting} setting in S3 Block Public Access.`,
  );
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}

/** An input that real S3 knows and the local account does not. */
export function unsupported(what: string): AwsError {
  return new AwsError('NotImplemented', `the local account does not implement ${what}`, 501);
}
