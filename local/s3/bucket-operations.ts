import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { aclHeaders, grantsOfHeaders, isPublicGrant } from './acl.ts';
import { allBlocked, isBlocked } from './block-settings.ts';
import { type Bucket, bucketArn, newBucket, ownerships } from './bucket.ts';
import type { Call, Operations } from './operation.ts';
import { refuseGrantsToOthers } from './ownership-operations.ts';
import { blockedBy, emptyAnswer, invalidArgument, unsupported, xmlAnswer } from './s3-answer.ts';
import { Tags, tagsOf } from './tagging-operations.ts';
import { elementOf, readXml } from './xml-body.ts';

const Configuration = v.strictObject({
  LocationConstraint: v.optional(v.string()),
  Tags: v.optional(Tags, ''),
  Location: v.optional(elementOf(v.record(v.string(), v.unknown()))),
  Bucket: v.optional(elementOf(v.record(v.string(), v.unknown()))),
});

/** Creating, finding and deleting general purpose buckets. */
export const bucketOperations: Operations = {
  CreateBucket: {
    needs: 'account',
    method: 'PUT',
    path: 'bucket',
    headers: [...aclHeaders, 'x-amz-object-ownership', 'x-amz-bucket-object-lock-enabled'],
    run: createBucket,
  },
  HeadBucket: {
    needs: 'bucket',
    method: 'HEAD',
    path: 'bucket',
    run: ({ bucket }) =>
      emptyAnswer(200, { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' }),
  },
  DeleteBucket: {
    needs: 'bucket',
    method: 'DELETE',
    path: 'bucket',
    changes: true,
    run({ bucket, buckets }) {
      if (!bucket.objects.isEmpty()) {
        const versions = bucket.versioning === undefined ? '' : '. You must delete all versions in the bucket.';
        throw new AwsError('BucketNotEmpty', `The bucket you tried to delete is not empty${versions}`, 409, {
          BucketName: bucket.name,
        });
      }
      buckets.remove(bucket);
      return emptyAnswer(204);
    },
  },
  GetBucketLocation: {
    needs: 'bucket',
    method: 'GET',
    path: 'bucket',
    selector: 'location',
    global: true,
    run: ({ bucket }) => xmlAnswer('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region),
  },
};

function createBucket(call: Call): { status: number } {
  const { bucketName: name, body, headers, caller, buckets } = call;
  const configuration = body.length === 0 ? undefined : readXml(body, 'CreateBucketConfiguration', Configuration);
  if (configuration?.Location !== undefined || configuration?.Bucket !== undefined) {
    throw unsupported('directory buckets (s3:CreateBucket with Location or Bucket)');
  }
  if (headers['x-amz-bucket-object-lock-enabled']?.toString().toLowerCase() === 'true') {
    throw unsupported('ObjectLockEnabledForBucket of s3:CreateBucket');
  }
  if (!isValidName(name)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  const region = regionOf(configuration?.LocationConstraint, caller.region);
  const wanted = newBucket(name, caller.accountId, region, caller.now);
  wanted.tags = tagsOf(configuration?.Tags.Tag ?? []);
  applyOwnershipAndAcl(wanted, call);

  const existing = buckets.find(caller.partition, name);
  if (existing === undefined) {
    buckets.add(wanted);
    call.changed(wanted);
  } else {
    recreate(existing, wanted);
    call.changed(existing);
  }
  return emptyAnswer(200, { location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/` });
}

/** S3 answers 200 to creating one's own bucket again in us-east-1, and resets its ACL; elsewhere an error (S3 API, CreateBucket). */
function recreate(existing: Bucket, wanted: Bucket): void {
  if (existing.accountId !== wanted.accountId) {
    throw new AwsError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
      { BucketName: existing.name },
    );
  }
  if (existing.region !== 'us-east-1' || wanted.region !== 'us-east-1') {
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: existing.name },
    );
  }
  existing.grants = wanted.grants;
}

function applyOwnershipAndAcl(bucket: Bucket, { headers, caller, accountBlock }: Call): void {
  const asked = headers['x-amz-object-ownership'];
  if (asked !== undefined) {
    const ownership = ownerships.find((candidate) => candidate === asked);
    if (ownership === undefined)
      throw invalidArgument('Invalid x-amz-object-ownership header', 'x-amz-object-ownership', String(asked));
    bucket.ownership = ownership;
  }
  const grants = grantsOfHeaders(headers, caller.accountId);
  if (grants === undefined) return;
  if (bucket.ownership === 'BucketOwnerEnforced') refuseGrantsToOthers(grants, caller.accountId);
  if (grants.some(isPublicGrant) && isBlocked('blockPublicAcls', allBlocked, accountBlock)) {
    throw blockedBy('BlockPublicAcls', 's3:CreateBucket', bucketArn(bucket), caller);
  }
  bucket.grants = grants;
}

/** us-east-1 creates anywhere and is named by leaving the constraint out; other regions create in themselves only. */
function regionOf(constraint: string | undefined, signedFor: string): string {
  const asked = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (signedFor === 'us-east-1') {
    if (asked === undefined) return signedFor;
    if (asked === 'us-east-1' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(asked)) {
      throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
        LocationConstraint: asked,
      });
    }
    return asked;
  }
  if (asked === signedFor) return asked;
  throw new AwsError(
    'IllegalLocationConstraintException',
    `The ${asked ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** S3 User Guide, "General purpose bucket naming rules". */
function isValidName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$/.test(name)
  );
}
