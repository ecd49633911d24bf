import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, invalidArgument, unsupported, xmlAnswer } from './s3-answer.ts';
import { readXml } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'website' } as const;

const Configuration = v.strictObject({
  IndexDocument: v.optional(v.strictObject({ Suffix: v.string() })),
  ErrorDocument: v.optional(v.strictObject({ Key: v.string() })),
  RedirectAllRequestsTo: v.optional(v.unknown()),
  RoutingRules: v.optional(v.unknown()),
});

/** A website is configured here; there is no website endpoint to serve it. */
export const websiteOperations: BucketOperations = {
  GetBucketWebsite: {
    ...shape,
    method: 'GET',
    run({ bucket: { name, website } }) {
      if (website === undefined) {
        throw new AwsError(
          'NoSuchWebsiteConfiguration',
          'The specified bucket does not have a website configuration',
          404,
          { BucketName: name },
        );
      }
      return xmlAnswer('WebsiteConfiguration', {
        IndexDocument: { Suffix: website.indexSuffix },
        ErrorDocument: website.errorKey === undefined ? undefined : { Key: website.errorKey },
      });
    },
  },
  PutBucketWebsite: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      const { IndexDocument, ErrorDocument, ...rest } = readXml(body, 'WebsiteConfiguration', Configuration);
      for (const [member, value] of Object.entries(rest)) {
        if (value !== undefined) throw unsupported(`${member} of s3:PutBucketWebsite`);
      }
      // S3 API Reference, "IndexDocument": the suffix must not be empty and must not include a slash.
      if (IndexDocument === undefined || IndexDocument.Suffix === '' || IndexDocument.Suffix.includes('/')) {
        const suffix = IndexDocument?.Suffix ?? '';
        throw invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', suffix);
      }
      bucket.website = {
        indexSuffix: IndexDocument.Suffix,
        ...(ErrorDocument === undefined ? {} : { errorKey: ErrorDocument.Key }),
      };
      return emptyAnswer(200);
    },
  },
  DeleteBucketWebsite: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.website = undefined;
      return emptyAnswer(204);
    },
  },
};
