import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Token } from 'cdktf';
import { bucketName, type Deployment } from './deployment.ts';
import { denyPlainHttp } from './iam-scope.ts';
import { policyText } from './policy-text.ts';

export interface PrivateBucketProps {
  readonly name: string;
  readonly expireAfterDays: number;
  /** What expires, and after how many days where it is not as many as that; everything unless given. Old versions go everywhere. */
  readonly expirePrefixes?: readonly (string | { readonly prefix: string; readonly afterDays: number })[];
  /** Terraform refuses to destroy it. Not for one that a variable may take away: the plan would fail. */
  readonly preventDestroy?: boolean;
  /** Terraform's `count`, an expression; then everything of it is counted. */
  readonly count?: string;
  readonly statements?: (bucketArn: string) => readonly object[];
}

export interface PrivateBucket {
  /** The bucket's name. */
  readonly bucket: string;
  readonly arn: string;
  /** Its policy: what writes to it must wait for that. */
  readonly policy: S3BucketPolicy;
}

/** A bucket that is versioned, encrypted, and closed to the public and to plain HTTP. */
export function privateBucket(deployment: Deployment, props: PrivateBucketProps): PrivateBucket {
  const { stack } = deployment;
  const { name } = props;
  const counted = props.count === undefined ? {} : { count: Token.asNumber(props.count) };
  new S3Bucket(stack, name, {
    ...counted,
    bucket: bucketName(deployment, name),
    ...(props.preventDestroy === true ? { lifecycle: { preventDestroy: true } } : {}),
  });
  const address = `aws_s3_bucket.${name}${props.count === undefined ? '' : '[0]'}`;
  const [bucket, arn] = [`\${${address}.bucket}`, `\${${address}.arn}`];
  const block = new S3BucketPublicAccessBlock(stack, `${name}-block`, {
    ...counted,
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const versioning = new S3BucketVersioningA(stack, `${name}-versioning`, {
    ...counted,
    bucket,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketServerSideEncryptionConfigurationA(stack, `${name}-encryption`, {
    ...counted,
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  new S3BucketLifecycleConfiguration(stack, `${name}-lifecycle`, {
    ...counted,
    bucket,
    rule: [
      ...(props.expirePrefixes ?? [''])
        .map((one) => (typeof one === 'string' ? { prefix: one, afterDays: props.expireAfterDays } : one))
        .map(({ prefix, afterDays }, at) => ({
          id: at === 0 ? 'expire' : `expire-${prefix.replace(/\/$/, '')}`,
          status: 'Enabled',
          filter: [{ prefix }],
          expiration: [{ days: afterDays }],
        })),
      {
        id: 'tidy',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        noncurrentVersionExpiration: [{ noncurrentDays: 30 }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
    dependsOn: [versioning],
  });
  const policy = new S3BucketPolicy(stack, `${name}-policy`, {
    ...counted,
    bucket,
    policy: policyText([denyPlainHttp('s3:*', [arn, `${arn}/*`]), ...(props.statements?.(arn) ?? [])]),
    // S3 refuses two changes of one bucket's access at the same time.
    dependsOn: [block],
  });
  return { bucket, arn, policy };
}
