import {
  DeleteBucketWebsiteCommand,
  GetBucketWebsiteCommand,
  PutBucketWebsiteCommand,
  type S3Client,
  type WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { account, assertFails, createBucket, home, type LocalS3, startS3 } from '../support/s3.ts';

describe('local S3: a website of a bucket', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createBucket(client);
  });

  after(() => local.close());

  const put = (WebsiteConfiguration: WebsiteConfiguration) =>
    client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  const get = () => client.send(new GetBucketWebsiteCommand({ Bucket }));
  const recorded = () => {
    const state = local.s3.recordedState('AWS::S3::Bucket', Bucket, { accountId: account, region: home });
    return state?.supplementaryConfiguration;
  };

  it('is none from the start', async () => {
    await assertFails(get(), 'NoSuchWebsiteConfiguration 404');
  });

  it('is put, recorded, and deleted', async () => {
    await put({ IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'oops.html' } });

    const { IndexDocument, ErrorDocument } = await get();
    assert.deepEqual([IndexDocument, ErrorDocument], [{ Suffix: 'index.html' }, { Key: 'oops.html' }]);
    assert.deepInclude(recorded()?.['BucketWebsiteConfiguration'], {
      indexDocumentSuffix: 'index.html',
      errorDocument: 'oops.html',
    });

    await client.send(new DeleteBucketWebsiteCommand({ Bucket }));
    await assertFails(get(), 'NoSuchWebsiteConfiguration 404');
    assert.notProperty(recorded(), 'BucketWebsiteConfiguration');
  });

  it('refuses an index page that is none', async () => {
    await assertFails(put({ IndexDocument: { Suffix: 'a/b' } }), 'InvalidArgument 400');
    await assertFails(put({ IndexDocument: { Suffix: '' } }), 'InvalidArgument 400');
    await assertFails(put({ ErrorDocument: { Key: 'oops.html' } }), 'InvalidArgument 400');
  });

  it('says what it does not know', async () => {
    await assertFails(
      put({ RedirectAllRequestsTo: { HostName: 'example.com' } }),
      'NotImplemented 501',
      /RedirectAllRequestsTo/,
    );
  });
});
