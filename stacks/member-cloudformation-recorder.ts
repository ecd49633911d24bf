import { denyPlainHttp } from './iam-scope.ts';
import { filledIn, ifElse, policyDocument, ref, type TemplateValue } from './cloudformation-text.ts';
import { recorderBucketStatements, recorderReadsPolicy, recorderStatements, recorderTrust } from './recorder-access.ts';

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: 'Retain';
  readonly UpdateReplacePolicy?: 'Retain';
  readonly Metadata?: Readonly<Record<string, TemplateValue>>;
  readonly Properties?: Readonly<Record<string, TemplateValue | undefined>>;
}

/** Id of what stands for a recorder, whether it is this stack's or was there: what needs one depends on it. */
export const recorderReadyId = 'RecorderReady';
const recorderId = 'Recorder';

const here = { accountId: '${AWS::AccountId}', bucketArn: '${ConfigBucket.Arn}' };

/**
 * The recorder with its channel, bucket and role, where the region has none. CloudFormation starts a recorder once it has a channel, and
 * makes the two side by side (CloudFormation Template Reference, "AWS::Config::ConfigurationRecorder"). Of a stack that is deleted the
 * bucket stays, since one that is not empty cannot be deleted.
 */
export function recorderResources(condition: string, rolesCondition: string): Record<string, TemplateResource> {
  const resources: Record<string, TemplateResource> = {
    ConfigBucket: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: filledIn('${NamePrefix}-${AWS::Region}-config-${AWS::AccountId}'),
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'expire', Status: 'Enabled', ExpirationInDays: 400 },
            {
              Id: 'tidy',
              Status: 'Enabled',
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      },
    },
    ConfigBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('ConfigBucket'),
        PolicyDocument: policyDocument([
          denyPlainHttp('s3:*', [here.bucketArn, `${here.bucketArn}/*`]),
          ...recorderBucketStatements(here),
        ]),
      },
    },
    ConfigRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: filledIn('${NamePrefix}-${AWS::Region}-config'),
        AssumeRolePolicyDocument: policyDocument(recorderTrust(here.accountId)),
        ManagedPolicyArns: [filledIn(`arn:\${AWS::Partition}:iam::aws:policy/${recorderReadsPolicy}`)],
        Policies: [{ PolicyName: 'deliver', PolicyDocument: policyDocument(recorderStatements(here)) }],
      },
    },
    [recorderId]: {
      Type: 'AWS::Config::ConfigurationRecorder',
      Properties: {
        Name: 'default',
        RoleARN: { 'Fn::GetAtt': ['ConfigRole', 'Arn'] },
        RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: ifElse(rolesCondition, true, false) },
      },
    },
    DeliveryChannel: {
      Type: 'AWS::Config::DeliveryChannel',
      DependsOn: ['ConfigBucketPolicy'],
      Properties: { Name: 'default', S3BucketName: ref('ConfigBucket') },
    },
  };
  return {
    ...Object.fromEntries(Object.entries(resources).map(([id, one]) => [id, { ...one, Condition: condition }])),
    // It does nothing but depend on what may not be there, which nothing may by DependsOn.
    [recorderReadyId]: {
      Type: 'AWS::CloudFormation::WaitConditionHandle',
      Metadata: { Recorder: ifElse(condition, ref(recorderId), '') },
    },
  };
}
