import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import * as fc from 'fast-check';
import '../../cli/quiet-sdk.ts';
import { readApprovals } from '../../approvals/read-approvals.ts';
import { Failure } from '../../contract/failure.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import type { AnyReader } from '../../resources/reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { resourceIds } from '../../sweep/resource-ids.ts';
import { createSweepStore } from '../../sweep/sweep-store.ts';
import { groupId } from '../support/security-groups.ts';
import { type Answer, answering, isEndless } from './support/answering.ts';
import { bucketAnswers, groupsAnswer, groupXml, s3, s3ErrorXml } from './support/aws-answers.ts';
import { bentXml } from './support/bent-xml.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { assertJudged } from './support/judged.ts';
import { assertNoSecret, loggedAs } from './support/secrets.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const lastGroup = 'sg-0b1b2c3d4e5f60718';
const lastBucket = 'office-photos';
const lastSweep = '20991121T030000Z-0a1b2c3d';

const withToken = (page: string): string =>
  page.replace('</securityGroupInfo>', '</securityGroupInfo><nextToken>t-1</nextToken>');
const bucketsPage = (name: string, token = ''): string =>
  s3(
    'ListAllMyBucketsResult',
    `<Owner><ID>o</ID></Owner><Buckets><Bucket><Name>${name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets>${token}`,
  );
const objectsPage = (folder: string, token = ''): string =>
  s3(
    'ListBucketResult',
    `<Name>ledger</Name><Prefix>sweeps/</Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${token !== ''}</IsTruncated><Contents><Key>${groupId}/a.json</Key><Size>3</Size></Contents><CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>${token}`,
  );
const next = (name: string): string => `<${name}>t-1</${name}>`;

/** The first page, bent, and the last one, as it should be; or the first again and again. */
interface Pages {
  readonly first: string;
  readonly last: string;
  readonly isRepeated: boolean;
}
const pagesOf = (first: string, last: string): fc.Arbitrary<Pages> =>
  fc.record({
    first: bentXml([first], 2),
    last: fc.constant(last),
    isRepeated: fc.nat(5).map((chance) => chance === 0),
  });

const groupPages = pagesOf(withToken(groupsAnswer(groupXml(groupId))), groupsAnswer(groupXml(lastGroup)));
const bucketPages = pagesOf(bucketsPage('holiday-photos', next('ContinuationToken')), bucketsPage(lastBucket));
const objectPages = pagesOf(
  objectsPage('sweeps/20261121T030000Z-0a1b2c3d/', next('NextContinuationToken')),
  objectsPage(`sweeps/${lastSweep}/`),
);

const aws = answering();
const ec2 = new EC2Client(aws.config);
const s3Client = new S3Client({ ...aws.config, followRegionRedirects: false });
const groups = createSecurityGroupReader(ec2, where);
const buckets = createBucketReader(s3Client, new S3ControlClient(aws.config), where);
const settings = Object.keys(bucketAnswers);

/** A page of a listing, or one of the settings of a bucket that was listed; no object is there. */
function answerWith({ first, last, isRepeated }: Pages): void {
  let listed = 0;
  aws.answer(({ path, query }): Answer => {
    if (path.endsWith('.json')) return { status: 404, body: s3ErrorXml.replace('NoSuchBucketPolicy', 'NoSuchKey') };
    const setting = settings.find((one) => one in query);
    if (setting !== undefined) return { status: 200, body: bucketAnswers[setting] ?? '' };
    listed += 1;
    return { status: 200, body: listed === 1 || isRepeated ? first : last };
  });
}

/** What a call comes to: an answer, or a refusal that has a code. `followed`: the last page was asked for. */
async function ended<T>(
  pages: Pages,
  call: () => Promise<T>,
): Promise<{ readonly answer?: T; readonly followed: boolean }> {
  answerWith(pages);
  const outcome = await call().then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (error instanceof Failure) assertNoSecret(loggedAs(error));
      else if (!(error instanceof Error && '$metadata' in error)) throw error;
      return {};
    },
  );
  assert.isFalse(isEndless(aws.calls()), 'it pages for ever');
  return { ...outcome, followed: aws.calls() > 1 && !pages.isRepeated };
}

async function listed(reader: AnyReader): Promise<string[]> {
  const ids: string[] = [];
  const unread = (failure: Failure): void => assertNoSecret(loggedAs(failure));
  for await (const resource of reader.list(unread)) {
    // No name that AWS gives is so long.
    if (resource.id.length <= 255) await assertJudged(resource);
    ids.push(resource.id);
  }
  return ids;
}

type How = 'list' | 'count' | 'ids';
const hows = fc.constantFrom<How>('list', 'count', 'ids');

/** Lists, counts, or lists the ids as a sweep does. */
async function tryListing(pages: Pages, how: How, type: ResourceType, reader: AnyReader, last: string): Promise<Ended> {
  if (how === 'count') {
    const { answer } = await ended(pages, () => reader.count());
    if (answer === undefined) return 'refused';
    assert.isTrue(Number.isInteger(answer) && answer >= 0);
    return 'good';
  }
  const { answer, followed } = await ended(pages, () =>
    how === 'list' ? listed(reader) : resourceIds(type, where, aws.config),
  );
  if (answer === undefined) return 'refused';
  // A bucket that is listed is read by further calls, which are no page.
  if (followed && (how === 'ids' || type === 'AWS::EC2::SecurityGroup')) assert.include(answer, last, 'a page is lost');
  return 'good';
}

describe('fuzz: listings of AWS and their pages', function () {
  it('of security groups come to an end, and lose no page', () =>
    fuzz({
      name: 'listings from AWS',
      share: 0.4,
      inputs: fc.tuple(groupPages, hows),
      try: ([pages, how]) => tryListing(pages, how, 'AWS::EC2::SecurityGroup', groups, lastGroup),
    }));

  it('of buckets come to an end, and lose no page', () =>
    fuzz({
      name: 'listings from AWS',
      share: 0.2,
      inputs: fc.tuple(bucketPages, hows),
      try: ([pages, how]) => tryListing(pages, how, 'AWS::S3::Bucket', buckets, lastBucket),
    }));

  it('of objects come to an end, for sweeps and for approvals', () =>
    fuzz({
      name: 'listings from AWS',
      share: 0.4,
      inputs: objectPages,
      async try(pages) {
        const last = await ended(pages, () => createSweepStore(s3Client, 'ledger').last());
        const approvals = await ended(pages, () =>
          readApprovals(s3Client, { bucket: 'approvals', account: '999999999999' }, groupId),
        );
        assert.isDefined(approvals.answer, 'it rejects');
        if (approvals.answer?.kind === 'unreadable') assertNoSecret(approvals.answer.reason);
        if (approvals.answer?.kind === 'read') assert.isEmpty(approvals.answer.approvals);
        return last.answer === undefined ? 'refused' : 'good';
      },
    }));
});
