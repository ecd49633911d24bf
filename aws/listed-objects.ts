import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { endingPages } from './ending-pages.ts';

/** The pages of a listing by whatever sends; the SDK's own paginator takes nothing but a whole client. Rejects as `endingPages` does. */
export function listedObjects(
  s3: Pick<S3Client, 'send'>,
  input: ListObjectsV2CommandInput,
): AsyncGenerator<ListObjectsV2CommandOutput, void, undefined> {
  return endingPages(pages(s3, input), ({ NextContinuationToken }) => NextContinuationToken);
}

/** An empty token is none. */
async function* pages(
  s3: Pick<S3Client, 'send'>,
  input: ListObjectsV2CommandInput,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let ContinuationToken = '';
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ ...input, ...(ContinuationToken === '' ? {} : { ContinuationToken }) }),
    );
    yield page;
    ContinuationToken = page.NextContinuationToken ?? '';
  } while (ContinuationToken !== '');
}
