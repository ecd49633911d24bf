import { createServer, type Server } from 'node:http';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { createAccountBlockReader } from '../../resources/account-block-reader.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { groupId, securityGroup } from '../support/security-groups.ts';
import {
  bucketAnswers,
  ec2ErrorXml,
  groupsAnswer,
  groupsXml,
  groupXml,
  prefixListXml,
  s3ErrorXml,
} from './support/aws-answers.ts';
import { bentXml, isContained } from './support/bent-xml.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { assertJudged } from './support/judged.ts';
import { assertNoSecret, loggedAs, secrets } from './support/secrets.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const bucketName = 'holiday-photos';
const neighbourBucket = 'office-photos';

interface Answer {
  readonly status: number;
  readonly body: string;
}
interface Asked {
  readonly method?: string | undefined;
  /** The bucket is in it, unless it is in the path. */
  readonly host: string;
  readonly url: string;
}
/** What the clients are answered with next; whatever changes anything is never asked for. */
let answerTo: (asked: Asked) => Answer = () => ({ status: 500, body: '' });

function answered(asked: Asked): Answer {
  assert.notMatch(asked.url, /Action=(?!Describe|Get)/);
  assert.include(['GET', 'POST', 'HEAD'], asked.method ?? 'GET');
  return answerTo(asked);
}

const credentials = {
  accessKeyId: 'AKIAPLANTED',
  secretAccessKey: secrets.secretAccessKey,
  sessionToken: secrets.sessionToken,
};

/** As far as the SDK's own request is read. */
interface Request {
  readonly method?: string;
  readonly hostname?: string;
  readonly path?: string;
  readonly query?: Record<string, unknown>;
}

/** Real clients; with `inProcess` the answers come without a socket, so that ten thousand take seconds. */
function readers(endpoint?: string) {
  const inProcess = {
    async handle({ method, hostname = '', path, query }: Request) {
      const url = `${path}?${Object.keys(query ?? {}).join('&')}`;
      const { status, body } = answered({ method, host: hostname, url });
      const headers = { 'content-type': 'application/xml', 'x-amz-request-id': 'r-1' };
      return { response: { statusCode: status, headers, body: Buffer.from(body) } };
    },
  };
  const config = {
    region: where.region,
    credentials,
    maxAttempts: 1,
    ...(endpoint === undefined ? { requestHandler: inProcess as never } : { endpoint, forcePathStyle: true }),
  };
  const s3 = new S3Client(config);
  return [
    createSecurityGroupReader(new EC2Client(config), where),
    createBucketReader(s3, new S3ControlClient(config), where),
    createAccountBlockReader(new S3ControlClient(config), where),
  ] as const;
}

/**
 * Each id is found, gone or failed with a code; what was found can be judged, and nothing of it is a secret. With a neighbour, nothing
 * that is answered of the first may keep it from being found, unless the SDK refuses the whole answer.
 */
async function read(
  reader: {
    read(ids: readonly string[]): Promise<{
      readonly found: ReadonlyMap<string, Resource>;
      readonly gone: ReadonlySet<string>;
      readonly failed: ReadonlyMap<string, Failure>;
    }>;
  },
  id: string,
  neighbour?: string,
): Promise<Ended> {
  const ids = neighbour === undefined ? [id] : [id, neighbour];
  const { found, gone, failed } = await reader.read(ids);
  for (const one of ids) {
    const parts = [found, gone, failed].filter((part) => part.has(one));
    assert.lengthOf(parts, 1, `${one} is not in one of the three`);
  }
  if (neighbour !== undefined && !isRefusedBySdk(failed.get(neighbour)?.cause)) {
    assert.isTrue(found.has(neighbour), `the neighbour is lost: ${failed.get(neighbour)?.message}`);
  }
  for (const failure of failed.values()) {
    assert.instanceOf(failure, Failure);
    assert.equal(failure.code, 'READ_FAILED');
    assertNoSecret(loggedAs(failure));
  }
  for (const resource of found.values()) await assertJudged(resource);
  return found.has(id) ? 'good' : 'refused';
}

/** The SDK makes nothing of an answer of which it does not understand a part. */
function isRefusedBySdk(cause: unknown): boolean {
  return cause instanceof Error && !(cause instanceof Failure) && '$response' in cause;
}

