import { AwsError, notImplemented } from './aws-error.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService } from './service.ts';
import { xmlChildren, type XmlValue } from './xml.ts';

/** A request's parameters as a tree: `IpPermissions.1.FromPort=22` is `{IpPermissions: [{FromPort: '22'}]}`. All leaves are strings. */
export type QueryInput = { readonly [name: string]: QueryValue };
export type QueryValue = string | readonly QueryValue[] | QueryInput;

export type QueryOperation = (
  input: QueryInput,
  caller: Caller,
) => { [element: string]: XmlValue } | Promise<{ [element: string]: XmlValue }>;

/** `ec2` differs from `query` in its envelope, its errors and the name of list items (AWS EC2 query protocol, Smithy docs). */
export function queryService(options: {
  signingName: string;
  dialect: 'ec2' | 'query';
  xmlns: string;
  operations: Readonly<Record<string, QueryOperation>>;
}): LocalService {
  const { signingName, dialect, xmlns, operations } = options;
  const actionOf = (request: AwsRequest): string | null => new URLSearchParams(request.body.toString()).get('Action');
  return {
    signingName,
    operations: Object.keys(operations),
    operationOf: (request) => actionOf(request) ?? 'unknown',
    async handle(request, caller) {
      const name = actionOf(request);
      if (name === null) throw new AwsError('MissingAction', 'The request must contain the parameter Action');
      if (!Object.hasOwn(operations, name)) throw notImplemented(signingName, name);
      const output = await operations[name]?.(parseQuery(request.body.toString()), caller);
      const fields = xmlChildren(output ?? {}, dialect === 'ec2' ? 'item' : 'member');
      const inner =
        dialect === 'ec2'
          ? `<requestId>${caller.requestId}</requestId>${fields}`
          : `<${name}Result>${fields}</${name}Result><ResponseMetadata><RequestId>${caller.requestId}</RequestId></ResponseMetadata>`;
      const answer = xmlAnswer(200, `<${name}Response xmlns="${xmlns}">${inner}</${name}Response>`);
      return output === undefined ? answer : { ...answer, output };
    },
    renderError(error, caller) {
      const fields = xmlChildren({ Code: error.code, Message: error.message }, undefined);
      return xmlAnswer(
        error.status,
        dialect === 'ec2'
          ? `<Response><Errors><Error>${fields}</Error></Errors><RequestID>${caller.requestId}</RequestID></Response>`
          : `<ErrorResponse xmlns="${xmlns}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>${fields}</Error><RequestId>${caller.requestId}</RequestId></ErrorResponse>`,
      );
    },
  };
}

function xmlAnswer(status: number, body: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  };
}

type Tree = Map<string, Tree | string>;

/** Deeper than any input of EC2, SNS or STS. */
const deepest = 32;

/** Lists are numbered from 1; SNS and STS put `member` (maps: `entry`) before the number. */
export function parseQuery(body: string): QueryInput {
  const root: Tree = new Map();
  for (const [name, value] of new URLSearchParams(body)) {
    const parts = name.split('.').filter((part) => part !== 'member' && part !== 'entry');
    if (parts.length > deepest) throw new AwsError('MalformedQueryString', 'a parameter lies too deep');
    let node = root;
    for (const part of parts.slice(0, -1)) {
      const next = node.get(part);
      if (typeof next === 'string')
        throw new AwsError('MalformedQueryString', `${name} conflicts with another parameter`);
      const child: Tree = next ?? new Map();
      node.set(part, child);
      node = child;
    }
    const last = parts.at(-1) ?? '';
    if (node.has(last)) throw new AwsError('MalformedQueryString', `${name} conflicts with another parameter`);
    node.set(last, value);
  }
  const plain = toPlain(root);
  return typeof plain === 'object' && !Array.isArray(plain) ? (plain as QueryInput) : {};
}

function toPlain(tree: Tree): QueryValue {
  const children = [...tree].map(([key, child]): [string, QueryValue] => [
    key,
    typeof child === 'string' ? child : toPlain(child),
  ]);
  const isList = children.length > 0 && children.every(([key]) => /^\d+$/.test(key));
  return isList
    ? children.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child)
    : Object.fromEntries(children);
}
