import { callableOperations } from './calls.ts';
import type { KnownDifference } from './known-difference.ts';

export const tableBegins = '<!-- table: written by `npm run test:moto` -->';
export const tableEnds = '<!-- end of table -->';

/** The list as people read it, for the document. */
export function knownDifferencesTable(known: readonly KnownDifference[]): string {
  const rows = known.map(({ operations, what, right, source }) => [
    operations.map((operation) => `\`${operation}\``).join(', '),
    what,
    right === 'local' ? 'the local account' : right,
    withLink(source),
  ]);
  const lines = [['operation', 'what differs', 'who is right', 'decided by'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** Where a service's API Reference is, and what begins the names of its operations here. */
const references: Readonly<Record<string, readonly [prefix: string, folder: string]>> = {
  EC2: ['ec2', 'AWSEC2/latest/APIReference'],
  'Amazon S3': ['s3', 'AmazonS3/latest/API'],
  SQS: ['sqs', 'AWSSimpleQueueService/latest/APIReference'],
  STS: ['sts', 'STS/latest/APIReference'],
};

/** Pure. With the address of the page, where the document is that of an operation in an API Reference; else as it is. */
export function withLink(source: string): string {
  const [page = '', service = '', operation = ''] = /^(.+?) API Reference, (\w+)/.exec(source) ?? [];
  const [prefix = '', folder = ''] = references[service] ?? [];
  if (!callableOperations().includes(`${prefix}:${operation}`)) return source;
  return `[${page}](https://docs.aws.amazon.com/${folder}/API_${operation}.html)${source.slice(page.length)}`;
}

/** The document with the table in its place. Throws where it has none. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(tableBegins), text.indexOf(tableEnds)];
  if (from < 0 || to < from) throw new Error('the document has no place for the table');
  return `${text.slice(0, from + tableBegins.length)}\n\n${table}\n\n${text.slice(to)}`;
}