const statuses = fc.constantFrom(200, 200, 200, 200, 200, 204, 301, 400, 403, 404, 409, 412, 429, 500, 503);
/** A group that is as it was, and after it or before it the one that is bent. */
const neighbourGroup = 'sg-0b1b2c3d4e5f60718';
const besideBent = fc.tuple(bentXml([groupXml(groupId)]), fc.boolean()).map(([bent, isFirst]) => {
  const [one, other] = [bent, groupXml(neighbourGroup)];
  const body = isFirst ? groupsAnswer(one, other) : groupsAnswer(other, one);
  return { status: 200, body, neighbour: isContained(bent) ? neighbourGroup : undefined };
});
const groups: fc.Arbitrary<Answer & { readonly neighbour?: string | undefined }> = fc.oneof(
  besideBent,
  fc.record({ status: statuses, body: bentXml([groupsXml, groupsXml, ec2ErrorXml]) }),
);
const lists = fc.record({ status: statuses, body: bentXml([prefixListXml, ec2ErrorXml]) });
const settings = Object.keys(bucketAnswers);
/** Some of the answers about a bucket are bent, and the others are as they should be: else hardly any bucket would be read. */
const bentAtOnce = 4;
const buckets = fc.uniqueArray(
  fc.constantFrom(...settings).chain((setting) =>
    fc.record({
      setting: fc.constant(setting),
      status: fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, statuses),
      body: bentXml(
        [bucketAnswers[setting] ?? '', bucketAnswers[setting] ?? '', bucketAnswers[setting] ?? '', s3ErrorXml],
        2,
      ),
    }),
  ),
  { minLength: bentAtOnce, maxLength: bentAtOnce, selector: ({ setting }) => setting },
);
const blocks = fc.record({ status: statuses, body: bentXml([bucketAnswers['publicAccessBlock'] ?? '', s3ErrorXml]) });

const list = { kind: 'prefix-list', id: 'pl-1' } as const;
const throughList = [{ direction: 'ingress', protocol: 'tcp', fromPort: 22, toPort: 22, source: list } as const];

type BentGroups = [Answer & { readonly neighbour?: string | undefined }, Answer];

async function tryGroups([group, entries]: BentGroups, [reader]: ReturnType<typeof readers>): Promise<Ended> {
  answerTo = () => group;
  const ended = await read(reader, groupId, group.neighbour);
  answerTo = () => entries;
  const live = securityGroup(throughList);
  await assertJudged(live, await reader.contextOf([live], ['prefix-lists']));
  return ended;
}

async function tryBucket(
  bent: readonly (Answer & { setting: string })[],
  [, reader]: ReturnType<typeof readers>,
): Promise<Ended> {
  answerTo = ({ host, url }) => {
    const setting = settings.find((one) => new RegExp(`[?&]${one}(=|&|$)`).test(url)) ?? '';
    const good = { status: 200, body: bucketAnswers[setting] ?? '' };
    const isNeighbour = `${host}${url}`.includes(neighbourBucket);
    return isNeighbour ? good : (bent.find((one) => one.setting === setting) ?? good);
  };
  return read(reader, bucketName, neighbourBucket);
}

async function tryBlock(bent: Answer, [, , reader]: ReturnType<typeof readers>): Promise<Ended> {
  answerTo = () => bent;
  return read(reader, where.accountId);
}

describe('fuzz: XML answers of AWS', function () {
  const local = readers();
  it('of EC2 are read whole, or refused by name', () =>
    fuzz({
      name: 'XML from AWS',
      share: 0.4,
      inputs: fc.tuple(groups, lists),
      perRun: 2,
      try: (given) => tryGroups(given, local),
    }));

  it('of S3 are read whole, or refused by name', () =>
    fuzz({
      name: 'XML from AWS',
      share: 0.4,
      inputs: buckets,
      perRun: bentAtOnce,
      try: (given) => tryBucket(given, local),
    }));

  it('of S3 Control are read whole, or refused by name', () =>
    fuzz({ name: 'XML from AWS', share: 0.2, inputs: blocks, try: (given) => tryBlock(given, local) }));

  describe('over HTTP', () => {
    let server: Server;
    before((done) => {
      server = createServer((request, response) => {
        const { status, body } = answered({ method: request.method, host: '', url: request.url ?? '' });
        response.writeHead(status, { 'content-type': 'text/xml' }).end(status === 204 ? '' : body);
      }).listen(0, '127.0.0.1', done);
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it('are read no otherwise', async () => {
      const address = server.address();
      const clients = readers(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
      await fc.assert(
        fc.asyncProperty(fc.tuple(groups, lists), buckets, async (group, bucket) => {
          await tryGroups(group, clients);
          await tryBucket(bucket, clients);
        }),
        { numRuns: 50 },
      );
    });
  });
});
